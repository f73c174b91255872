"""A proposal becomes a text that loads without an error and reads well."""

from __future__ import annotations

import pytest

from skerry.decompose.proposal import (
    Boundary,
    Metrics,
    OwnedEntity,
    Phase,
    Place,
    Proposal,
    ProposedSaga,
    ProposedService,
    ProposedStep,
    Relation,
    Verdict,
    WordMeanings,
)
from skerry.model import Loaded, format_text, load_texts
from skerry.workbench.draft import Origin, texts

HERE = Place("order/place.py", 7, "order/place.py::place")
ORIGIN = Origin("../src/**", "postgres")


def service(name: str, **parts: object) -> ProposedService:
    given: dict[str, object] = {
        "name": name, "context": name, "kind": "core", "units": (f"{name}/a.py",), "lines": 1200, "entities": (), "words": (name,),
        "endpoints": (), "events_out": (), "events_in": (), "globs": (f"{name}/**",), "stability": 1.0, "reasons": (),
    }  # fmt: skip
    return ProposedService(**{**given, **parts})  # type: ignore[arg-type]


def proposal(*services: ProposedService, **parts: object) -> Proposal:
    given: dict[str, object] = {
        "system": "Old Shop", "verdict": Verdict("split", "Splitting pays: 2 services.", (), (), ()), "services": services,
        "placements": {}, "unplaced": (), "boundaries": (), "relations": (), "words": (), "sagas": (), "phases": (),
        "alternatives": (), "metrics": Metrics(2, 0, 0, 0, 0, 0, 0, 0, 0, -1), "evidence": (), "notes": (),
    }  # fmt: skip
    return Proposal(**{**given, **parts})  # type: ignore[arg-type]


@pytest.fixture
def shop() -> Proposal:
    orders = service(
        "orders",
        entities=(OwnedEntity("OrderLine", "lines", HERE), OwnedEntity("Order", "orders", HERE)),
        words=("order", "line"),
        endpoints=(
            "POST /orders/",
            "GET /orders/{id:int}",
            "POST /orders/{id}/cancel",
            "GRPC /Orders/Get",
            "GET /orders/{key}",
        ),
        events_out=("order_placed",),
    )
    stock = service(
        "stock",
        kind="supporting",
        entities=(OwnedEntity("stock_items", "stock_items", HERE),),
        events_in=("order_placed", "post_save"),
    )
    steps = (
        ProposedStep("stock", "reserve items", ("Item",), "release items", HERE),
        ProposedStep("orders", "confirm order", ("Order",), "", HERE),
    )
    return proposal(
        orders,
        stock,
        boundaries=(Boundary("orders", "stock", (), {"call": 2, "inherit": 1}, "saga", "one transaction"),),
        relations=(Relation("orders", "stock", ("customer-supplier",), "orders needs stock"),),
        words=(WordMeanings("homonym", ("line",), (("orders", "has a price", HERE), ("stock", "has a shelf", HERE))),),
        sagas=(ProposedSaga("PlaceOrder", "orders", HERE, steps, 1, "It changes two services."),),
        phases=(
            Phase("1-read-heavy", ("stock",), ("reads",)),
            Phase("transactional", ("orders", "stock"), ("writes",)),
        ),
    )


def loaded(found: Proposal) -> Loaded:
    return load_texts(texts(found, ORIGIN).items())


def test_it_loads_without_a_problem_and_fmt_leaves_it(shop: Proposal) -> None:
    assert loaded(shop).problems == ()
    (text,) = texts(shop, ORIGIN).values()
    assert format_text(text) == text


def test_what_the_proposal_says_is_in_the_model(shop: Proposal) -> None:
    system = loaded(shop).system
    orders, stock = system.services["orders"], system.services["stock"]
    assert [str(glob) for glob in orders.code] == ["old-shop:orders/**"]
    assert [str(name) for name in orders.owns] == ["orders.OrderLine", "orders.Order"]
    assert [(str(r.event), r.operation.operation) for r in stock.reactions] == [
        ("orders.OrderPlaced", "on-order-placed")
    ]
    assert [call.target for call in orders.calls] == ["stock"]
    assert system.migration is not None
    assert dict(system.migration.phases) == {"1-read-heavy": ("stock",), "2-transactional": ("orders",)}
    assert [step.do.service for step in system.sagas["PlaceOrder"].steps if step.do] == ["stock", "orders"]
    assert system.contexts["orders"].words == {"line": "has a price"}


def test_operations_are_named_by_their_routes_and_what_has_no_words_is_counted(shop: Proposal) -> None:
    (text,) = texts(shop, ORIGIN).values()
    assert "        POST /orders: create-order\n" in text
    assert "        GET /orders/{id}: get-order\n" in text
    assert "        POST /orders/{id}/cancel: cancel-order\n" in text
    assert "not written down here: 2 more routes" in text
    assert "1 event from outside of the system" in text


def test_the_evidence_stands_beside_it_as_comments(shop: Proposal) -> None:
    (text,) = texts(shop, ORIGIN).values()
    for comment in (
        "# 1 base class, 2 calls",
        "# orders needs stock",
        "# proposed, from order/place.py:7.",
        "# pivot:",
    ):
        assert comment in text


def test_many_contexts_have_a_file_each_and_are_one_model() -> None:
    found = proposal(*(service(f"part-{chr(97 + n)}") for n in range(12)))
    files = texts(found, ORIGIN)
    assert len(files) == 13 and "part-a.arch.yaml" in files
    assert load_texts(files.items()).problems == () and len(load_texts(files.items()).system.services) == 12


@pytest.mark.parametrize("name", ["Ünïcode: {x}", "1st", "a\nb", "#", "système", ""])
def test_hostile_names_never_break_the_text(name: str) -> None:
    odd = service(
        "odd", globs=("a b/**", "c#/x: y.py", 'q"uote/[z]/**', "tab\\*.py"), entities=(OwnedEntity(name, name, HERE),),
        endpoints=(f"GET /{name}", f"{name} /x"), events_out=(name,), events_in=(name,), words=(name,),
    )  # fmt: skip
    assert loaded(proposal(odd, system=name)).problems == ()
