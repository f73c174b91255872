"""A model changes, and what was generated changes with it: what people wrote stays, data stays, sagas under way end as they began."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text
from tests.runtime.postgres import Server

from skerry.kernel.artefacts import Fate
from skerry.workbench.generate import Planned, generate_plan, generate_write
from skerry_runtime.store.migrate import migrate

MODEL = """
arch: 1
system: shop
contexts: { orders: { about: What is ordered }, stock: {} }
services:
  order-service:
    context: orders
    owns: [Order, Note]
    stores: { main: { postgres: orders, outbox: true } }
    api:
      v1:
        POST /orders: place(CreateOrder) -> 201 Order
        GET /orders/{id}: get -> Order
        GET /orders?customerId&page: list -> Order[]
        POST /notes: note(CreateNote) -> 201 Note
        internal:
          - confirm -> Order; pending => confirmed
          - cancel -> Order; pending => cancelled
  stock-service:
    context: stock
    owns: [Reservation]
    stores: { main: { postgres: stock } }
    api:
      v1:
        POST /reservations: reserve(Reserve) -> 201 Reservation
        DELETE /reservations/{id}: release -> 204
types:
  orders:
    Order: { id: uuid, customerId: uuid, total: money, status: OrderStatus }
    OrderStatus: { states: [pending => confirmed, pending => cancelled] }
    CreateOrder: { customerId: uuid, total: money }
    Note: { id: uuid, words: text }
    CreateNote: { words: text }
  stock:
    Reservation: { id: uuid, orderId: uuid }
    Reserve: { orderId: uuid }
sagas:
  Ordering:
    in: order-service
    start: place
    steps:
      - do: stock-service.reserve
        undo: stock-service.release
      - do: order-service.confirm
    else: order-service.cancel
"""
ORDERS = "services/order-service"
PACKAGE = f"{ORDERS}/src/order_service"
DEFAULTS = f"{PACKAGE}/service_layer/defaults.py"
A, B = "11111111111141118111111111111111", "22222222222242228222222222222222"


class Project:
    """A folder with a model and what was generated for it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.model = MODEL

    def generated(self, *changes: tuple[str, str]) -> Planned:
        """Changes the model and writes what comes of it; what was planned."""
        for old, new in changes:
            assert self.model.count(old) == 1, old
            self.model = self.model.replace(old, new)
        (self.folder / "shop.arch.yaml").write_text(self.model)
        planned = generate_plan(self.folder, self.folder)
        assert planned.sound, planned.problems
        generate_write(planned)
        return planned

    def read(self, path: str) -> str:
        return (self.folder / path).read_text()

    def edit(self, path: str, old: str, new: str) -> None:
        assert old in self.read(path)
        (self.folder / path).write_text(self.read(path).replace(old, new, 1))

    def revisions(self) -> list[str]:
        return sorted(path.stem for path in (self.folder / PACKAGE / "migrations/versions").glob("*.py"))

    def migrate(self, url: str) -> None:
        migrate(url, self.folder / PACKAGE / "migrations")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    found = Project(tmp_path)
    found.generated()
    return found


FIELD = (
    "customerId: uuid, total: money, status",
    "customerId: uuid, total: money, channel: web | shop, weight: int >= 1, status",
)
OPERATION = (
    "GET /orders/{id}: get -> Order",
    "GET /orders/{id}: get -> Order\n        PUT /notes/{id}: reword(CreateNote) -> Note",
)
STEP = ("      - do: order-service.confirm\n", "      - do: stock-service.pack\n      - do: order-service.confirm\n")
RELEASE = "DELETE /reservations/{id}: release -> 204"
PACK = (RELEASE, f"{RELEASE}\n        POST /packs: pack(Reserve) -> 201 Reservation")
LESS = (
    ("total: money, channel: web | shop, weight", "channel: web | shop, note: text?, weight"),
    ("CreateOrder: { customerId: uuid, total: money }", "CreateOrder: { customerId: uuid }"),
)


def test_what_people_wrote_is_never_touched(project: Project):
    behaviour = f"{PACKAGE}/behaviour.py"
    mine = (
        "from order_service.service_layer.defaults import Defaults\n\n\nclass Behaviour(Defaults):\n    answer = 42\n"
    )
    (project.folder / behaviour).write_text(mine)
    (project.folder / ORDERS / "tests/test_mine.py").write_text("def test_mine() -> None: ...\n")
    planned = project.generated(FIELD, OPERATION, PACK, STEP)
    assert project.read(behaviour) == mine
    assert project.read(f"{ORDERS}/tests/test_mine.py") == "def test_mine() -> None: ...\n"
    assert planned.plans[ORDERS].fates["src/order_service/behaviour.py"] is Fate.YOURS
    assert not project.generated().changes


def test_an_edit_elsewhere_in_a_file_is_merged(project: Project):
    project.edit(
        DEFAULTS,
        '        """One order."""\n',
        '        """One order."""\n        # asked for by support all the time\n',
    )
    planned = project.generated(OPERATION)
    assert planned.plans[ORDERS].fates[DEFAULTS.removeprefix(f"{ORDERS}/")] is Fate.MERGE
    assert "# asked for by support all the time" in project.read(DEFAULTS)
    assert "async def reword(" in project.read(DEFAULTS)
    assert not project.generated().conflicts


