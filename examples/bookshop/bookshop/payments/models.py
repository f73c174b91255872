from django.db import models

from bookshop.orders.models import Order


class Payment(models.Model):
    order = models.ForeignKey(Order, on_delete=models.PROTECT)
    amount = models.DecimalField(max_digits=8, decimal_places=2)
    reference = models.CharField(max_length=64)
    state = models.CharField(max_length=20)

    class Meta:
        db_table = "payments_payment"


class Refund(models.Model):
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT)
    amount = models.DecimalField(max_digits=8, decimal_places=2)

    class Meta:
        db_table = "payments_refund"
