from bookshop.common.replies import reply
from bookshop.payments.charging import refund_payment


def refund(request, payment_id):
    made = refund_payment(payment_id)
    return reply({"refund": made.pk, "amount": str(made.amount)}, status=201)
