"""The modules: one for each service, with all it takes, gives and publishes."""

from __future__ import annotations

import keyword
from collections.abc import Iterable, Iterator

from skerry.contracts.write.python.terms import IMPORTED, Terms, constant
from skerry.contracts.write.scope import RESERVED, Scope, given_by_us, scope
from skerry.model.system import Operation, Service, System, TypeDef, TypeName
from skerry.model.system.types import Field
from skerry.model.terms.types import Choice, Maybe, Named, Type

_TAKEN = frozenset((
    "copy", "dict", "json", "schema", "validate", "construct", "parse_obj", "fields", "date", "time", "timedelta", "Decimal", "UUID",
    "str", "int", "float", "bool", "list",
))  # fmt: skip
_WIDTH = 120
_MONEY = '''class Money(_Record):
    """An exact amount with its currency, ISO 4217."""

    amount: Decimal
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]'''
_RECORD = '''class _Record(BaseModel):
    """What all records have in common: they cannot be changed, and leave out what they do not know.

    Fields that are None are left out of JSON: `model_dump_json(exclude_none=True)`.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)'''


def write(system: System) -> dict[str, str]:
    """The modules by file name: `order_service.py`."""
    texts = ((service, module(system, service)) for service in system.services.values())
    return {f"{service.name.replace('-', '_')}.py": text for service, text in texts if text}


def module(system: System, service: Service) -> str:
    """The module of a service; '' where the model does not say what it takes or gives."""
    received, sent = _travelling(system, service)
    if not received and not sent:
        return ""
    about = f"The types of {service.name} of {system.name}: what it takes, gives and publishes."
    return module_of(system, classes_of(system, service), about)


def classes_of(system: System, service: Service, taken: frozenset[str] = frozenset()) -> Scope:
    """What the classes of a service's module are called; none is called by one of the `taken` names."""
    received, sent = _travelling(system, service)
    return classes(system, received, sent, service.context, taken)


def classes(
    system: System, received: Iterable[Type], sent: Iterable[Type], home: str, taken: frozenset[str] = frozenset()
) -> Scope:
    """What classes for these types are called, in a module where the names of the context `home` stay bare."""
    return scope(system, received, sent, home, reserved=RESERVED | IMPORTED | taken)


def module_of(system: System, found: Scope, about: str) -> str:
    """A module with the classes of a scope."""
    terms = Terms(system, found)
    texts: dict[str, str] = {}
    for name in sorted(found.received | found.sent):
        definition = system.types.get(name)
        if definition is None or not (definition.fields or definition.alias or definition.states):
            called = found.of(name, incoming=False)
            texts[called] = _open(called, name)
            continue
        for incoming in (False, True) if name in found.split else (name not in found.sent,):
            called = found.of(name, incoming=incoming)
            hidden = given_by_us(system, name) if incoming and name in found.split else frozenset()
            if text := _class(called, definition, terms, hidden, incoming=incoming):
                texts[called] = text
    return _text(about, terms, texts)


def _travelling(system: System, service: Service) -> tuple[list[Type], list[Type]]:
    """What comes in and what goes out, over all versions."""
    versions = [each for version in service.api.versions.values() for each in version.operations.values()]
    operations: list[Operation] = [*versions, *service.operations.values()]
    received = [each.input for each in operations if each.input]
    received += [_named(reaction.event) for reaction in service.reactions]
    sent = [each.output for each in operations if each.output]
    events = [event for each in operations for every in each.emits for event in every]
    sent += [_named(event) for event in (*events, *service.publishes)]
    sent += [_named(name) for name in service.owns if name in system.types]
    return received, sent


def _named(name: TypeName) -> Named:
    return Named(name.name, name.context, name.version)


