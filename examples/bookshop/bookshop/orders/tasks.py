from celery import shared_task

from bookshop.orders.checkout import Checkout
from bookshop.orders.models import Order


@shared_task
def cancel_stale_orders():
    for order in Order.objects.filter(status="pending"):
        Checkout().cancel_order(order.pk)
