"""A hand-made proposal (a shop out of a Django monolith), and random ones."""

from __future__ import annotations

import pytest
from hypothesis import strategies as st

from skerry.decompose.proposal import (
    Alternative,
    Boundary,
    Crossing,
    Metrics,
    OwnedEntity,
    Phase,
    Place,
    Placement,
    Proposal,
    ProposedSaga,
    ProposedService,
    ProposedStep,
    Reason,
    Relation,
    Unplaced,
    Verdict,
    WordMeanings,
)

FILES = {
    "catalog-service": "catalogue/models catalogue/views catalogue/forms catalogue/search catalogue/category "
    "catalogue/urls catalogue/templatetags/price catalogue/importer catalogue/attributes catalogue/reviews "
    "catalogue/recommend catalogue/admin catalogue/signals",
    "order-service": "order/models order/views order/processing order/numbering order/totals order/urls checkout/views "
    "checkout/session checkout/forms checkout/calculator basket/models basket/views basket/middleware basket/reports",
    "fulfilment-service": "shipping/models shipping/methods shipping/labels shipping/tracking shipping/repository",
    "payment-service": "payment/models payment/gateway payment/refunds payment/bankcards payment/views payment/webhooks "
    "payment/exceptions payment/forms",
    "stock-service": "partner/models partner/stock partner/strategy partner/availability partner/importers partner/alerts",
    "customer-service": "customer/models customer/views customer/forms customer/wishlists customer/alerts customer/auth "
    "address/models address/forms address/validation communication/mail",
}
CONTEXTS = {
    "catalog-service": (
        "catalogue",
        "supporting",
        "product category attribute price search review",
        "Product:catalogue_product Category:catalogue_category",
    ),
    "order-service": (
        "ordering",
        "core",
        "order basket line total voucher checkout",
        "Order:order_order OrderLine:order_line Basket:basket_basket",
    ),
    "fulfilment-service": ("ordering", "core", "shipment parcel carrier label tracking", "Shipment:shipping_shipment"),
    "payment-service": (
        "payments",
        "generic",
        "payment refund card gateway source",
        "Payment:payment_source Refund:payment_refund",
    ),
    "stock-service": ("inventory", "core", "stock allocation partner sku strategy", "StockRecord:partner_stockrecord"),
    "customer-service": (
        "customers",
        "supporting",
        "customer address wishlist email account",
        "Customer:auth_user Address:address_useraddress",
    ),
}
ENDPOINTS = {
    "catalog-service": ("GET /products", "GET /products/{id}", "GET /categories/{slug}", "GET /search"),
    "order-service": ("POST /checkout", "GET /orders/{number}", "POST /basket/add"),
    "payment-service": ("POST /payments", "POST /payments/webhook"),
    "customer-service": ("GET /account", "POST /account/addresses"),
}
EVENTS = {
    "order-service": (("OrderPlaced",), ("ShipmentSent",)),
    "fulfilment-service": (("ShipmentSent",), ("OrderPlaced",)),
}
BOUNDARIES = (
    (
        "order-service",
        "catalog-service",
        "call:14 foreign key:3 type:5",
        "API call",
        "prices are read at checkout and copied into the line",
    ),
    (
        "order-service",
        "stock-service",
        "call:6 table access:4 transaction:1",
        "saga",
        "stock is allocated in the transaction that places the order",
    ),
    (
        "order-service",
        "payment-service",
        "call:5 transaction:1",
        "saga",
        "payment is taken in the transaction that places the order",
    ),
    ("order-service", "customer-service", "call:4 foreign key:2", "API call", "the address is copied into the order"),
    ("fulfilment-service", "order-service", "event:2 call:3", "event", "the parcel starts when the order is placed"),
    (
        "stock-service",
        "catalog-service",
        "foreign key:1 call:2",
        "replica",
        "the stock needs the product's number only",
    ),
    ("catalog-service", "stock-service", "call:3", "event", "the availability shown may lag behind"),
    ("customer-service", "catalog-service", "call:2", "API call", "the wish list shows products"),
    ("customer-service", "order-service", "call:2 event:1", "event", "the account shows orders"),
)
RELATIONS = (
    ("ordering", "catalogue", ("conformist",)),
    ("ordering", "inventory", ("partnership",)),
    ("ordering", "payments", ("customer-supplier", "anticorruption-layer")),
    ("ordering", "customers", ("open-host", "published-language")),
    ("inventory", "catalogue", ("shared-kernel",)),
    ("customers", "catalogue", ("conformist",)),
)


def _reasons(service: str, path: str) -> tuple[Reason, ...]:
    word = CONTEXTS[service][2].split()[0]
    return (
        Reason("structure", f"9 of its 12 references stay in {service}", 0.46, (Place(path, 12, f"{path}::handle"),)),
        Reason("names", f"speaks of {word} 14 times", 0.31, (Place(path, 3), Place(path, 27))),
        Reason("data", f"writes {CONTEXTS[service][3].split(':')[0]}", 0.17, (Place(path, 41, f"{path}::save"),)),
    )


