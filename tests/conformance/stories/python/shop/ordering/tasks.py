from celery import shared_task

from shop.ordering.services import OrderService


@shared_task
def close_stale_orders() -> None:
    service = OrderService()
    service.close_stale()
