from django.dispatch import receiver

from bookshop.notify.mail import mail_customer
from bookshop.orders.events import order_cancelled, order_placed


@receiver(order_placed)
def thank_customer(sender, order, **kwargs):
    mail_customer(order.customer.email, "Thank you", f"Your order {order.pk} is on its way.")


@receiver(order_cancelled)
def regret_customer(sender, order, **kwargs):
    mail_customer(order.customer.email, "Cancelled", f"Your order {order.pk} was cancelled.")
