package shop.notifications;

import org.springframework.context.event.EventListener;
import org.springframework.mail.SimpleMailMessage;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.stereotype.Component;
import shop.ordering.OrderPlaced;

@Component
public class OrderPlacedHandler {
    private final JavaMailSender mail;

    public OrderPlacedHandler(JavaMailSender mail) {
        this.mail = mail;
    }

    @EventListener
    public void handle(OrderPlaced event) {
        SimpleMailMessage message = new SimpleMailMessage();
        message.setTo(event.email());
        mail.send(message);
    }
}
