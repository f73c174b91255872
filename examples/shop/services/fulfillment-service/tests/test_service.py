"""What fulfillment-service promises by default. Written from the model; tests of your own go into files beside it."""

from skerry_runtime.service.testing import Tested


def test_it_is_ready(client: Tested) -> None:
    assert client.get("/ready").status == 200
