from django.core.mail import send_mail
from django.dispatch import receiver

from shop.ordering.events import order_placed


@receiver(order_placed)
def handle(sender, order, email, **kwargs):
    send_mail("Thank you", f"Order {order.pk}", "shop@example.com", [email])
