"""Operations of a document as lines of the architecture language: a route, and what it takes and gives."""

from __future__ import annotations

import re
from collections.abc import Mapping

from skerry.contracts.adopt.openapi.terms import Terms, pascal
from skerry.formats.json_schema import Part
from skerry.formats.openapi import Api, Content, Operation, Response
from skerry.model.terms.operations import METHODS, parse_route
from skerry.model.terms.scan import TermError

TEMPLATE = re.compile(r"\{([^/{}]*)\}")
_QUERY = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_OURS = frozenset(("traceparent", "x-request-id", "idempotency-key", "if-match", "if-none-match", "api-version"))
_PAGE = frozenset(("limit", "cursor"))
_VERSION = re.compile(r"/(v[0-9]+)/?\Z")


class Names:
    """Names of operations, each its own."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def of(self, operation: Operation) -> str:
        """The name of an operation, which nothing else will have."""
        number, name = 2, self.wanted(operation)
        found = name
        while found in self._taken:
            found, number = f"{name}{number}", number + 1
        self._taken.add(found)
        return found

    def wanted(self, operation: Operation) -> str:
        """Its operationId as a name; else its method and path."""
        path = TEMPLATE.sub(lambda found: f"by {found[1]}", operation.path)
        words = re.findall(r"[A-Za-z0-9]+", operation.id or f"{operation.method.lower()} {path}")
        joined = "".join(word[:1].upper() + word[1:] for word in words).lstrip("0123456789") or "operation"
        return joined[:1].lower() + joined[1:]


class Operations:
    """The operations of one document, by route."""

    def __init__(self, api: Api, terms: Terms) -> None:
        self._api, self._terms = api, terms
        self.routes: dict[str, str] = {}
        self.left_out: list[str] = []
        self._names = Names()
        for operation in api.operations.values():
            self._add(operation)

    def _add(self, operation: Operation) -> None:
        route = self._route(operation)
        if not route:
            self.left_out.append(operation.name)
            return
        name = self._names.of(operation)
        shown = pascal(name)
        taken = self._input(operation, shown)
        status, given = self._output(operation, shown)
        arrow = " ".join(str(part) for part in (status, given) if part)
        self.routes[route] = name + (f"({taken})" if taken else "") + (f" -> {arrow}" if arrow else "")

    def _route(self, operation: Operation) -> str:
        """The route; '' where the language can't spell it."""
        path = TEMPLATE.sub(lambda found: "{" + parameter_name(found[1]) + "}", operation.path)
        query = []
        for parameter in operation.parameters.values():
            if parameter.location == "query" and _QUERY.match(parameter.name):
                query.append(parameter.name)
            elif parameter.location in ("query", "cookie", "querystring") or (
                parameter.location == "header" and parameter.name.lower() not in _OURS
            ):
                self._terms.left_out(parameter.part, f"the {parameter.location} parameter `{parameter.name}`")
        if set(query) >= _PAGE:
            query = [name for name in query if name not in _PAGE]
        route = f"{operation.method} {path}" + (f"?{'&'.join(query)}" if query else "")
        try:
            return str(parse_route(route)) if operation.method in METHODS else ""
        except TermError:
            return ""

    def _input(self, operation: Operation, shown: str) -> str:
        body = operation.body
        content = _json(body.content) if body else None
        if body and content is None:
            self._terms.left_out(body.part, f"a body of {', '.join(body.content) or 'nothing'}")
        if content is None or content.schema is None:
            return ""
        return self._terms.of(content.schema, f"{shown}Request").removesuffix("?")

    def _output(self, operation: Operation, shown: str) -> tuple[int, str]:
        """The status of success and what is given; 0 where 200 goes without saying."""
        good = sorted(status for status in operation.responses if re.fullmatch(r"2[0-9][0-9]", status))
        if not good:
            return 204, ""
        for other in good[1:]:
            self._terms.left_out(operation.responses[other].part, f"a second status of success, {other}")
        response = operation.responses[good[0]]
        given = self._given(response, shown)
        status = int(good[0])
        return (0 if status == 200 and given else status), given

    def _given(self, response: Response, shown: str) -> str:
        content = _json(response.content)
        if content is None:
            if response.content:
                self._terms.left_out(response.part, f"an answer of {', '.join(response.content)}")
            return ""
        if content.schema is None:
            return "json"
        inner = self._page(content.schema)
        if inner is not None:
            return self._terms.of(inner, shown + "Item").removesuffix("?") + "[]"
        return self._terms.of(content.schema, f"{shown}Response").removesuffix("?")

    def _page(self, part: Part) -> Part | None:
        """What a page of ours is a page of."""
        found = self._api.follow(part) if isinstance(part.raw, dict) else part
        properties = found.raw.get("properties") if isinstance(found.raw, dict) else None
        if not isinstance(properties, dict) or set(properties) not in ({"items", "next"}, {"items"}):
            return None
        items = properties["items"]
        if not isinstance(items, dict) or items.get("type") != "array" or not isinstance(items.get("items"), dict):
            return None
        return found.below("properties", "items", "items")


def version(api: Api) -> str:
    """The major version of a document: what its address ends with, else that of its `info`."""
    servers = api.raw.get("servers")
    base = str(api.raw.get("basePath", "")) or next(
        (str(each.get("url", "")) for each in servers if isinstance(each, dict))
        if isinstance(servers, list)
        else iter(()),
        "",
    )
    found = _VERSION.search(base)
    if found:
        return found[1]
    number = re.match(r"v?([0-9]+)", str(api.info.get("version", "")))
    return f"v{int(number[1])}" if number and 0 < int(number[1]) < 1000 else "v1"


def parameter_name(name: str) -> str:
    """The name of a parameter of the path; it is not sent, so it may be written as the language wants it."""
    first, *rest = re.findall(r"[A-Za-z0-9_]+", name) or ["id"]
    joined = (first + "".join(word[:1].upper() + word[1:] for word in rest)).lstrip("0123456789_")
    return joined or "id"


def _json(content: Mapping[str, Content]) -> Content | None:
    """What is sent as JSON, whatever else is offered."""
    for media, each in content.items():
        kind = media.partition(";")[0].strip().lower()
        if kind == "application/json" or kind.endswith("+json") or kind == "*/*":
            return each
    return None
