"""Effects followed through calls: what endpoints reach and transactions touch, and by which way."""

from __future__ import annotations

import random
from array import array
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skerry.facts.flows import Effect, Flows
from skerry.facts.graph import FactGraph
from skerry.facts.kinds import REFERENCE_KINDS, Access, AnyFact, Endpoint, Entity, Event, Outbound, Transaction, Unit
from skerry.facts.references import Reference, References

FILE = 0


class Code:
    """A file of classes and functions by name, with what they call and do."""

    def __init__(self) -> None:
        self.units = [Unit("file", "a.py", "a.py", 1, 99, -1, "python", "source")]
        self.references = References()
        self.facts: list[AnyFact] = []
        self.at = {"": FILE}

    def add(self, kind: str, name: str) -> int:
        parent = self.at[name.rpartition(".")[0]]
        self.units.append(Unit(kind, name.rpartition(".")[2], "a.py", len(self.units), 99, parent, "python", "source"))
        self.at[name] = len(self.units) - 1
        return self.at[name]

    def functions(self, names: str) -> None:
        for name in names.split():
            self.add("function", name)

    def classes(self, names: str) -> None:
        for name in names.split():
            self.add("class", name)

    def refer(self, source: str, target: str, kind: str = "call", strength: float = 1.0, line: int = 7) -> None:
        self.references.add([Reference(self.at[source], self.at[target], kind, line, strength)])

    def access(self, unit: str, mode: str, table: str) -> None:
        self.facts.append(Access(unit=self.at[unit], line=9, reader="t", mode=mode, table=table))

    def flows(self) -> Flows:
        return Flows(FactGraph("x", tuple(self.units), self.references, tuple(self.facts)))

    def reached(self, unit: str) -> dict[tuple[str, int | str], float]:
        return {tuple(found.effect): found.strength for found in self.flows().of(self.at[unit])}


@pytest.fixture
def code() -> Code:
    return Code()


def test_an_effect_reaches_callers_and_fades(code: Code) -> None:
    code.functions("view service store")
    code.refer("view", "service", line=3)
    code.refer("service", "store", line=4)
    code.access("store", "write", "orders")
    assert code.reached("store") == {("write", "orders"): 1.0}
    assert code.reached("view") == {("write", "orders"): 0.81}
    (found,) = code.flows().of(code.at["view"])
    assert found.path == ((code.at["view"], 3), (code.at["service"], 4), (code.at["store"], 9))


def test_unsure_references_weaken_and_faint_ones_end(code: Code) -> None:
    code.functions("a b c")
    code.refer("a", "b", strength=0.5)
    code.refer("b", "c", strength=0.5)
    code.access("c", "read", "t")
    assert code.reached("b") == {("read", "t"): 0.45}
    assert code.reached("a") == {}


def test_the_stronger_way_is_kept(code: Code) -> None:
    code.functions("a detour t")
    code.refer("a", "t", strength=0.5, line=1)
    code.refer("a", "detour", line=2)
    code.refer("detour", "t", line=3)
    code.access("t", "read", "x")
    (found,) = code.flows().of(code.at["a"])
    assert found.strength == 0.81
    assert [line for _, line in found.path] == [2, 3, 9]


def test_a_cycle_ends(code: Code) -> None:
    code.functions("a b")
    code.refer("a", "b")
    code.refer("b", "a")
    code.access("a", "read", "x")
    assert code.reached("b") == {("read", "x"): 0.9}
    assert code.reached("a") == {("read", "x"): 1.0}


def test_what_is_not_called_does_not_matter(code: Code) -> None:
    code.functions("a b")
    for kind in REFERENCE_KINDS:
        if kind not in {"call", "create"}:
            code.refer("a", "b", kind)
    code.access("b", "read", "x")
    assert code.reached("a") == {}


def test_an_abstract_method_leads_to_its_implementation(code: Code) -> None:
    code.classes("Port Adapter")
    code.functions("Port.save Adapter.save use")
    code.refer("Adapter", "Port", "inherit")
    code.refer("use", "Port.save")
    code.access("Adapter.save", "write", "t")
    assert code.reached("use") == {("write", "t"): 0.81}


def test_one_of_several_implementations_is_less_sure(code: Code) -> None:
    code.classes("Port A B")
    code.functions("Port.save A.save B.save")
    code.refer("A", "Port", "inherit")
    code.refer("B", "Port", "inherit")
    code.access("A.save", "write", "t")
    assert code.reached("Port.save") == {("write", "t"): 0.63}


