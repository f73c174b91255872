from django.db import transaction

from bookshop.common.money import rounded
from bookshop.payments.gateway import charge_card, refund_card
from bookshop.payments.models import Payment, Refund


def charge_payment(order_id, amount):
    reference = charge_card(rounded(amount))
    return Payment.objects.create(order_id=order_id, amount=rounded(amount), reference=reference, state="taken")


@transaction.atomic
def refund_payment(payment_id):
    payment = Payment.objects.select_for_update().get(pk=payment_id)
    refund_card(payment.reference, payment.amount)
    payment.state = "refunded"
    payment.save()
    return Refund.objects.create(payment=payment, amount=payment.amount)