def _boundary(source: str, target: str, counts: str, replacement: str, why: str) -> Boundary:
    amounts = {
        kind: int(count)
        for kind, count in (
            part.rsplit(":", 1) for part in counts.replace(" key", "_key").replace(" access", "_access").split()
        )
    }
    amounts = {kind.replace("_", " "): count for kind, count in amounts.items()}
    here, there = (["shop/" + file + ".py" for file in FILES[name].split()] for name in (source, target))
    crossings = [
        Crossing(
            kind,
            Place(here[i % len(here)], 20 + 7 * i, f"{here[i % len(here)]}::step_{i}"),
            Place(there[i % 3], 5 + i, f"{there[i % 3]}::Thing{i}"),
            f"Thing{i}.{kind.replace(' ', '_')}()",
            1.0 if kind != "type" else 0.4,
        )
        for kind, count in amounts.items()
        for i in range(count)
    ]
    return Boundary(source, target, tuple(crossings), amounts, replacement, why)


def _service(name: str, files: tuple[str, ...]) -> ProposedService:
    context, kind, words, entities = CONTEXTS[name]
    out, into = EVENTS.get(name, ((), ()))
    owned = tuple(
        OwnedEntity(
            entity,
            table,
            Place(files[0], 10 + 30 * i, f"{files[0]}::{entity}"),
            ("shop/basket/reports.py",) if entity == "Product" else (),
        )
        for i, (entity, table) in enumerate(part.split(":") for part in entities.split())
    )
    return ProposedService(
        name,
        context,
        kind,
        files,
        140 * len(files),
        owned,
        tuple(words.split()),
        ENDPOINTS.get(name, ()),
        out,
        into,
        tuple(sorted({f"{file.rsplit('/', 1)[0]}/**" for file in files})),
        0.9,
        _reasons(name, files[0]),
    )


def _placement(path: str, service: str, index: int) -> Placement:
    second = "order-service" if service != "order-service" else "customer-service"
    return Placement(
        path, service, second, 0.04 if path.endswith("reports.py") else 0.3 + index % 7 / 10, _reasons(service, path)
    )


def make_shop(files: dict[str, tuple[str, ...]]) -> Proposal:
    """The shop with other files, say a thousand."""
    sizes = tuple((name, len(paths)) for name, paths in files.items())
    metrics = Metrics(6, 0.41, 0.18, 2.3, 0.0, 0.21, 2, 9, 0.63, 0.71)
    whole = {path: name for name, paths in files.items() for path in paths}
    coarse = {path: name if name != "fulfilment-service" else "order-service" for path, name in whole.items()}
    coarser = tuple((name, list(coarse.values()).count(name)) for name in sorted(set(coarse.values())))
    alternatives = (
        Alternative(
            "coarse",
            coarser,
            Metrics(5, 0.38, 0.14, 2.0, 0.0, 0.3, 1, 9, 0.6, 0.75),
            0.95,
            False,
            "fewer sagas, but two teams in one service",
            coarse,
        ),
        Alternative("middle", sizes, metrics, 0.9, True, "the most stable cut that keeps tables whole", whole),
        Alternative(
            "fine",
            (*sizes[:-1], ("customer-service", 6), ("address-service", 3), ("mail-service", 1)),
            Metrics(8, 0.33, 0.29, 3.4, 0.25, 0.4, 4, 9, 0.52, 0.5),
            0.61,
            False,
            "services of one file",
            {**whole, "shop/communication/mail.py": "mail-service"},
        ),
    )
    checkout = Place("shop/checkout/views.py", 118, "shop/checkout/views.py::PaymentDetailsView.handle_order_placement")
    steps = (
        ProposedStep("order-service", "create the pending order", ("Order", "OrderLine"), "cancel the order", checkout),
        ProposedStep(
            "stock-service", "allocate stock", ("StockRecord",), "release the stock", Place("shop/partner/stock.py", 33)
        ),
        ProposedStep(
            "payment-service",
            "take the payment",
            ("Payment",),
            "refund the payment",
            Place("shop/payment/gateway.py", 51),
        ),
        ProposedStep("order-service", "confirm the order", ("Order",), "", Place("shop/order/processing.py", 77)),
        ProposedStep(
            "fulfilment-service", "create the shipment", ("Shipment",), "", Place("shop/shipping/repository.py", 12)
        ),
    )
    verdict = Verdict(
        "split a little",
        "Split off 5 services around the order; the cut is stable, and two transactions become sagas.",
        (
            Reason("data", "only 2 of 9 transactions cross a boundary", 0.5),
            Reason("structure", "82 % of the calls stay inside a service", 0.4),
        ),
        (Reason("events", "only 2 events exist today, most boundaries are calls", 0.4),),
        ("one team of three people: then keep the monolith and draw its modules instead",),
    )
    words = (
        WordMeanings(
            "homonym",
            ("line",),
            (
                ("ordering", "a product in a basket with a quantity", Place("shop/basket/models.py", 210)),
                ("customers", "a part of a postal address", Place("shop/address/models.py", 44)),
            ),
        ),
        WordMeanings(
            "synonym",
            ("partner", "supplier"),
            (("inventory", "who delivers the goods", Place("shop/partner/models.py", 9)),),
        ),
    )
    unplaced = (
        Unplaced(
            "shop/core/utils.py",
            "utility",
            ("catalog-service", "order-service", "payment-service"),
            "used by all, names nothing of the domain",
        ),
        Unplaced(
            "shop/core/prices.py",
            "shared kernel",
            ("catalog-service", "order-service"),
            "Price is a value that all understand alike",
        ),
        Unplaced("shop/settings.py", "framework glue", (), "configures Django"),
        Unplaced("shop/legacy/sitemap.py", "isolated", (), "nothing uses it"),
    )
    return Proposal(
        "shop",
        verdict,
        tuple(_service(name, paths) for name, paths in files.items()),
        {path: _placement(path, name, i) for i, (path, name) in enumerate(whole.items())},
        unplaced,
        tuple(_boundary(*each) for each in BOUNDARIES),
        tuple(Relation(down, up, patterns, "calls go one way only") for down, up, patterns in RELATIONS),
        words,
        (
            ProposedSaga(
                "OrderPlacement",
                "order-service",
                checkout,
                steps,
                3,
                "one transaction writes Order, StockRecord and Payment",
            ),
        ),
        (
            Phase(
                "read-heavy",
                ("catalog-service", "customer-service"),
                ("mostly read; a replica bridges the time until all is moved",),
            ),
            Phase(
                "transactional",
                ("order-service", "payment-service", "stock-service"),
                ("they share the saga OrderPlacement",),
            ),
            Phase("supporting", ("fulfilment-service",), ("listens to events only",)),
        ),
        alternatives,
        metrics,
        ("structure", "names", "data", "routes", "events"),
        ("the history was not read: not a git repository",),
    )


