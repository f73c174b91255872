"""One pass over a document: each part, by the grammar, is shown to the rules that ask for its kind and its keywords."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from skerry.contracts.lint.desk import Desk
from skerry.contracts.lint.grammar import ANY, Form, Grammar, Slot
from skerry.contracts.lint.node import Hit, Kind, Node
from skerry.contracts.lint.rule import Rule
from skerry.formats.json_schema import Place
from skerry.formats.text import escaped


class Found(NamedTuple):
    """A hit and the rule that is broken."""

    rule: Rule
    hit: Hit


class Asked(NamedTuple):
    """The rules for one kind: those that see every part, and those that see it for a keyword."""

    always: tuple[Rule, ...]
    keyed: Mapping[str, tuple[Rule, ...]]
    valued: Mapping[str, Mapping[str, tuple[Rule, ...]]]


_VALUES = frozenset(("example", "examples", "default"))
_VALUED = frozenset((Kind.SCHEMA, Kind.MEDIA, Kind.PARAMETER, Kind.HEADER, Kind.MESSAGE))
_NOBODY = Asked((), {}, {})


@dataclass(frozen=True, slots=True)
class Plan:
    """The rules by kind; those of `last` wait until all has been seen."""

    asked: Mapping[Kind, Asked]
    last: tuple[Rule, ...]


def plan(rules: Iterable[Rule]) -> Plan:
    """Sorts rules by what they ask for."""
    chosen = tuple(rules)
    kinds = {kind for each in chosen for kind in each.on}
    return Plan({kind: _asked(chosen, kind) for kind in kinds}, tuple(each for each in chosen if each.last))


def show(node: Node, desk: Desk, rules: Plan) -> Iterator[Found]:
    """What the rules say about one part, whatever the format."""
    asked = rules.asked.get(node.kind, _NOBODY)
    for each in asked.always:
        for hit in each.check(node, desk):
            yield Found(each, hit)


def finish(root: Node, desk: Desk, rules: Plan) -> Iterator[Found]:
    """What the rules say that had to wait."""
    for each in rules.last:
        if root.kind in each.on:
            for hit in each.check(root, desk):
                yield Found(each, hit)


class Walk:
    """A pass over a JSON document and the parts of others that it refers to."""

    def __init__(self, grammar: Grammar, desk: Desk, rules: Plan, siblings: bool) -> None:
        self._grammar = grammar
        self._desk = desk
        self._rules = rules
        self._siblings = siblings  # whether keywords beside `$ref` count in schemas
        self._seen: set[Place] = set()
        self._todo: list[Node] = []
        self.found: list[Found] = []

    def run(self, root: Node) -> list[Found]:
        """Everything that is found from `root` on."""
        self._todo.append(root)
        while self._todo:
            node = self._todo.pop()
            if "$ref" in node.raw and isinstance(node.raw["$ref"], str):
                self._refer(node)
                if not (self._siblings and node.kind is Kind.SCHEMA):
                    continue
            self._visit(node)
        self.found += finish(root, self._desk, self._rules)
        return self.found

    def _visit(self, node: Node) -> None:
        always, keyed, valued = self._rules.asked.get(node.kind, _NOBODY)
        for each in always:
            self._ask(each, node)
        if node.kind in _VALUED and not _VALUES.isdisjoint(node.raw):
            self._desk.valued.append(node)
        slots = self._grammar.get(node.kind, {})
        rest = slots.get(ANY)
        for key, value in node.raw.items():
            for each in keyed.get(key, ()):
                if len(each.keys) == 1 or key == next(word for word in node.raw if word in each.keys):  # once a part
                    self._ask(each, node)
            if key in valued:
                for one in value if isinstance(value, list) else (value,):
                    for each in valued[key].get(one, valued[key].get("", ())) if isinstance(one, str) else ():
                        self._ask(each, node)
            slot = slots.get(key) or (None if rest is None or key.startswith("x-") else rest)
            if slot is not None:
                self._descend(node, key, value, slot)

    def _ask(self, each: Rule, node: Node) -> None:
        for hit in each.check(node, self._desk):
            self.found.append(Found(each, hit))

    def _descend(self, node: Node, key: str, value: Any, slot: Slot) -> None:
        assert isinstance(node.place, Place)
        if not isinstance(value, dict | list):
            return
        document, pointer = node.place.document, f"{node.place.pointer}/{escaped(key)}"
        if isinstance(value, list):
            for at, each in enumerate(value):
                if isinstance(each, dict):
                    self._todo.append(Node(slot.kind, each, Place(document, f"{pointer}/{at}"), key, node))
        elif slot.form is Form.ONE:
            self._todo.append(Node(slot.kind, value, Place(document, pointer), key, node))
        else:
            for name, each in value.items():
                if isinstance(each, dict) and (slot.kind is Kind.SCHEMA or not name.startswith("x-")):
                    place = Place(document, f"{pointer}/{escaped(name)}")
                    self._todo.append(Node(slot.kind, each, place, name, node))

    def _refer(self, node: Node) -> None:
        """Notes a reference; what it leads to in another file is looked at as if it stood here."""
        target = self._desk.refer(node)
        self._visit(Node(Kind.REFERENCE, node.raw, node.place, node.key, node.parent))
        assert isinstance(node.place, Place)
        if target is None or target.place.document == node.place.document or target.place in self._seen:
            return
        self._seen.add(target.place)
        if target.place.document and isinstance(target.raw, dict):
            self._todo.append(Node(node.kind, target.raw, target.place, node.key, node.parent))


def _asked(rules: tuple[Rule, ...], kind: Kind) -> Asked:
    mine = [each for each in rules if kind in each.on and not each.last]
    keys = {key for each in mine for key in each.keys}
    by_key = {key: tuple(each for each in mine if key in each.keys) for key in keys}
    valued: dict[str, dict[str, tuple[Rule, ...]]] = {}
    for key, those in by_key.items():
        word, equals, value = key.partition("=")
        if equals:
            valued.setdefault(word, {})[value] = those
    keyed = {key: those for key, those in by_key.items() if "=" not in key}
    return Asked(tuple(each for each in mine if not each.keys), keyed, valued)
