"""A schema as SDL: the order is that of the values, so the same values always give the same text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from skerry.formats.graphql.values import (
    Applied,
    Directive,
    Entries,
    EnumValue,
    Input,
    Items,
    Kind,
    Output,
    Roots,
    Type,
    Value,
    shown,
)

WIDTH = 110
_USUAL = {"query": "Query", "mutation": "Mutation", "subscription": "Subscription"}


def printed(definitions: Iterable[Type | Directive | Roots], comment: str = "") -> str:
    """The definitions one after the other, with an empty line between."""
    head = [*(f"# {line}" for line in comment.splitlines())]
    blocks = [found for each in definitions if (found := "\n".join(_definition(each)))]
    return "\n\n".join((["\n".join(head)] if head else []) + blocks) + "\n"


def _definition(each: Type | Directive | Roots) -> Iterator[str]:
    if isinstance(each, Roots):
        return _roots(each)
    return _directive(each) if isinstance(each, Directive) else _type(each)


def _roots(roots: Roots) -> Iterator[str]:
    usual = all(_USUAL[key] == name for key, name in roots.types.items())
    uses = [_applied(use) for use in roots.directives]
    if usual and not roots.description and not uses:
        return
    yield from _about(roots.description, "")
    yield "\n  ".join(["extend schema" if usual and not roots.description else "schema", *uses])
    if not usual or roots.description:
        yield "{"
        yield from (f"  {key}: {name}" for key, name in roots.types.items())
        yield "}"


def _directive(of: Directive) -> Iterator[str]:
    yield from _about(of.description, "")
    head = f"directive @{of.name}"
    tail = f"{' repeatable' if of.repeatable else ''} on {' | '.join(of.locations)}"
    yield from _with_arguments(head, of.arguments, tail, "")


def _type(of: Type) -> Iterator[str]:
    yield from _about(of.description, "")
    implemented = f" implements {' & '.join(of.interfaces)}" if of.interfaces else ""
    head = f"{of.kind} {of.name}{implemented}{_uses(of.directives)}"
    if of.kind is Kind.UNION:
        yield f"{head} = {' | '.join(of.members)}" if of.members else head
        return
    members: list[Output | Input | EnumValue] = [*of.fields.values(), *of.inputs.values(), *of.values.values()]
    body = [line for each in members for line in _member(each)]
    if not body:
        yield head
        return
    yield f"{head} {{"
    yield from body
    yield "}"


def _member(each: Output | Input | EnumValue) -> Iterator[str]:
    yield from _about(each.description, "  ")
    if isinstance(each, Output):
        yield from _with_arguments(f"  {each.name}", each.arguments, f": {each.type}{_uses(each.directives)}", "  ")
    elif isinstance(each, Input):
        yield f"  {_input(each)}"
    else:
        yield f"  {each.name}{_uses(each.directives)}"


def _with_arguments(head: str, arguments: Mapping[str, Input], tail: str, indent: str) -> Iterator[str]:
    if not arguments:
        yield head + tail
        return
    line = f"{head}({', '.join(map(_input, arguments.values()))}){tail}"
    if len(line) <= WIDTH and not any(each.description for each in arguments.values()):
        yield line
        return
    yield f"{head}("
    for each in arguments.values():
        yield from _about(each.description, f"{indent}  ")
        yield f"{indent}  {_input(each)}"
    yield f"{indent}){tail}"


def _input(each: Input) -> str:
    default = f" = {_value(each.default)}" if each.has_default else ""
    return f"{each.name}: {each.type}{default}{_uses(each.directives)}"


def _uses(uses: Iterable[Applied]) -> str:
    return "".join(f" {_applied(use)}" for use in uses)


def _applied(use: Applied) -> str:
    given = ", ".join(f"{name}: {_value(value)}" for name, value in use.arguments.items())
    return f"@{use.name}({given})" if given else f"@{use.name}"


def _value(value: Value) -> str:
    """Like `shown`, with the entries of objects as they are written."""
    if isinstance(value, Items):
        return f"[{', '.join(map(_value, value.of))}]"
    if isinstance(value, Entries):
        return "{" + ", ".join(f"{key}: {_value(each)}" for key, each in value.of) + "}"
    return shown(value)


def _about(text: str, indent: str) -> Iterator[str]:
    if not text:
        return
    escaped = text.replace('"""', '\\"""')
    if "\n" not in text and not text.endswith(('"', "\\")):
        yield f'{indent}"""{escaped}"""'
        return
    yield f'{indent}"""'
    yield from (f"{indent}{line}".rstrip() for line in escaped.split("\n"))
    yield f'{indent}"""'
