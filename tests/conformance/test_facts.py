"""The same small shop in every language must give the same facts. A language is one folder under stories/, and nothing else."""

from pathlib import Path
from typing import TypeVar

import pytest

from skerry.facts.graph import FactGraph
from skerry.facts.kinds import Access, ConfigKey, Endpoint, Entity, Event, Fact, Job, Outbound, Transaction
from skerry.kernel.words import singular, split
from skerry.read.codebase import ReadOptions, read

STORIES = Path(__file__).parent / "stories"

F = TypeVar("F", bound=Fact)


class Shop:
    """One story's facts, named by words, so that `place_order`, `PlaceOrder` and `placeOrder` are one name."""

    def __init__(self, graph: FactGraph) -> None:
        self.graph = graph

    def where(self, unit: int) -> str:
        """The last name of a unit, in words."""
        return _words(self.graph.units[unit].name)

    def of(self, kind: type[F]) -> tuple[F, ...]:
        return self.graph.of(kind)


def _words(name: str) -> str:
    return " ".join(split(name.rpartition(".")[2]))


@pytest.fixture(scope="module", params=sorted(p.name for p in STORIES.iterdir() if p.is_dir()))
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def shop(language: str) -> Shop:
    return Shop(read(STORIES / language, ReadOptions(remember=False)))


def test_nothing_is_reported_as_a_problem(shop: Shop) -> None:
    assert shop.graph.problems == ()


def test_the_entities_and_their_tables(shop: Shop) -> None:
    found = {_words(e.name): e.table for e in shop.of(Entity) if not e.abstract}
    assert found == {
        "customer": "customers", "product": "products", "order": "orders", "order item": "order_items"
    }  # fmt: skip


def test_every_entity_has_one_key(shop: Shop) -> None:
    keys = {_words(e.name): [c.name.lower() for c in e.columns if c.key] for e in shop.of(Entity)}
    assert keys == {name: ["id"] for name in ("customer", "product", "order", "order item")}


def test_the_foreign_keys(shop: Shop) -> None:
    found = {
        (_words(e.name), shop.where(c.target), c.many) for e in shop.of(Entity) for c in e.columns if c.target >= 0
    }
    assert {("order", "customer", False), ("order item", "product", False)} <= found
    assert ("order", "order item", True) in found or ("order item", "order", False) in found
    assert {end for one, other, _ in found for end in (one, other)} == {"customer", "product", "order", "order item"}


def test_placing_an_order_is_the_one_transaction(shop: Shop) -> None:
    assert [shop.where(t.unit) for t in shop.of(Transaction)] == ["place"]


@pytest.mark.parametrize(
    ("function", "mode", "entities"),
    [
        ("place", "read", {"customer", "product"}),
        ("place", "write", {"order", "order item"}),
        ("find", "read", {"order"}),
        ("find", "write", set()),
        ("close stale", "write", {"order"}),
    ],
)
def test_who_reads_and_writes_what(shop: Shop, function: str, mode: str, entities: set[str]) -> None:
    found = {shop.where(a.target) for a in shop.of(Access) if shop.where(a.unit) == function and a.mode == mode}
    assert found == entities


def test_the_endpoints_and_their_handlers(shop: Shop) -> None:
    found = {(e.method, e.path, shop.where(e.unit)) for e in shop.of(Endpoint)}
    assert found == {("POST", "/orders", "place order"), ("GET", "/orders/{id}", "get order")}


def test_the_event_is_raised_and_handled(shop: Shop) -> None:
    found = {(_words(e.name), e.direction, shop.where(e.unit)) for e in shop.of(Event)}
    assert found == {("order placed", "raise", "place"), ("order placed", "handle", "handle")}


def test_what_leaves_the_process(shop: Shop) -> None:
    found = {(o.protocol, shop.where(o.unit)) for o in shop.of(Outbound)}
    assert found == {("http", "charge"), ("mail", "handle")}
    assert [o.target.rpartition("/")[2] for o in shop.of(Outbound) if o.protocol == "http"] == ["charges"]


def test_the_nightly_job(shop: Shop) -> None:
    (job,) = shop.of(Job)
    assert {singular(word) for word in split(job.name)} >= {"close", "stale", "order"}


def test_the_configuration_key(shop: Shop) -> None:
    (key,) = shop.of(ConfigKey)
    assert [singular(word) for word in split(key.key)] == ["payment", "url"]


def test_the_endpoint_reaches_the_service(shop: Shop) -> None:
    found = {(shop.where(r.source), shop.where(r.target)) for r in shop.graph.references if r.kind == "call"}
    assert {("place order", "place"), ("get order", "find"), ("place", "charge")} <= found
