using System.Net.Mail;
using MediatR;
using Shop.Ordering;

namespace Shop.Notifications;

public class OrderPlacedHandler(SmtpClient mail) : INotificationHandler<OrderPlaced>
{
    public async Task Handle(OrderPlaced placed, CancellationToken cancellationToken)
    {
        await mail.SendMailAsync(new MailMessage("shop@example.com", placed.Email));
    }
}
