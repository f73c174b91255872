"""An operation of an API: parameters, body, responses and security, in the words of OpenAPI 3 whatever it was written in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from skerry.formats.json_schema import Part

Follow = Callable[[Part], Part]
Security = tuple[Mapping[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Content:
    """What is sent in one media type; no `schema`: anything."""

    media: str
    part: Part
    schema: Part | None


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter; `location` is path, query, header, cookie or querystring. Its `content` stands in place of a schema."""

    name: str
    location: str
    required: bool
    part: Part
    schema: Part | None
    content: Mapping[str, Content]

    @property
    def style(self) -> tuple[str, bool]:
        """How a value is written, and whether lists are spread over several."""
        raw = self.part.raw
        if "collectionFormat" in raw:
            return str(raw["collectionFormat"]), False
        style = str(raw.get("style", "form" if self.location in ("query", "cookie") else "simple"))
        return style, bool(raw.get("explode", style == "form"))


@dataclass(frozen=True, slots=True)
class Header:
    """A header of a response."""

    name: str
    required: bool
    part: Part
    schema: Part | None


@dataclass(frozen=True, slots=True)
class Body:
    """What a request carries."""

    required: bool
    part: Part
    content: Mapping[str, Content]


@dataclass(frozen=True, slots=True)
class Response:
    """An answer; `status` is a number, a class such as `4XX`, or `default`."""

    status: str
    part: Part
    content: Mapping[str, Content]
    headers: Mapping[str, Header]

    @property
    def success(self) -> bool:
        """Whether it says that the request was done."""
        return self.status.startswith("2")


class Operation:
    """An operation, read as it is asked for. `item` is the path item that it stands in, `defaults` what the document says for all."""

    def __init__(self, method: str, path: str, part: Part, item: Part, defaults: Defaults) -> None:
        self.method = method
        self.path = path
        self.part = part
        self.item = item
        self._defaults = defaults
        self._follow = defaults.follow

    @property
    def name(self) -> str:
        """`GET /orders/{id}`."""
        return f"{self.method} {self.path}"

    @property
    def id(self) -> str:
        """Its operationId, or nothing."""
        found = self.part.raw.get("operationId")
        return found if isinstance(found, str) else ""

    @property
    def deprecated(self) -> bool:
        """Whether it is to go."""
        return self.part.raw.get("deprecated") is True

    @property
    def said_for_all(self) -> tuple[object, ...]:
        """What may hold of it without standing in it: security, and the media types of 2.0."""
        return self.security, self._defaults.consumes, self._defaults.produces

    @cached_property
    def parameters(self) -> dict[tuple[str, str], Parameter]:
        """By location and name; path parameters by their position, since their names are not sent. Bodies of 2.0 are left out."""
        found: dict[tuple[str, str], Parameter] = {}
        for part in (*self._listed(self.item), *self._listed(self.part)):
            parameter = self._parameter(part)
            if parameter is not None:
                found[self._key(parameter)] = parameter
        return found

    @cached_property
    def body(self) -> Body | None:
        """What it takes, if anything."""
        if self._defaults.swagger:
            return self._old_body()
        if not isinstance(self.part.raw.get("requestBody"), dict):
            return None
        part = self._follow(self.part.below("requestBody"))
        return Body(part.raw.get("required") is True, part, self._content(part))

    @cached_property
    def responses(self) -> dict[str, Response]:
        """By status."""
        raw = self.part.raw.get("responses")
        if not isinstance(raw, dict):
            return {}
        parts = {
            str(status).upper().replace("DEFAULT", "default"): self._follow(self.part.below("responses", status))
            for status in raw
        }
        return {status: self._response(status, part) for status, part in parts.items() if not status.startswith("X-")}

    @cached_property
    def security(self) -> Security:
        """Ways to be let in, each a set of schemes with their scopes; none at all: open to everybody."""
        own = self.part.raw.get("security", self._defaults.security)
        ways = [way for way in own if isinstance(way, dict)] if isinstance(own, list) else []
        return tuple({name: texts(scopes) for name, scopes in way.items()} for way in ways)

    @cached_property
    def callbacks(self) -> dict[str, Operation]:
        """What it calls back, by name, expression and method: there, directions are swapped."""
        raw = self.part.raw.get("callbacks")
        found = {}
        for name in raw if isinstance(raw, dict) else ():
            part = self._follow(self.part.below("callbacks", name))
            for expression, item in part.raw.items():
                if isinstance(item, dict):
                    for operation in operations(expression, part.below(expression), self._defaults):
                        found[f"{name} {expression} {operation.method}"] = operation
        return found

    @cached_property
    def tags(self) -> tuple[str, ...]:
        """Its tags."""
        return texts(self.part.raw.get("tags"))

    def _key(self, parameter: Parameter) -> tuple[str, str]:
        if parameter.location == "path":
            names = [each[1:-1] for each in placeholders(self.path)]
            if parameter.name in names:
                return "path", str(names.index(parameter.name))
        lowered = parameter.name.lower() if parameter.location == "header" else parameter.name
        return parameter.location, lowered

    def _listed(self, holder: Part) -> Iterator[Part]:
        raw = holder.raw.get("parameters")
        for at, each in enumerate(raw if isinstance(raw, list) else ()):
            if isinstance(each, dict):
                yield self._follow(holder.below("parameters", at))

    def _parameter(self, part: Part) -> Parameter | None:
        raw = part.raw
        name, location = raw.get("name"), raw.get("in")
        if not isinstance(name, str) or location in (None, "body", "formData"):
            return None
        schema = part if self._defaults.swagger else part.below("schema") if _is_schema(raw.get("schema")) else None
        required = raw.get("required") is True or location == "path"
        return Parameter(name, str(location), required, part, schema, self._content(part))

    def _content(self, holder: Part) -> dict[str, Content]:
        raw = holder.raw.get("content")
        found = {}
        for media, each in raw.items() if isinstance(raw, dict) else ():
            if isinstance(each, dict):
                part = self._follow(holder.below("content", media))
                word = next((word for word in ("schema", "itemSchema") if _is_schema(part.raw.get(word))), None)
                found[media] = Content(media, part, part.below(word) if word else None)
        return found

    def _response(self, status: str, part: Part) -> Response:
        raw = part.raw.get("headers")
        names = [name for name, each in raw.items() if isinstance(each, dict)] if isinstance(raw, dict) else []
        headers = {name.lower(): self._header(name, self._follow(part.below("headers", name))) for name in names}
        return Response(
            status, part, self._old_content(part) if self._defaults.swagger else self._content(part), headers
        )

    def _header(self, name: str, part: Part) -> Header:
        schema = (
            part if self._defaults.swagger else part.below("schema") if _is_schema(part.raw.get("schema")) else None
        )
        return Header(name, part.raw.get("required") is True, part, schema)

    def _old_body(self) -> Body | None:
        listed = [*self._listed(self.item), *self._listed(self.part)]
        consumed = texts(self.part.raw.get("consumes", list(self._defaults.consumes)))
        for part in listed:
            if part.raw.get("in") == "body":
                schema = part.below("schema") if _is_schema(part.raw.get("schema")) else None
                content = {media: Content(media, part, schema) for media in consumed or ("application/json",)}
                return Body(part.raw.get("required") is True, part, content)
        named = [(part.raw.get("name"), part) for part in listed if part.raw.get("in") == "formData"]
        fields = {name: part for name, part in named if isinstance(name, str)}
        if not fields:
            return None
        schema = _form(fields, self.part)
        media = consumed or ("application/x-www-form-urlencoded",)
        return Body(bool(schema.raw["required"]), self.part, {each: Content(each, self.part, schema) for each in media})

    def _old_content(self, part: Part) -> dict[str, Content]:
        if not _is_schema(part.raw.get("schema")):
            return {}
        produced = texts(self.part.raw.get("produces", list(self._defaults.produces)))
        return {media: Content(media, part, part.below("schema")) for media in produced or ("application/json",)}