def _class(called: str, definition: TypeDef, terms: Terms, hidden: frozenset[str], *, incoming: bool) -> str:
    if definition.states or isinstance(definition.alias, Choice):
        return _enumeration(called, definition, terms)
    if not definition.fields:
        return ""
    fields = [field for field in definition.fields if field.name not in hidden]
    ordered = [each for each in fields if not isinstance(each.type, Maybe)]
    ordered += [each for each in fields if isinstance(each.type, Maybe)]
    lines = [line for field in ordered for line in _field(field, terms, incoming=incoming)]
    about = f"`{definition.name}` as it is taken." if hidden else f"`{definition.name}`."
    return "\n".join([f"class {called}(_Record):", f'    """{about}"""', "", *lines]).rstrip()


def _open(called: str, name: TypeName) -> str:
    """A type, most likely of an event, of which nobody has said yet what is in it: what is given to it travels on."""
    about = f"`{name}`: the model does not say yet what is in it, so it has what it is given."
    return f'class {called}(_Record):\n    """{about}"""\n\n    model_config = ConfigDict(frozen=True, extra="allow")'


def _enumeration(called: str, definition: TypeDef, terms: Terms) -> str:
    terms.use("enum", "StrEnum")
    words = definition.state_names() or (definition.alias.words if isinstance(definition.alias, Choice) else ())
    lines = [f'    {constant(word)} = "{word}"' for word in words]
    about = [f"    {change}" for change in definition.states]
    docstring = ['    """The states, and how they follow one another.', "", *about, '    """'] if about else []
    return "\n".join([f"class {called}(StrEnum):", *(docstring or [f'    """`{definition.name}`."""']), "", *lines])


def _field(field: Field, terms: Terms, *, incoming: bool) -> Iterator[str]:
    annotation = terms.of(field.type, incoming=incoming)
    name = attribute(field.name)
    optional = isinstance(field.type, Maybe)
    if name != field.name:
        terms.use("pydantic", "Field")
        default = "default=None, " if optional else ""
        said = (
            f'validation_alias="{field.name}", serialization_alias="{field.name}"'  # `alias` would rename the parameter
        )
        line = f"    {name}: {annotation} = Field({default}{said})"
        broken = [f"    {name}: {annotation} = Field(", f"        {default}{said}", "    )"]
        yield from [line] if len(line) <= _WIDTH else broken
    else:
        yield f"    {name}: {annotation}" + (" = None" if optional else "")


def attribute(name: str) -> str:
    """What a field is called in a class: as in the model, but for words that Python or pydantic keeps for itself."""
    taken = keyword.iskeyword(name) or name in _TAKEN or name.startswith(("model_", "_"))
    return f"{name.strip('_')}_" if taken else name


def _text(about: str, terms: Terms, texts: dict[str, str]) -> str:
    shared = [_RECORD]
    terms.imports |= {("pydantic", "BaseModel"), ("pydantic", "ConfigDict")}
    if terms.money:
        shared.append(_MONEY)
        terms.imports |= {("decimal", "Decimal"), ("typing", "Annotated"), ("pydantic", "Field")}
    head = f'"""{about}\n\nWritten from the model by `skerry contracts write`; change the model instead.\n"""'
    ordered = [text for _, text in sorted(texts.items())]
    blocks = [*shared, *ordered, *(_option(*each) for each in sorted(terms.options.items()))]
    return "\n\n\n".join(["\n\n".join([head, "from __future__ import annotations", _imports(terms)]), *blocks]) + "\n"


def _option(option: str, of: tuple[str, str, str]) -> str:
    base, name, kind = of
    about = f'"""`{base}` where there are alternatives; `{name}` tells them apart."""'
    return f'class {option}({base}):\n    {about}\n\n    {name}: Literal["{kind}"] = "{kind}"'


def _imports(terms: Terms) -> str:
    lines: dict[str, list[str]] = {}
    for name, what in sorted(terms.imports, key=lambda each: (each[0], not each[1][0].isupper(), each[1])):
        lines.setdefault(name, []).append(what)
    own = [f"from {name} import {', '.join(lines[name])}" for name in sorted(lines) if name != "pydantic"]
    return "\n".join([*own, "", f"from pydantic import {', '.join(lines['pydantic'])}"]).strip()
