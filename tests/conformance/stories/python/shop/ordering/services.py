from django.db import transaction

from shop.catalog.models import Product
from shop.customers.models import Customer
from shop.ordering.events import order_placed
from shop.ordering.models import Order, OrderItem
from shop.payments.client import PaymentClient


class OrderService:
    def __init__(self) -> None:
        self.payments = PaymentClient()

    @transaction.atomic
    def place(self, customer_id: int, product_id: int, quantity: int) -> Order:
        customer = Customer.objects.get(pk=customer_id)
        product = Product.objects.get(pk=product_id)
        order = Order.objects.create(customer=customer)
        OrderItem.objects.create(order=order, product=product, quantity=quantity)
        self.payments.charge(order.pk, product.price)
        order_placed.send(sender=Order, order=order, email=customer.email)
        return order

    def find(self, order_id: int) -> Order:
        return Order.objects.get(pk=order_id)

    def close_stale(self) -> None:
        Order.objects.all().delete()
