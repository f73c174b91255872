"""Merges what several subgraphs say of one type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from skerry.formats.graphql.composition import refs
from skerry.formats.graphql.composition.subgraph import Subgraph, kept, said, visible
from skerry.formats.graphql.values import EnumValue, Input, Kind, Output, Type, TypeRef, shown
from skerry.kernel.problem import Problem
from skerry.kernel.span import Span


@dataclass(frozen=True, slots=True)
class Whole:
    """What is known while one type after the other is merged."""

    graphs: Mapping[str, Subgraph]
    implementers: Mapping[str, frozenset[str]]
    taken: frozenset[str]
    given: frozenset[str]
    problems: list[Problem] = field(default_factory=list)
    hidden: set[str] = field(default_factory=set)

    def wider(self, one: str, other: str) -> bool:
        """Whether a type holds all of another."""
        return one == other or other in self.implementers.get(one, ())

    def say(self, code: str, what: str, spans: Sequence[Span]) -> None:
        """Notes a reason not to compose."""
        related = tuple((span, "and here") for span in spans[1:])
        self.problems.append(said(code, what, spans[0] if spans else Span(""), related))


Parts = Sequence[tuple[Subgraph, Type]]


def merged(whole: Whole, name: str, parts: Parts) -> Type | None:
    """One type of all its parts; None, with the reason, where they contradict each other."""
    kinds = {of.kind for graph, of in parts if not graph.has(of.directives, "interfaceObject")} or {Kind.INTERFACE}
    if len(kinds) > 1:
        listed = ", ".join(f"{of.kind} in {graph.name}" for graph, of in parts)
        whole.say("TYPE_KIND_MISMATCH", f"{name} is {listed}", [of.span for _, of in parts])
        return None
    if not all(visible(graph, of.directives) for graph, of in parts):
        whole.hidden.add(name)
    first = parts[0][1]
    return Type(
        name,
        kinds.pop(),
        next((of.description for _, of in parts if of.description), ""),
        tuple(dict.fromkeys(each for _, of in parts for each in of.interfaces)),
        _outputs(whole, name, parts),
        _inputs(whole, name, parts),
        _values(whole, name, parts),
        tuple(dict.fromkeys(each for _, of in parts for each in of.members)),
        kept(tuple(use for _, of in parts for use in of.directives)),
        first.span,
    )


def _outputs(whole: Whole, owner: str, parts: Parts) -> dict[str, Output]:
    names = dict.fromkeys(name for _, of in parts for name in of.fields)
    found = ((name, _output(whole, owner, name, parts)) for name in names)
    return {name: each for name, each in found if each is not None}


def _output(whole: Whole, owner: str, name: str, parts: Parts) -> Output | None:
    path = f"{owner}.{name}"
    having = [(graph, of, of.fields[name]) for graph, of in parts if name in of.fields]
    _sharing(whole, path, having)
    all_of = [each for _, _, each in having]
    type_ = refs.output([each.type for each in all_of], whole.wider)
    if type_ is None:
        listed = ", ".join(f"{each.type} in {graph.name}" for graph, _, each in having)
        whole.say("FIELD_TYPE_MISMATCH", f"{path} is {listed}", [each.span for each in all_of])
        return None
    if not all(visible(graph, each.directives) for graph, _, each in having):
        whole.hidden.add(path)
    arguments = _taken(whole, path, [(graph, each.arguments) for graph, _, each in having], argument=True)
    about = next((each.description for each in all_of if each.description), "")
    return Output(
        name, type_, arguments, about, kept(tuple(use for each in all_of for use in each.directives)), all_of[0].span
    )


def _sharing(whole: Whole, path: str, having: Sequence[tuple[Subgraph, Type, Output]]) -> None:
    """Who resolves a field: at least one, and several only where all agree to share it."""
    if having[0][1].kind is Kind.INTERFACE:
        return
    resolving = [each for each in having if each[0].resolves(each[1], each[2])]
    moved = {source for graph, _, each in resolving if (source := graph.overrides(each))}
    for graph, _, each in resolving:
        if graph.overrides(each) == graph.name:
            whole.say(
                "OVERRIDE_FROM_SELF_ERROR", f"{path} is overridden from its own subgraph {graph.name}", [each.span]
            )
    resolving = [each for each in resolving if each[0].name not in moved]
    if not resolving:
        who = ", ".join(graph.name for graph, _, _ in having)
        whole.say(
            "EXTERNAL_MISSING_ON_BASE",
            f"{path} is external in {who}, and no other subgraph resolves it",
            [having[0][2].span],
        )
    selfish = [graph.name for graph, of, each in resolving if not graph.shares(of, each)]
    if len(resolving) > 1 and selfish:
        names = ", ".join(graph.name for graph, _, _ in resolving)
        what = f"{path} is resolved by {names}, but not @shareable in {', '.join(selfish)}"
        whole.say("INVALID_FIELD_SHARING", what, [each.span for _, _, each in resolving])


def _inputs(whole: Whole, owner: str, parts: Parts) -> dict[str, Input]:
    if parts[0][1].kind is not Kind.INPUT:
        return {}
    found = _taken(whole, owner, [(graph, of.inputs) for graph, of in parts], argument=False)
    if not found:
        whole.say(
            "EMPTY_MERGED_INPUT_TYPE", f"the subgraphs have no field of {owner} in common", [of.span for _, of in parts]
        )
    return found


def _taken(
    whole: Whole, owner: str, sides: Sequence[tuple[Subgraph, Mapping[str, Input]]], *, argument: bool
) -> dict[str, Input]:
    """What all sides take; what only some take must not be required there."""
    result: dict[str, Input] = {}
    for name in dict.fromkeys(each for _, side in sides for each in side):
        path = f"{owner}({name}:)" if argument else f"{owner}.{name}"
        having = [(graph, side[name]) for graph, side in sides if name in side]
        if len(having) < len(sides):
            needed = [graph.name for graph, each in having if each.needed]
            if needed:
                kind = "ARGUMENT" if argument else "INPUT_FIELD"
                what = f"{path} is required in {', '.join(needed)}, and not known in all subgraphs"
                whole.say(f"REQUIRED_{kind}_MISSING_IN_SOME_SUBGRAPH", what, [each.span for _, each in having])
            continue
        if each := _one_input(whole, path, having, "FIELD_ARGUMENT" if argument else "INPUT_FIELD"):
            result[name] = each
    return result


def _one_input(whole: Whole, path: str, having: Sequence[tuple[Subgraph, Input]], code: str) -> Input | None:
    all_of = [each for _, each in having]
    type_: TypeRef | None = refs.taken([each.type for each in all_of])
    spans = [each.span for each in all_of]
    if type_ is None:
        listed = ", ".join(f"{each.type} in {graph.name}" for graph, each in having)
        whole.say(f"{code.removeprefix('INPUT_')}_TYPE_MISMATCH", f"{path} is {listed}", spans)
        return None
    defaults = {shown(each.default) if each.has_default else None for each in all_of}
    if len(defaults) > 1:
        whole.say(f"{code}_DEFAULT_MISMATCH", f"{path} has another default in each subgraph", spans)
    if not all(visible(graph, each.directives) for graph, each in having):
        whole.hidden.add(path)
    one = all_of[0]
    uses = kept(tuple(use for each in all_of for use in each.directives))
    return Input(one.name, type_, one.has_default, one.default, one.description, uses, one.span)


def _values(whole: Whole, owner: str, parts: Parts) -> dict[str, EnumValue]:
    if parts[0][1].kind is not Kind.ENUM:
        return {}
    names = dict.fromkeys(name for _, of in parts for name in of.values)
    common = [name for name in names if all(name in of.values for _, of in parts)]
    taken, given = owner in whole.taken, owner in whole.given
    if taken and given and len(common) < len(names):
        odd = ", ".join(name for name in names if name not in common)
        what = f"{owner} is sent and read, so all subgraphs must have the same values: not {odd}"
        whole.say("ENUM_VALUE_MISMATCH", what, [of.span for _, of in parts])
    chosen = common if taken and not given else list(names)
    if not chosen:
        whole.say(
            "EMPTY_MERGED_ENUM_TYPE", f"the subgraphs have no value of {owner} in common", [of.span for _, of in parts]
        )
    return {name: _value(whole, owner, name, parts) for name in chosen}


def _value(whole: Whole, owner: str, name: str, parts: Parts) -> EnumValue:
    having = [(graph, of.values[name]) for graph, of in parts if name in of.values]
    if not all(visible(graph, each.directives) for graph, each in having):
        whole.hidden.add(f"{owner}.{name}")
    about = next((each.description for _, each in having if each.description), "")
    return EnumValue(name, about, kept(tuple(use for _, each in having for use in each.directives)), having[0][1].span)