def test_creation_runs_the_constructor_alone(code: Code) -> None:
    code.classes("Thing")
    code.functions("Thing.__init__ Thing.other make")
    code.refer("make", "Thing", "create")
    code.access("Thing.__init__", "read", "t")
    code.access("Thing.other", "read", "u")
    assert code.reached("make") == {("read", "t"): 0.9}


def test_a_class_has_the_effects_of_its_methods(code: Code) -> None:
    code.classes("View")
    code.functions("View.get View.post")
    code.access("View.get", "read", "t")
    code.access("View.post", "write", "t")
    assert code.reached("View") == {("read", "t"): 1.0, ("write", "t"): 1.0}


def test_tables_are_entities_where_one_stands_for_them(code: Code) -> None:
    code.classes("Order")
    code.functions("f")
    code.facts.append(Entity(unit=code.at["Order"], line=1, reader="t", name="Order", table="shop_orders"))
    code.access("f", "read", "SHOP_ORDERS")
    assert code.reached("f") == {("read", code.at["Order"]): 1.0}


def test_endpoints_transactions_events_and_calls_out(code: Code) -> None:
    code.functions("view service")
    unit = {name: code.at[name] for name in ("view", "service")}
    code.refer("view", "service")
    code.access("service", "write", "t")
    code.facts += [
        Endpoint(unit=unit["view"], line=1, reader="t", method="GET", path="/"),
        Transaction(unit=unit["service"], line=1, reader="t", how="atomic"),
        Event(unit=unit["service"], line=2, reader="t", name="placed", direction="raise"),
        Event(unit=unit["service"], line=2, reader="t", name="heard", direction="handle"),
        Outbound(unit=unit["service"], line=3, reader="t", protocol="http", target="http://pay"),
    ]
    flows = code.flows()
    ((_, from_view),), ((_, in_transaction),) = list(flows.endpoints()), list(flows.transactions())
    effects = {Effect("write", "t"), Effect("raise", "placed"), Effect("http", "http://pay")}
    assert {found.effect for found in from_view} == {found.effect for found in in_transaction} == effects


def test_a_graph_without_effects(code: Code) -> None:
    code.functions("f")
    assert code.reached("f") == {}
    assert code.flows().of(-1) == []


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7), st.sampled_from([0.5, 0.8, 1.0])), max_size=30))
def test_every_way_is_as_strong_as_it_is_said_to_be(calls: list[tuple[int, int, float]]) -> None:
    code = Code()
    code.functions(" ".join(f"f{n}" for n in range(8)))
    known: dict[tuple[int, int], float] = {}
    for line, (a, b, strength) in enumerate(calls):
        if a != b and (a, b) not in known:
            known[a, b] = strength
            code.refer(f"f{a}", f"f{b}", strength=strength, line=line)
    code.access("f0", "read", "x")
    best = {0: 1.0}
    for _ in range(12):
        for (a, b), strength in known.items():
            through = best.get(b, 0.0) * strength * 0.9
            if through >= 0.25:
                best[a] = max(best.get(a, 0.0), through)
    flows = code.flows()
    for n in range(8):
        found = flows.of(code.at[f"f{n}"])
        assert [round(best[n], 3)] == [r.strength for r in found] if n in best else found == []
        for reached in found:
            assert reached.path[0].unit == code.at[f"f{n}"]
            assert reached.path[-1].unit == code.at["f0"]


def test_100_000_functions_take_about_a_second() -> None:
    chance = random.Random(1)
    units = [Unit("file", "f", "f", 1, 1, -1, "python", "source")]
    units += [Unit("function", "m", "f", 1, 1, 0, "python", "source") for _ in range(100_000)]
    flat = array("I")
    for source in range(1, 100_001):
        for _ in range(3):
            near = min(100_000, max(1, source + chance.randrange(-200, 200)))
            flat.extend((source, near, REFERENCE_KINDS.index("call"), 1, chance.choice((50, 100))))
    references = References()
    references.add_flat(flat)
    facts = tuple(
        Access(unit=chance.randrange(1, 100_001), line=1, reader="t", mode="read", table=f"t{n % 300}")
        for n in range(5_000)
    )
    graph = FactGraph("x", tuple(units), references, facts)
    begin = process_time()
    Flows(graph)
    assert process_time() - begin < 3  # on a machine that others use too; 1.2 s alone
