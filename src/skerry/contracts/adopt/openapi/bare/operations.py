"""Operations of a document in the architecture language: in a line where that says all, else in the long form."""

from __future__ import annotations

import re
from collections.abc import Mapping

from skerry.contracts.adopt.openapi.bare import security
from skerry.contracts.adopt.openapi.bare.terms import ANY, Terms
from skerry.contracts.adopt.openapi.bare.unsaid import Unsaid
from skerry.contracts.adopt.openapi.operations import TEMPLATE, Names, parameter_name
from skerry.contracts.adopt.openapi.terms import pascal
from skerry.formats.openapi import Api, Content, Operation, Parameter
from skerry.formats.openapi.operation import placeholders
from skerry.model.terms.operations import METHODS, Behaviour, parse_route
from skerry.model.terms.scan import TermError
from skerry.model.terms.schemes import Way
from skerry.model.terms.types import Basic, Format, Maybe, Type, Union
from skerry.model.write import Line, Long

JSON = "application/json"
_QUERY = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*\Z")
_MEDIUM = re.compile(r"[A-Za-z0-9*](?:[A-Za-z0-9._+/*-]*[A-Za-z0-9*])?\Z")
_IGNORED = frozenset(("accept", "content-type", "authorization"))  # OpenAPI says that these headers are not parameters
_STATUS = re.compile(r"[1-5][0-9][0-9]\Z")
_KNOWN = re.compile(r"[1-5](?:[0-9][0-9]|XX)\Z|default\Z")
_STYLES = {
    ("form", False): "csv", ("spaceDelimited", False): "spaceDelimited", ("pipeDelimited", False): "pipeDelimited",
    ("deepObject", True): "deepObject", ("deepObject", False): "deepObject",
}  # fmt: skip
_USUAL = {("query", "form", True), ("cookie", "form", True), ("path", "simple", False), ("header", "simple", False)}
_PLACES = {"header": "headers", "cookie": "cookies"}


class Operations:
    """The operations of one document, by route."""

    def __init__(self, api: Api, terms: Terms, unsaid: Unsaid) -> None:
        self._terms, self._unsaid, self._names = terms, unsaid, Names()
        self.schemes = security.schemes(api, unsaid)
        found = {key: security.ways(each, self.schemes) for key, each in api.operations.items()}
        self.needs = security.usual(list(found.values()))
        self.routes: dict[str, Line] = {}
        self.left_out: list[str] = []
        for key, operation in api.operations.items():
            self._add(operation, found[key])
        for webhook in api.webhooks.values():
            unsaid.note(webhook.operation.part, "a webhook")
        terms.finish()

    def _add(self, operation: Operation, ways: tuple[Way, ...] | None) -> None:
        if operation.callbacks:
            self._unsaid.note(operation.part, "what it calls back")
        said = self._parameters(operation)
        plain = [name for name, of in said.get("query", {}).items() if of == "text?" and _QUERY.match(name)]
        route = _route(operation, plain)
        if not route or route in self.routes:
            self.left_out.append(operation.name)
            return
        said["query"] = {name: of for name, of in said.get("query", {}).items() if name not in plain}
        name = self._names.of(operation)
        status, given, answers = self._answers(operation, pascal(name))
        behaviour = str(Behaviour(name, self._input(operation, pascal(name)), status, given))
        long: Long = {key: values for key, values in {**said, "answers": answers}.items() if values}
        if ways is None:
            self._unsaid.note(operation.part, "who is let in")
        elif ways != self.needs:
            long["needs"] = tuple(map(str, ways))
        self.routes[route] = {"do": behaviour, **long} if long else behaviour

    def _parameters(self, operation: Operation) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {}
        path = [each[1:-1] for each in placeholders(operation.path)]
        for (_, key), each in operation.parameters.items():
            if each.location == "path":
                if key.isdigit() and (of := self._type(each, operation)) != Basic("text"):
                    found.setdefault("path", {})[parameter_name(path[int(key)])] = str(of)
            elif each.location not in ("query", "header", "cookie") or each.content:
                self._unsaid.note(each.part, f"the {each.location} parameter `{each.name}`")
            elif each.location != "header" or each.name.lower() not in _IGNORED:
                of = self._type(each, operation)
                place = _PLACES.get(each.location, each.location)
                found.setdefault(place, {})[each.name] = str(of if each.required else Maybe(of))
        return found

    def _type(self, each: Parameter, operation: Operation) -> Type:
        near = pascal(self._names.wanted(operation)) + pascal(each.name)
        of = self._terms.of(each.schema, near) if each.schema else ANY
        if (each.location, *each.style) in _USUAL:
            return of
        if each.location == "query" and each.style in _STYLES:
            return Format(of, _STYLES[each.style])
        self._unsaid.note(each.part, f"how `{each.name}` is written: {each.style[0]}")
        return of

    def _input(self, operation: Operation, shown: str) -> Type | None:
        if operation.body is None:
            return None
        of = self._sent(operation.body.content, f"{shown}Request")
        return of if of is None or operation.body.required else Maybe(of)

    def _answers(self, operation: Operation, shown: str) -> tuple[int, Type | None, dict[str, str]]:
        """The first status of success and what is given; then the others."""
        numbers = sorted(
            (each for each in operation.responses if _STATUS.match(each)), key=lambda each: (each[0] != "2", each)
        )
        first = numbers[0] if numbers and numbers[0][0] in "23" else ""
        given = self._sent(operation.responses[first].content, f"{shown}Response") if first else None
        others: dict[str, str] = {}
        for status, response in operation.responses.items():
            if response.headers:
                self._unsaid.note(response.part, "the headers of an answer")
            if status != first and _KNOWN.match(status):
                of = self._sent(response.content, f"{shown}{pascal(status)}")
                others[status] = "nothing" if of is None else str(of)
        usual = 200 if given is not None else 204
        return (0 if first in ("", str(usual)) else int(first)), given, others

    def _sent(self, content: Mapping[str, Content], near: str) -> Type | None:
        """What is sent, with its medium where that is not JSON alone."""
        found: list[Type] = []
        for medium, each in content.items():
            of = self._terms.of(each.schema, near) if each.schema else ANY
            bare = medium.partition(";")[0].strip()
            if _MEDIUM.match(bare) and "/" in bare:
                found.append(of if len(content) == 1 and bare == JSON else Format(of, bare))
            else:
                self._unsaid.note(each.part, f"the medium `{medium}`")
        found = list(dict.fromkeys(found))
        return Union(tuple(found)) if len(found) > 1 else found[0] if found else None


def _route(operation: Operation, query: list[str]) -> str:
    """The route; '' where the language can't spell it."""
    path = TEMPLATE.sub(lambda found: "{" + parameter_name(found[1]) + "}", operation.path)
    try:
        route = parse_route(f"{operation.method} {path}" + (f"?{'&'.join(query)}" if query else ""))
    except TermError:
        return ""
    return str(route) if operation.method in METHODS else ""