def test_an_edit_at_the_same_place_is_kept_and_told_with_its_line(project: Project):
    project.edit(DEFAULTS, "status=OrderStatus.PENDING,", "status=OrderStatus.CONFIRMED,")
    mine = project.read(DEFAULTS)
    for _ in ("now", "and every time until it is settled"):
        planned = project.generated(FIELD) if project.model == MODEL else project.generated()
        lines = planned.conflicts[DEFAULTS]
        assert lines and any("CONFIRMED" in line for line in mine.splitlines()[lines[0] - 1 : lines[0] + 8])
        assert project.read(DEFAULTS) == mine


def test_an_operation_more_is_one_method_more(project: Project):
    before = project.read(DEFAULTS)
    project.generated(OPERATION)
    after = project.read(DEFAULTS)
    assert "async def reword(self, id: UUID, request: CreateNote) -> Note:" in after
    assert all(line in after for line in before.splitlines())
    assert '"name": "reword"' in project.read(f"{PACKAGE}/service.json")


def rows(url: str, statement: str) -> list[dict[str, Any]]:
    engine = create_engine(url.replace("+aiosqlite", ""))
    with engine.begin() as connection:
        found = connection.execute(text(statement))
        result = [dict(each) for each in found.mappings()] if found.returns_rows else []
    engine.dispose()
    return result


INSERT = "INSERT INTO orders (id, \"customerId\", total, status, row_version) VALUES ('{}', '{}', '{{}}', 'pending', 1)"
ANOTHER = (
    'INSERT INTO orders (id, "customerId", channel, weight, status, row_version) '
    "VALUES ('{}', '{}', 'web', 1, 'pending', 1)"
)


def keeps_data(project: Project, url: str) -> None:
    project.migrate(url)
    rows(url, INSERT.format(A, B))
    project.generated(FIELD)
    assert project.revisions() == ["0001_initial", "0002_orders"]
    project.migrate(url)
    project.migrate(url)
    [row] = rows(url, "SELECT * FROM orders")
    assert str(row["id"]).replace("-", "") == A and row["status"] == "pending"
    assert (row["channel"], row["weight"], row["row_version"]) == ("web", 1, 1)
    project.generated(*LESS)
    assert project.revisions()[2:] == ["0003_orders"]
    project.migrate(url)
    rows(url, ANOTHER.format(B, A))
    found = rows(url, "SELECT * FROM orders ORDER BY id")
    assert [(each["total"] is None, each["note"]) for each in found] == [(False, None), (True, None)]


def test_a_changed_entity_is_a_revision_that_keeps_data(project: Project, tmp_path: Path):
    keeps_data(project, f"sqlite+aiosqlite:///{tmp_path / 'orders.db'}")


def test_a_changed_entity_is_a_revision_that_keeps_data_on_postgres(project: Project, postgres: Server):
    keeps_data(project, postgres.database("orders"))


def test_a_revision_stays_as_it_was_edited(project: Project):
    project.generated(FIELD)
    revision = f"{PACKAGE}/migrations/versions/0002_orders.py"
    project.edit(revision, 'values(channel="web")', 'values(channel="shop")')
    mine = project.read(revision)
    assert not project.generated().conflicts
    project.generated(OPERATION, ("Note: { id: uuid, words: text }", "Note: { id: uuid, words: text, at: datetime }"))
    assert project.read(revision) == mine
    assert project.revisions() == ["0001_initial", "0002_orders", "0003_notes"]


def test_an_entity_that_goes_leaves_its_data(project: Project, tmp_path: Path):
    url = f"sqlite+aiosqlite:///{tmp_path / 'orders.db'}"
    project.migrate(url)
    rows(url, f"INSERT INTO notes (id, words, row_version) VALUES ('{A}', 'kept', 1)")
    project.generated(
        ("owns: [Order, Note]", "owns: [Order]"),
        ("        POST /notes: note(CreateNote) -> 201 Note\n", ""),
        ("    Note: { id: uuid, words: text }\n    CreateNote: { words: text }\n", ""),
    )
    project.migrate(url)
    assert [each["words"] for each in rows(url, "SELECT * FROM notes")] == ["kept"]
    written = "".join(path.read_text() for path in (project.folder / PACKAGE / "migrations").rglob("*.py"))
    assert "drop_table" not in written and "drop_column" not in written


def test_history_from_before_a_field_is_filled_in(project: Project):
    project.generated(
        ("main: { postgres: orders, outbox: true }", "main: { postgres: orders, event-sourced: [Order] }"), FIELD
    )
    slice_ = json.loads(project.read(f"{PACKAGE}/service.json"))
    [fill] = [each["fill"] for each in slice_["entities"] if each["name"] == "Order"]
    assert (fill["channel"], fill["weight"], fill["status"]) == ("web", 1, "pending") and "id" not in fill


def version(project: Project) -> tuple[str, str]:
    lock, code = project.read(f"{ORDERS}/sagas.lock").split()[1], project.read(f"{PACKAGE}/service_layer/sagas.py")
    return lock, code.partition("version=")[2].partition(",")[0]


def test_a_saga_counts_up_when_its_steps_change_and_only_then(project: Project):
    assert version(project) == ("1", "1")
    project.generated(FIELD, OPERATION, PACK)
    assert version(project) == ("1", "1")
    project.generated(STEP)
    assert version(project) == ("2", "2")
    project.generated((STEP[1], STEP[0]))
    assert version(project) == ("3", "3")
