using MediatR;

namespace Shop.Ordering;

public record OrderPlaced(int OrderId, string Email) : INotification;
