from django.db import models

from shop.catalog.models import Product
from shop.customers.models import Customer


class Order(models.Model):
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT)

    class Meta:
        db_table = "orders"


class OrderItem(models.Model):
    order = models.ForeignKey(Order, related_name="items", on_delete=models.CASCADE)
    product = models.ForeignKey(Product, on_delete=models.PROTECT)
    quantity = models.IntegerField()

    class Meta:
        db_table = "order_items"
