from django.db import transaction

from bookshop.catalog.search import price_of_book
from bookshop.common.money import total
from bookshop.customers.accounts import customer_by_id
from bookshop.orders.events import order_cancelled, order_placed
from bookshop.orders.models import Order, OrderLine
from bookshop.payments.charging import charge_payment
from bookshop.stock.levels import release_stock, reserve_stock


class Checkout:
    @transaction.atomic
    def place_order(self, customer_id, basket):
        order = Order.objects.create(customer=customer_by_id(customer_id))
        for book_id, quantity in basket.items():
            reserve_stock(book_id, quantity)
            OrderLine.objects.create(order=order, book_id=book_id, quantity=quantity, price=price_of_book(book_id))
        charge_payment(order.pk, order_total(order))
        order_placed.send(sender=Order, order=order)
        return order

    @transaction.atomic
    def cancel_order(self, order_id):
        order = Order.objects.select_for_update().get(pk=order_id)
        order.status = "cancelled"
        order.save()
        for line in OrderLine.objects.filter(order=order):
            release_stock(line.book_id, line.quantity)
        order_cancelled.send(sender=Order, order=order)
        return order


def order_total(order):
    return total(line.price * line.quantity for line in OrderLine.objects.filter(order=order))
