import requests
from django.conf import settings


def charge_card(amount):
    answer = requests.post(f"{settings.PAYMENT_URL}/charges", json={"amount": str(amount)}, timeout=5)
    return answer.json()["reference"]


def refund_card(reference, amount):
    requests.post(f"{settings.PAYMENT_URL}/refunds", json={"charge": reference, "amount": str(amount)}, timeout=5)
