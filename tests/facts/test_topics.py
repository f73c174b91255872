"""Which message reaches whom."""

import pytest

from skerry.facts.fleet import Channel, Fleet, Node
from skerry.facts.topics import reaches


@pytest.mark.parametrize(
    ("topic", "listened", "heard"),
    [
        ("orders", "Orders", True),
        ("orders", "order", False),
        ("orders.placed", "orders.*", True),
        ("orders.placed.eu", "orders.*", False),
        ("orders.placed.eu", "orders.#", True),
        ("orders", "orders.#", True),
        ("orders.placed", "orders.>", True),
        ("home/kitchen/lamp", "home/+/lamp", True),
        ("*.placed", "orders.placed", True),
    ],
)
def test_patterns_are_those_of_the_brokers(topic: str, listened: str, heard: bool) -> None:
    assert reaches(topic, listened) is heard


def test_many_words_that_stand_for_any_are_no_trap() -> None:
    assert not reaches(".".join(["#", "a"] * 9 + ["x"]), ".".join(["#", "a"] * 10))


def test_who_sends_to_whom_is_told_by_topics_and_never_itself_or_over_another_broker() -> None:
    nodes = tuple(Node(name, "business") for name in "abc")
    channels = (
        Channel("a", "send", "orders", "kafka", "OrderPlaced"), Channel("a", "receive", "orders", "kafka"),
        Channel("b", "receive", "orders"), Channel("c", "receive", "orders", "rabbit"),
    )  # fmt: skip
    found = Fleet("", nodes, channels=channels).deliveries
    assert [(d.producer, d.consumer, d.topic, d.message) for d in found] == [("a", "b", "orders", "OrderPlaced")]
