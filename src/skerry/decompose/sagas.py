"""Transactions that a cut would tear apart, as sagas: a step for each service in the order of the code, and what undoes it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from skerry.decompose.homes import Homes
from skerry.decompose.partition import Partition
from skerry.decompose.proposal import ProposedSaga, ProposedStep
from skerry.decompose.touched import Touch, Touched, transactions
from skerry.decompose.undoing import action_of, asks, compensation_of, says, spoken, title_of
from skerry.facts.flows import Reached
from skerry.facts.graph import FactGraph
from skerry.facts.kinds import REFERENCE_KINDS

_CALL = REFERENCE_KINDS.index("call")
_SENDS = frozenset({"mail", "queue", "sms", "push"})


@dataclass(frozen=True, slots=True)
class _Step:
    """`lines` orders it: those of the way from the transaction to what it does. `kind`: ask, change or send,
    which is also the order of what is done in one line."""

    lines: tuple[int, ...]
    kind: str
    step: ProposedStep


def sagas(partition: Partition) -> tuple[ProposedSaga, ...]:
    """Every transaction that touches several services and changes anything, those first that change most services."""
    homes = partition.derived(Homes)
    crossing = [_Crossing.of(t) for t in transactions(partition) if t.crosses and t.services("write")]
    calls = partition.graph.derived(_calls)
    outer = [each.touched for each in crossing if not _is_told(partition, each, crossing, calls)]
    outer.sort(
        key=lambda t: (-len(t.services("write")), -len(t.services()), -_certainty(t), partition.graph.qualified(t.unit))
    )
    writer = _Writer(partition, homes)
    return _named_apart([writer.saga(each) for each in outer])


def _certainty(touched: Touched) -> float:
    return sum(touch.reached.strength for touch in touched.touches)


@dataclass(frozen=True, slots=True)
class _Crossing:
    """A transaction with the functions on its ways and the stores at their ends."""

    touched: Touched
    passes: frozenset[int]
    stores: frozenset[tuple[str, object]]

    @staticmethod
    def of(touched: Touched) -> _Crossing:
        passes = frozenset(hop.unit for touch in touched.touches for hop in touch.reached.path[1:])
        return _Crossing(touched, passes, frozenset((touch.mode, touch.store) for touch in touched.touches))


def _is_told(
    partition: Partition, inner: _Crossing, others: Iterable[_Crossing], calls: Collection[tuple[int, int]]
) -> bool:
    """Whether a transaction is a part of another, or no more than the abstract form of one that overrides it."""
    unit, units = inner.touched.unit, partition.graph.units
    for outer in others:
        by = outer.touched.unit
        if outer is inner:
            continue
        if units[by].name == units[unit].name:
            if by in inner.passes:
                return True
        elif inner.stores <= outer.stores and (unit in outer.passes or (by, unit) in calls):
            return True
    return False


def _calls(graph: FactGraph) -> frozenset[tuple[int, int]]:
    """Who calls whom."""
    table = graph.references
    rows = zip(table.sources, table.targets, table.kinds, strict=True)
    return frozenset((source, target) for source, target, kind in rows if kind == _CALL)


def _named_apart(found: Sequence[ProposedSaga]) -> tuple[ProposedSaga, ...]:
    """Sagas with a name each: the second of one name gets a number."""
    seen: dict[str, int] = defaultdict(int)
    named = []
    for saga in found:
        seen[saga.name] += 1
        named.append(replace(saga, name=f"{saga.name}{seen[saga.name]}") if seen[saga.name] > 1 else saga)
    return tuple(named)


class _Writer:
    """Writes sagas of one partition."""

    def __init__(self, partition: Partition, homes: Homes) -> None:
        self._partition = partition
        self._homes = homes
        self._created = self._referred("create")
        self._called = self._referred("call")

    def saga(self, touched: Touched) -> ProposedSaga:
        """One transaction as a saga; its own service leads."""
        by_service: dict[str, list[Touch]] = defaultdict(list)
        for touch in touched.touches:
            by_service[touch.service].append(touch)
        steps = [self._step(touched, service, touches) for service, touches in by_service.items()]
        steps += [self._sent(touched, each) for each in touched.outbound if not asks(self._name(each.path[-1].unit))]
        steps = _without_repetition(sorted(steps, key=lambda s: (s.lines, s.kind, s.step.service, s.step.action)))
        pivot = _pivot(steps)
        kept = tuple(
            each.step if i < pivot and each.kind == "change" else replace(each.step, compensation="")
            for i, each in enumerate(steps)
        )
        names = self._partition.graph.qualified(touched.unit).rpartition("::")[2].split(".")
        place = self._partition.place(touched.unit, touched.line)
        return ProposedSaga(
            title_of(names), touched.service, place, kept, pivot, self._why(touched, by_service, steps, pivot)
        )

    def _step(self, touched: Touched, service: str, touches: list[Touch]) -> _Step:
        """What a service does in a transaction, called after the first change, or else question, in the order of the code."""
        written = [t for t in touches if t.mode == "write"]
        first = min(written or touches, key=lambda t: (_lines(t.reached), self._homes.name(t.store)))
        entities = tuple(sorted({self._homes.name(t.store) for t in written or touches}))
        function = self._doer(touched, service, first)
        action = self._action(function, first) if written else self._question(function, first)
        hop = first.reached.path[0]
        step = ProposedStep(
            service, action, entities, compensation_of(action), self._partition.place(hop.unit, hop.line)
        )
        return _Step(_lines(first.reached), "change" if written else "ask", step)

    def _doer(self, touched: Touched, service: str, touch: Touch) -> str:
        """The name of the function that stands for what a service does: that by which a call enters it, within the own service the one
        that does it. Where the transaction's function itself accesses the data: what it calls in that line, or itself."""
        path = touch.reached.path
        own = [hop.unit for hop in path[1:] if self._partition.of_unit[hop.unit] == service]
        if len(path) > 1:
            return self._name(own[-1] if own and service == touched.service else own[0] if own else path[-1].unit)
        called = [
            self._name(t)
            for t in self._called[path[0]]
            if self._partition.of_unit[t] == service and self._is_function(t)
        ]
        if called and not asks(called[0]):
            return called[0]
        name = self._name(touched.unit)
        return name if service == touched.service and says(name, self._homes.name(touch.store)) else ""

    def _action(self, function: str, touch: Touch) -> str:
        entity, last = self._homes.name(touch.store), touch.reached.path[-1]
        if function and not asks(function):
            return action_of(function, entity)
        return f"{'create' if touch.store in self._created[last] else 'update'} {spoken(entity)}"

    def _question(self, function: str, touch: Touch) -> str:
        entity = self._homes.name(touch.store)
        return action_of(function, entity) if function and asks(function) else f"look up {spoken(entity)}"

    def _sent(self, touched: Touched, reached: Reached) -> _Step:
        kind, last, first = reached.effect.kind, reached.path[-1], reached.path[0]
        service = self._partition.of_unit[last.unit] or touched.service
        verb = "send" if kind in _SENDS else "call"
        target = str(reached.effect.subject).rstrip("/").rpartition("/")[2]
        action = "send mail" if kind == "mail" else f"{verb} {target} ({kind})"
        return _Step(
            _lines(reached),
            "send",
            ProposedStep(service, action, (), "", self._partition.place(first.unit, first.line)),
        )

    def _why(self, touched: Touched, by_service: dict[str, list[Touch]], steps: list[_Step], pivot: int) -> str:
        name = self._partition.graph.qualified(touched.unit).rpartition("::")[2]
        changed = [
            f"{', '.join(sorted({self._homes.name(t.store) for t in touches if t.mode == 'write'}))} of {service}"
            for service, touches in sorted(by_service.items())
            if any(t.mode == "write" for t in touches)
        ]
        if len(changed) > 1:
            whole = f"{name} changes {' and '.join(changed)} in one transaction, which no database can keep once they are apart."
        else:
            asked = ", ".join(sorted(set(by_service) - touched.services("write")))
            whole = f"{name} changes only {changed[0]}, but asks {asked} in the same transaction: these answers can be had before it."
        return f"{whole} {_why_pivot(steps, pivot)}"

    def _is_function(self, unit: int) -> bool:
        return self._partition.graph.units[unit].kind == "function"

    def _name(self, unit: int) -> str:
        return self._partition.graph.units[unit].name

    def _referred(self, *kinds: str) -> dict[tuple[int, int], list[int]]:
        """For each function and line what it refers to in these ways."""
        found: dict[tuple[int, int], list[int]] = defaultdict(list)
        wanted, table = {REFERENCE_KINDS.index(kind) for kind in kinds}, self._partition.graph.references
        for source, target, kind, line in zip(table.sources, table.targets, table.kinds, table.lines, strict=True):
            if kind in wanted:
                found[source, line].append(target)
        return found


def _lines(reached: Reached) -> tuple[int, ...]:
    return tuple(hop.line for hop in reached.path)


def _without_repetition(steps: list[_Step]) -> list[_Step]:
    """Several messages of one kind from one service are one step."""
    seen: set[tuple[str, str]] = set()
    kept = []
    for each in steps:
        mark = (each.step.service, each.step.action)
        if mark not in seen:
            kept.append(each)
        seen.add(mark)
    return kept


def _pivot(steps: list[_Step]) -> int:
    """The last thing that can't be undone; without any, the last change."""
    sent = [i for i, each in enumerate(steps) if each.kind == "send"]
    return sent[-1] if sent else max(i for i, each in enumerate(steps) if each.kind == "change")


def _why_pivot(steps: list[_Step], pivot: int) -> str:
    action, rest = steps[pivot].step.action, [each for each in steps[pivot + 1 :] if each.kind == "change"]
    if steps[pivot].kind == "change":
        return f"The last change, “{action}”, decides: what came before is undone if it fails."
    after = ", and what follows is tried until it succeeds" if rest else ""
    return f"“{action}” leaves the system and can't be undone{after}."
