"""Configuration keys that Java code reads: `@Value`, `@ConfigurationProperties`, Environment, MicroProfile, system properties."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from skerry.facts.kinds import ConfigKey
from skerry.kernel.words import split
from skerry.read.frameworks._constants import text
from skerry.read.frameworks._marks import argument, mark, pieces
from skerry.read.frameworks._view import Framework, View, keyword

_NAME = "java_config"
_PLACE = re.compile(r"\$\{([^:{}]+)")
_PLAIN = ("String", "int", "Integer", "boolean", "Boolean", "long")
_ENVIRONMENT = ("Environment", "ConfigurableEnvironment", "Config", "Properties", "PropertyResolver")


def facts(view: View) -> Iterable[ConfigKey]:
    """Keys that the file reads."""
    for variable in view.head.fields:
        for found in variable.marks:
            if found.name in {"Value", "ConfigProperty"}:
                yield from _placed(view, variable.scope, found.line, found.args)
            elif (
                found.name == "Resource"
                and variable.type in _PLAIN
                and (key := text(view, keyword(found.args, "lookup"), -1))
            ):
                yield ConfigKey(unit=view.unit(variable.scope), line=found.line, reader=_NAME, key=key)
    for i, scope, found in view.marked(
        "Value", "Scheduled", "FeignClient", "KafkaListener", "RabbitListener", "JmsListener"
    ):
        if scope.kind in {"function", "interface"}:
            yield from _placed(view, i, found.line, found.args)
    yield from _bound(view)
    yield from _asked(view)


def _placed(view: View, scope: int, line: int, args: str) -> Iterator[ConfigKey]:
    """`${payments.url:default}`, or the name of a MicroProfile property."""
    keys = _PLACE.findall(args) or [text(view, argument(args, "name"), scope)]
    for key in keys:
        if key and "#{" not in key and ("." in key or _PLACE.search(args) or key.isidentifier()):
            yield ConfigKey(unit=view.unit(scope), line=line, reader=_NAME, key=key)


def _bound(view: View) -> Iterator[ConfigKey]:
    """Each field of a class that is bound to a prefix is a key."""
    for i, scope in view.classes():
        found = mark(scope.marks, "ConfigurationProperties", "ConfigMapping")
        prefix = text(view, argument(found.args, "prefix", "value"), i) if found is not None else ""
        for field in view.fields(i) if prefix else ():
            if mark(field.marks, "static") is None:
                key = f"{prefix}.{'-'.join(split(field.name))}"
                yield ConfigKey(unit=view.unit(i), line=field.line, reader=_NAME, key=key)


def _asked(view: View) -> Iterator[ConfigKey]:
    for call in view.calls_to("getProperty", "getRequiredProperty", "getenv", "getValue", "getOptionalValue"):
        type_ = view.type_of(call.receiver, call.scope).rpartition(".")[2]
        if call.receiver == "System" or type_ in _ENVIRONMENT:
            key = text(view, next(iter(pieces(call.args)), ""), call.scope)
            if key:
                yield ConfigKey(unit=view.unit(call.scope), line=call.line, reader=_NAME, key=key)


FRAMEWORK = Framework(_NAME, frozenset({"java"}), (), facts)