@pytest.fixture(scope="session")
def shop() -> Proposal:
    return make_shop({name: tuple(f"shop/{file}.py" for file in text.split()) for name, text in FILES.items()})


@pytest.fixture(scope="session")
def large_shop() -> Proposal:
    """A thousand files."""
    return make_shop(
        {name: tuple(f"shop/package_{i % 9}/of_{name}/module_{i}.py" for i in range(167)) for name in FILES}
    )


HOSTILE = (
    "</script><img src=x onerror=alert(1)>",
    'a"] --> b["',
    "a\\",
    'a\\" -> "b',
    "a'b;`c`\n%%",
    "x" * 90,
    "\u202eabc",
)


@pytest.fixture(scope="session")
def proposals() -> st.SearchStrategy[Proposal]:
    return random_proposals()


def random_proposals() -> st.SearchStrategy[Proposal]:
    """Any number of services with any names, and boundaries between any of them; few other parts."""
    names = st.lists(st.text(min_size=1, max_size=40) | st.sampled_from(HOSTILE), min_size=0, max_size=45, unique=True)
    return names.flatmap(_random)


def _random(names: list[str]) -> st.SearchStrategy[Proposal]:
    ends = st.sampled_from(range(len(names))) if names else st.nothing()
    pairs = (
        st.sets(st.tuples(ends, ends).filter(lambda p: p[0] != p[1]), max_size=60) if len(names) > 1 else st.just(set())
    )
    contexts = st.lists(st.integers(0, 12), min_size=len(names), max_size=len(names))
    return st.builds(_assemble, st.just(names), contexts, pairs, st.sampled_from(["call", "event"]))


def _assemble(names: list[str], contexts: list[int], pairs: set[tuple[int, int]], kind: str) -> Proposal:
    services = tuple(
        ProposedService(name, f"context {context}", "core", (f"{name}.py",), 10, (), (name,), (), (), (), (), 0.5, ())
        for name, context in zip(names, contexts, strict=True)
    )
    boundaries = tuple(
        Boundary(
            names[a],
            names[b],
            (Crossing(kind, Place(names[a], 1), Place(names[b], 2), names[b], 1.0),),
            {kind: 1},
            "event",
            "why",
        )
        for a, b in sorted(pairs)
    )
    placements = {f"{name}.py": Placement(f"{name}.py", name, "", 0.0, ()) for name in names}
    metrics = Metrics(len(names), 0, 0, 0, 0, 0, 0, 0, 0, -1)
    verdict = Verdict("keep", "Keep it whole.", (), (), ())
    return Proposal("random", verdict, services, placements, (), boundaries, (), (), (), (), (), metrics, (), ())
