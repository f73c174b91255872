"""Reads nodes by their shapes: gives the values, and collects what does not fit and every name that is defined or referred to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from msgspec import Struct

from skerry.kernel.problem import Code, Problem
from skerry.kernel.span import Span
from skerry.kernel.words import nearest
from skerry.model import given, shapes
from skerry.model.nodes import NULLS, AnyNode, Mapping, Scalar, Sequence
from skerry.model.problems import shape as codes
from skerry.model.terms.scan import TermError


class Reference(Struct, frozen=True, gc=False):
    """A name that must stand in one of the tables `kinds`."""

    kinds: tuple[str, ...]
    name: str
    span: Span


@dataclass(slots=True)
class Binding:
    """What one reading collects. `terms` are the small terms with their values, `said` is what each text of them meant so far:
    names, durations and rates are written again and again."""

    problems: list[Problem] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    defined: dict[str, dict[str, Span]] = field(default_factory=dict)
    terms: list[tuple[Scalar, Any]] = field(default_factory=list)
    said: dict[tuple[shapes.Term, str], Any] = field(default_factory=dict)

    def read(self, shape: shapes.Shape, node: AnyNode) -> Any:
        """The value of `node` by `shape`; None, with a problem, where it does not fit."""
        return _READERS[type(shape)](self, shape, node)

    def problem(self, code: Code, what: str, span: Span, why: str = "", instead: str = "") -> None:
        """One more problem."""
        self.problems.append(Problem(code, what, span, why, instead))


def _scalar(binding: Binding, node: AnyNode, shape: shapes.Shape) -> Scalar | None:
    if type(node) is Scalar:
        if node.quoted or node.text not in NULLS:
            return node
        binding.problem(codes.FORM, f"expected {_expected(shape)}, found nothing", node.span)
    else:
        found = "a list" if isinstance(node, Sequence) else "a map"
        binding.problem(codes.FORM, f"expected {_expected(shape)}, found {found}", _start(node))
    return None


def _expected(shape: shapes.Shape) -> str:
    """What a shape is, for a message; only then is it worth the words."""
    if isinstance(shape, shapes.Word):
        return f"one of {', '.join(shape.of)}"
    if isinstance(shape, shapes.Term):
        return f"{shape.what}, such as `{shape.example}`"
    if isinstance(shape, shapes.Ref):
        return f"the name of {' or '.join(shape.kinds)}"
    if isinstance(shape, shapes.Record):
        return f"a map ({', '.join([*shape.by_name, *(rest.label for rest in shape.rests)])})"
    return {
        shapes.Flag: "true or false",
        shapes.Whole: "a whole number",
        shapes.Name: "a name",
        shapes.Text: "text",
    }.get(type(shape), "a map (name: …)")


def _start(node: AnyNode) -> Span:
    """The first character of a list or map, which may go on for pages."""
    return Span(node.path, node.line, node.column, node.line, node.column + 1)


def _text(binding: Binding, shape: shapes.Text, node: AnyNode) -> str | None:
    found = _scalar(binding, node, shape)
    return found.text if found else None


def _flag(binding: Binding, shape: shapes.Flag, node: AnyNode) -> bool | None:
    found = _scalar(binding, node, shape)
    if found is None:
        return None
    value = found.value()
    if isinstance(value, bool):
        return value
    binding.problem(
        codes.VALUE,
        f"expected true or false, found `{found.text}`",
        found.span,
        "in YAML 1.2 `on`, `yes` and `no` are text",
    )
    return None


def _whole(binding: Binding, shape: shapes.Whole, node: AnyNode) -> int | None:
    found = _scalar(binding, node, shape)
    if found is None:
        return None
    value = found.value()
    if isinstance(value, int) and not isinstance(value, bool) and value >= shape.low:
        return value
    binding.problem(codes.VALUE, f"expected a whole number from {shape.low} on, found `{found.text}`", found.span)
    return None


def _word(binding: Binding, shape: shapes.Word, node: AnyNode) -> str | None:
    found = _scalar(binding, node, shape)
    if found is None:
        return None
    if found.text in shape.of:
        return found.text
    near = nearest(found.text, shape.of)
    binding.problem(
        codes.VALUE,
        f"`{found.text}` is none of {', '.join(shape.of)}",
        found.span,
        instead=f"did you mean `{near}`?" if near else "",
    )
    return None


def _term(binding: Binding, shape: shapes.Term, node: AnyNode) -> Any:
    found = _scalar(binding, node, shape)
    if found is None:
        return None
    try:
        value = binding.said.get((shape, found.text)) or shape.parse(found.text)
    except TermError as error:
        binding.problem(
            codes.TERM,
            error.what,
            found.at(error.at),
            f"this is {shape.what}, such as `{shape.example}`",
            error.instead,
        )
        return None
    binding.said[shape, found.text] = value
    binding.terms.append((found, value))
    return value


def _ref(binding: Binding, shape: shapes.Ref, node: AnyNode) -> str | None:
    found = _scalar(binding, node, shape)
    if found is None:
        return None
    binding.references.append(Reference(shape.kinds, found.text, found.span))
    return found.text


def _name(binding: Binding, shape: shapes.Name, node: AnyNode) -> str | None:
    found = _scalar(binding, node, shape)
    if found is None:
        return None
    text = found.text
    start = text[:1].isupper() if shape.capital else text[:1].islower()
    if start and text.replace("-", "").replace("_", "").isalnum() and text.isascii():
        return text
    how = (
        "a capital letter, then letters and digits"
        if shape.capital
        else "a small letter, then letters, digits and dashes"
    )
    binding.problem(codes.NAME, f"`{text}` is no name here", found.span, instead=how)
    return None


def _given(binding: Binding, shape: shapes.Given, node: AnyNode) -> given.Given[Any] | None:
    value = _READERS[type(shape.of)](binding, shape.of, node)
    return None if value is None else given.Given(value, node.span)


def _items(binding: Binding, shape: shapes.Items, node: AnyNode) -> tuple[Any, ...] | None:
    if shape.single and isinstance(node, Scalar):
        value = binding.read(shape.of, node)
        return () if value is None else (value,)
    if not isinstance(node, Sequence):
        found = "a map" if isinstance(node, Mapping) else f"`{node.text}`"
        binding.problem(
            codes.FORM,
            f"expected a list, found {found}",
            _start(node),
            instead="" if isinstance(node, Mapping) else f"[{node.text}]",
        )
        return None
    values = [binding.read(shape.of, item) for item in node.items]
    return tuple([value for value in values if value is not None])


def _mapping(binding: Binding, node: AnyNode, shape: shapes.Shape) -> Mapping | None:
    if isinstance(node, Mapping):
        return node
    if isinstance(node, Scalar) and node.null:
        return Mapping(
            node.path, node.line, node.column, node.end_line, node.end_column, node.start, node.end, (), False
        )
    found = "a list" if isinstance(node, Sequence) else f"`{node.text}`"
    binding.problem(codes.FORM, f"expected {_expected(shape)}, found {found}", _start(node))
    return None


def _named(binding: Binding, shape: shapes.Named, node: AnyNode) -> dict[str, Any] | None:
    found = _mapping(binding, node, shape)
    if found is None:
        return None
    values = {}
    defined = binding.defined.setdefault(shape.defines, {}) if shape.defines else None
    for key, inner in found.pairs:
        name = binding.read(shape.key, key)
        if name is None:
            continue
        if defined is not None:
            defined[name] = key.span
        value = _below(binding, shape.of, inner, key)
        if value is not None:
            values[name] = value
    return values


def _below(binding: Binding, shape: shapes.Shape, node: AnyNode, key: Scalar) -> Any:
    """What stands below a key; a record knows its name from it."""
    if isinstance(shape, shapes.Record):
        return _record(binding, shape, node, key)
    return _READERS[type(shape)](binding, shape, node)


def _entry(
    binding: Binding, key_shape: shapes.Shape, shape: shapes.Shape, key: Scalar, node: AnyNode
) -> shapes.Entry | None:
    name = _READERS[type(key_shape)](binding, key_shape, key)
    value = _below(binding, shape, node, key)
    return None if name is None or value is None else shapes.Entry(name, value, key)


def _table(binding: Binding, shape: shapes.Table, node: AnyNode) -> tuple[shapes.Entry, ...] | None:
    found = _mapping(binding, node, shape)
    if found is None:
        return None
    entries = [_entry(binding, shape.key, shape.of, key, value) for key, value in found.pairs]
    return tuple([entry for entry in entries if entry is not None])


def _record(binding: Binding, shape: shapes.Record, node: AnyNode, name: Scalar | None = None) -> Any:
    found = _mapping(binding, node, shape)
    if found is None:
        return None
    values: dict[str, Any] = {"span": name.span if name else _start(node)}
    if name and shape.named:
        values["name"] = name.text
    others: dict[str, list[shapes.Entry]] = {}
    targets = shape.targets
    for key, inner in found.pairs:
        if key.text in targets:
            of, target = targets[key.text]
            value = _READERS[type(of)](binding, of, inner)
            if value is not None:
                values[target] = value
        else:
            _other(binding, shape, key, inner, others)
    for attribute, entries in others.items():
        values[attribute] = tuple(entries)
    if shape.required:
        _missing(binding, shape, found, values["span"])
    return shape.make(**values)


def _missing(binding: Binding, shape: shapes.Record, found: Mapping, span: Span) -> None:
    written = {key.text for key, _ in found.pairs}
    for known in shape.required:
        if known.name not in written:
            binding.problem(codes.MISSING, f"`{known.name}:` is missing", span, known.about)


def _other(
    binding: Binding, shape: shapes.Record, key: Scalar, node: AnyNode, into: dict[str, list[shapes.Entry]]
) -> None:
    """A key that is none of the declared ones: one of the rests, or unknown."""
    for rest in shape.rests:
        if rest.pattern.match(key.text):
            entry = _entry(binding, rest.key, rest.of, key, node)
            if entry is not None:
                into.setdefault(rest.attribute, []).append(entry)
            return
    near = nearest(key.text, shape.by_name)
    known = ", ".join([*shape.by_name, *(rest.label for rest in shape.rests)])
    instead = f"did you mean `{near}`?" if near else f"one of {known}" if known else ""
    binding.problem(codes.UNKNOWN_KEY, f"{shape.name} has no key `{key.text}`", key.span, instead=instead)


def _by_form(binding: Binding, shape: shapes.ByForm, node: AnyNode) -> Any:
    chosen = (
        shape.scalar if isinstance(node, Scalar) else shape.sequence if isinstance(node, Sequence) else shape.mapping
    )
    if chosen is None or (isinstance(node, Scalar) and node.null):
        chosen = shape.mapping or shape.sequence or shape.scalar
    return _READERS[type(chosen)](binding, chosen, node)


_READERS: dict[type, Callable[[Binding, Any, AnyNode], Any]] = {
    shapes.Text: _text,
    shapes.Flag: _flag,
    shapes.Whole: _whole,
    shapes.Word: _word,
    shapes.Term: _term,
    shapes.Ref: _ref,
    shapes.Name: _name,
    shapes.Given: _given,
    shapes.Items: _items,
    shapes.Named: _named,
    shapes.Table: _table,
    shapes.Record: _record,
    shapes.ByForm: _by_form,
}
