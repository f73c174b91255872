import os

import requests


class PaymentClient:
    def charge(self, order_id: int, amount: float) -> None:
        url = os.environ["PAYMENTS_URL"]
        requests.post(f"{url}/charges", json={"order": order_id, "amount": amount})
