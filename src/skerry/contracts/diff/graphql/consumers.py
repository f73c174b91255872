"""Whom a change breaks: the operations that each consumer is known to send, held against it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from skerry.contracts.change import Change, Ground, Level, Proof, Verdict
from skerry.contracts.diff.graphql.rules import directives, federation, inputs, outputs, texts
from skerry.contracts.diff.graphql.rules.inputs import Taken
from skerry.formats.graphql.coerce import takes
from skerry.formats.graphql.flow import possible
from skerry.formats.graphql.operations import executable
from skerry.formats.graphql.schema import Schema
from skerry.formats.graphql.usage import Given, Usage, nullable, usage
from skerry.formats.graphql.values import Input
from skerry.kernel.problem import Problem

_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Hit:
    """The operations that a change meets, and how surely."""

    operations: frozenset[str]
    does: str
    sure: bool = True


Finder = Callable[[Change, Usage, Schema], Hit | None]


def used_by(schema: Schema, operations: Mapping[str, tuple[str, ...]]) -> tuple[dict[str, Usage], list[Problem]]:
    """What each consumer uses of `schema`, and what is wrong with its operations."""
    found = {name: usage(schema, executable(texts_, f"operations of {name}")) for name, texts_ in operations.items()}
    return found, [problem for each in found.values() for problem in each.problems]


def judged(change: Change, after: Schema, known: Mapping[str, Usage]) -> Change:
    """The change with a verdict for each consumer; one that meets nobody who is known breaks nobody, so it is only dangerous."""
    find = _FINDERS.get(change.rule.id)
    if find is None or not known:
        return change
    hits = {name: find(change, each, after) for name, each in known.items()}
    verdicts = tuple(_verdict(name, change, hit) for name, hit in hits.items())
    if change.level is Level.SAFE:
        return replace(change, consumers=tuple(each for each in verdicts if each.reads))
    worst = min((each.level for each in verdicts), key=list(Level).index)
    if change.level is Level.BREAKING and worst is Level.SAFE:
        details = {**change.details, "breaking_without_operations": True}
        return replace(change, level=Level.DANGEROUS, consumers=verdicts, details=details)
    sure = next((hit for hit in hits.values() if hit and hit.sure), None)
    if sure and change.level is Level.BREAKING and change.rule.id not in _READ_ONLY:
        operation = min(sure.operations)
        change = replace(change, proof=Proof(Ground.WITNESS, operation, "before", change.message))
    return replace(change, consumers=verdicts)


def _verdict(consumer: str, change: Change, hit: Hit | None) -> Verdict:
    if hit is None or not hit.operations:
        return Verdict(consumer, Level.SAFE, f"none of its operations meets {change.path}")
    names = sorted(hit.operations)
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    because = f"{', '.join(names[:_SHOWN])}{more} {hit.does}"
    level = change.level if hit.sure or change.level is not Level.BREAKING else Level.DANGEROUS
    return Verdict(consumer, level, because, tuple(names))


def _reads(change: Change, known: Usage, _after: Schema) -> Hit | None:
    return _hit(known.selected.get(change.path), f"reads {change.path}")


def _names(change: Change, known: Usage, _after: Schema) -> Hit | None:
    path = change.path
    places = (known.conditions, known.read, known.sent, known.roots)
    return _hit({each for place in places for each in place.get(path, ())}, f"uses {path}")


def _hidden(change: Change, known: Usage, after: Schema) -> Hit | None:
    return (
        _reads(change, known, after)
        or _hit({each.operation for each in known.given.get(change.path, ())}, f"gives {change.path}")
        or _hit(known.values.get(change.path), f"says {change.path}")
        or _names(change, known, after)
    )


def _apart(change: Change, known: Usage, after: Schema) -> Hit | None:
    """The operations with a fragment that cannot apply any more, since no type is behind both of its types."""
    name = str(change.details.get("interface") or change.path)
    refused = {
        each for (within, on), operations in known.fragments.items()
        if name in (within, on) and not possible(after, within) & possible(after, on)
        for each in operations
    }  # fmt: skip
    return _hit(refused, f"has a fragment that no longer applies to {name}")


def _abstract(change: Change, known: Usage, _after: Schema) -> Hit | None:
    name = str(change.details.get("interface") or change.path)
    return _hit(known.read.get(name), f"reads {name}")


def _value_removed(change: Change, known: Usage, _after: Schema) -> Hit | None:
    owner = change.path.partition(".")[0]
    return (
        _hit(known.values.get(change.path), f"says {change.path}")
        or _hit(known.sent.get(owner), f"may send {change.path} in a variable", sure=False)
        or _hit(known.read.get(owner), f"reads {owner}, and its code may name the value", sure=False)
    )


def _value_added(change: Change, known: Usage, _after: Schema) -> Hit | None:
    owner = change.path.partition(".")[0]
    return _hit(known.read.get(owner), f"reads {owner}")


def _gives(change: Change, known: Usage, _after: Schema) -> Hit | None:
    said = _hit({each.operation for each in known.given.get(change.path, ())}, f"gives {change.path}")
    return said or _may(change.path, known)


def _retyped(change: Change, known: Usage, after: Schema) -> Hit | None:
    """Literals may fit the new type; variables are declared with the old one."""
    now = _input(after, change.path)
    refused = {
        each.operation
        for each in known.given.get(change.path, ())
        if each.variable is not None or now is None or not takes(after, now.type, each.value)
    }
    return _hit(refused, f"gives {change.path} as {change.before}") or _may(change.path, known)


def _tightened(change: Change, known: Usage, after: Schema) -> Hit | None:
    """Who leaves it out, says null, or passes a variable that may be null."""
    now = _input(after, change.path)
    given = known.given.get(change.path, [])
    if now is not None and now.needed and (omitted := _omit(change.path, known)):
        return _hit(omitted, f"leaves out {change.path}")
    refused = {each.operation for each in given if _too_wide(each, now, after)}
    return _hit(refused, f"may give null for {change.path}") or _may(change.path, known)


def _too_wide(each: Given, now: Input | None, after: Schema) -> bool:
    if now is None:
        return True
    if each.variable is not None:
        return nullable(each) and not now.has_default
    return not takes(after, now.type, each.value)


def _required(change: Change, known: Usage, _after: Schema) -> Hit | None:
    said = _hit(_omit(change.path, known), f"leaves out {change.path}")
    if said or change.path.endswith(":)"):
        return said
    owner = change.path.rpartition(".")[0]
    new = change.before is None  # else what is in the variable may have it already
    return _hit(known.sent.get(owner), f"sends {owner} in a variable", sure=new)


def _unset(change: Change, known: Usage, _after: Schema) -> Hit | None:
    return _hit(_omit(change.path, known), f"leaves out {change.path}") or _may(change.path, known)


def _one_of(change: Change, known: Usage, _after: Schema) -> Hit | None:
    wrong = {each.operation for each in known.objects.get(change.path, ()) if len(each.names) != 1 or each.null}
    return _hit(wrong, f"gives none or several of {change.path}") or _hit(
        known.sent.get(change.path), f"may give none or several of {change.path} in a variable", sure=False
    )


def _directive(change: Change, known: Usage, _after: Schema) -> Hit | None:
    location = change.details.get("location")
    repeated = change.rule is directives.REPEATABLE_REMOVED
    met = {
        label for label, at, count in known.directives.get(change.path, ())
        if (location is None or at == location) and (not repeated or count > 1)
    }  # fmt: skip
    return _hit(met, f"uses {change.path}")


def _omit(path: str, known: Usage) -> set[str]:
    """The operations that select a field, or write an input object, without this argument or entry of it."""
    if path.endswith(":)"):
        owner, _, name = path[:-2].rpartition("(")
        return {each.operation for each in known.called.get(owner, ()) if name not in each.names}
    owner, _, name = path.rpartition(".")
    return {each.operation for each in known.objects.get(owner, ()) if name not in each.names}


def _may(path: str, known: Usage) -> Hit | None:
    """Who passes the whole input object in a variable, of which nobody knows what it holds."""
    owner = path.rpartition(".")[0]
    return None if path.endswith(":)") else _hit(known.sent.get(owner), f"sends {owner} in a variable", sure=False)


def _hit(operations: Iterable[str] | None, does: str, *, sure: bool = True) -> Hit | None:
    found = frozenset(operations or ())
    return Hit(found, does, sure) if found else None


def _input(schema: Schema, path: str) -> Input | None:
    owner, _, name = path.rstrip(":)").replace("(", ".").rpartition(".")
    if owner.startswith("@"):
        directive = schema.directive(owner[1:])
        return directive.arguments.get(name) if directive else None
    type_name, _, field_name = owner.partition(".")
    found = schema.type(type_name)
    if not field_name:
        return found.inputs.get(name) if found else None
    field = found.fields.get(field_name) if found else None
    return field.arguments.get(name) if field else None


def _of_taken(taken: Taken) -> Iterator[tuple[str, Finder]]:
    for rule, find in (
        (taken.added, _unset), (taken.required_added, _required), (taken.removed, _gives), (taken.narrowed, _tightened),
        (taken.changed, _retyped), (taken.default_added, _unset), (taken.default_removed, _unset), (taken.default_changed, _unset),
    ):  # fmt: skip
        yield rule.id, find


_READ_ONLY = (
    outputs.FIELD_WIDENED.id,
    outputs.OUT_VALUE_REMOVED.id,
)  # the operation is still accepted, its answer is not
_FINDERS: dict[str, Finder] = {
    **{rule.id: _reads for rule in (outputs.FIELD_REMOVED, outputs.FIELD_WIDENED, outputs.FIELD_CHANGED)},
    **{rule.id: _names for rule in (outputs.TYPE_REMOVED, outputs.KIND_CHANGED, outputs.ROOT_REMOVED, outputs.ROOT_CHANGED)},
    **{rule.id: _value_removed for rule in (outputs.VALUE_REMOVED, outputs.IN_VALUE_REMOVED, outputs.OUT_VALUE_REMOVED)},
    **{rule.id: _value_added for rule in (outputs.VALUE_ADDED, outputs.OUT_VALUE_ADDED)},
    **{rule.id: _directive for rule in (directives.REMOVED, directives.LOCATION_REMOVED, directives.REPEATABLE_REMOVED)},
    **{
        id_: find
        for taken in (inputs.ARGUMENT, inputs.FIELD, inputs.DIRECTIVE)
        for id_, find in _of_taken(taken)
    },
    outputs.INTERFACE_REMOVED.id: _apart,
    outputs.MEMBER_REMOVED.id: _apart,
    outputs.INTERFACE_ADDED.id: _abstract,
    outputs.MEMBER_ADDED.id: _abstract,
    inputs.ONE_OF_ADDED.id: _one_of,
    federation.INACCESSIBLE_ADDED.id: _hidden,
    **{rule.id: _hidden for (_, action), rule in texts.DEPRECATION.items() if action == "added"},
}  # fmt: skip