@dataclass(frozen=True, slots=True)
class Defaults:
    """What a document says for all its operations, and how references are followed."""

    follow: Follow
    swagger: bool = False
    security: Any = None
    consumes: tuple[str, ...] = ()
    produces: tuple[str, ...] = ()


METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")


def operations(path: str, item: Part, defaults: Defaults) -> Iterator[Operation]:
    """The operations of a path item."""
    item = defaults.follow(item)
    for method in METHODS:
        if isinstance(item.raw.get(method), dict):
            yield Operation(method.upper(), path, defaults.follow(item.below(method)), item, defaults)
    more = item.raw.get("additionalOperations")
    for method, raw in more.items() if isinstance(more, dict) else ():
        if isinstance(raw, dict):
            yield Operation(method, path, item.below("additionalOperations", method), item, defaults)


def texts(raw: Any) -> tuple[str, ...]:
    """The elements of a list as texts; nothing where there is no list."""
    return tuple(map(str, raw)) if isinstance(raw, list) else ()


def placeholders(path: str) -> list[str]:
    """The templates in a path, with their braces."""
    return [piece.partition("}")[0] + "}" for piece in _braced(path)]


def _braced(path: str) -> Iterator[str]:
    at = path.find("{")
    while at >= 0:
        yield path[at:]
        at = path.find("{", at + 1)


def _is_schema(raw: Any) -> bool:
    return isinstance(raw, dict | bool)


def _form(fields: Mapping[str, Part], holder: Part) -> Part:
    """The fields of a form as the schema of an object."""
    required = [name for name, part in fields.items() if part.raw.get("required") is True]
    properties = {
        name: {key: value for key, value in part.raw.items() if key != "required"} for name, part in fields.items()
    }
    raw = {"type": "object", "properties": properties, "required": required}
    return Part(raw, holder.place._replace(pointer=f"{holder.place.pointer}/parameters"), holder.base)
