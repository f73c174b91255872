"""What every story works with: the client, the resources, and things that are made when one is needed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import uuid4

from skerry.contracts.verify.answers import Judge, shown
from skerry.contracts.verify.bodies import Bodies, json_content
from skerry.contracts.verify.client import Client
from skerry.contracts.verify.deviation import Deviation
from skerry.contracts.verify.exchange import NOTHING, Answer, Request
from skerry.contracts.verify.resources import Resource, resources
from skerry.formats.openapi import Api, Operation
from skerry.kernel.problem import Code

_TEMPLATE = re.compile(r"\{([^/{}]+)\}")
_DEEPEST = 4


class CannotError(Exception):
    """A story cannot be told; its text says why."""


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that was created: where it is, what was sent, and what came back."""

    resource: Resource
    path: str
    sent: Any
    answer: Answer


@dataclass(slots=True)
class Desk:
    """One verification in progress. `found` grows; `requests` are those of the story that is being told."""

    api: Api
    client: Client
    judge: Judge
    bodies: Bodies
    known: Mapping[str, str] = field(default_factory=dict)
    identifiers: dict[str, str] = field(default_factory=dict)
    found: list[Deviation] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    story: str = ""
    resources: tuple[Resource, ...] = ()

    def __post_init__(self) -> None:
        self.resources = resources(self.api)

    def begin(self, story: str) -> None:
        """A new story: what is sent from here on shows what it finds."""
        self.story = story
        self.requests = []

    def report(self, code: Code, operation: Operation, expected: str, came: str) -> None:
        """A deviation, with the requests of this story so far."""
        place = self.api.span(operation.part.place)
        self.found.append(Deviation(code, operation.name, expected, came, tuple(self.requests), place, self.story))

    def send(
        self,
        operation: Operation,
        path: str,
        *,
        body: Any = NOTHING,
        query: tuple[tuple[str, str], ...] = (),
        headers: dict[str, str] | None = None,
    ) -> Answer:
        """Sends a request of an operation, and holds the answer to the document."""
        content = json_content(operation)
        media = content.media.partition(";")[0] if content and "*" not in content.media else "application/json"
        query = (*self._needed(operation, "query", dict(query)), *query)
        sent = dict(self._needed(operation, "header", headers or {}))
        request = Request(operation.method, path, query, {**sent, **(headers or {})}, body, media)
        answer = self.client.send(request)
        self.requests.append(self.client.curl(request))
        for code, expected, came in self.judge.judge(operation, answer):
            self.report(code, operation, expected, came)
        return answer

    def make(self, resource: Resource, depth: int = 0) -> Thing:
        """Creates a thing; raises `CannotError`."""
        create = resource.create
        if create is None:
            raise CannotError(f"nothing creates a {resource.name}")
        bodies = self.bodies.of(create) or [NOTHING]
        path = self.fill(create.path, depth)
        for body in bodies[:3]:
            sent = self.linked(body, depth)
            answer = self.send(create, path, body=sent, headers=self.key(create))
            if answer.success:
                where = self.where(resource, path, answer)
                self.identifiers[resource.path] = where.rpartition("/")[2]
                return Thing(resource, where, sent, answer)
        raise CannotError(f"{create.name} does not create from what its schema allows: {shown(answer)}")

    def linked(self, body: Any, depth: int = 0) -> Any:
        """The body with identifiers of things that are there, where a field names a kind of thing that can be made here."""
        if not isinstance(body, dict) or depth >= _DEEPEST:
            return body
        return {name: self._link(name, each, depth) for name, each in body.items()}

    def where(self, resource: Resource, path: str, answer: Answer) -> str:
        """The path of what was created: by its identifier in the answer, else by Location."""
        for name in (resource.parameter, "id", f"{resource.name}Id", f"{resource.name}_id", "uuid"):
            if isinstance(answer.fields.get(name), str | int):
                return f"{path}/{quote(str(answer.fields[name]), safe='')}"
        located = self.located(answer)
        if located:
            return located
        raise CannotError(f"the answer of {resource.create and resource.create.name} has no identifier and no Location")

    def located(self, answer: Answer) -> str:
        """The path that Location names, below the base address; it is never another host that is asked."""
        try:
            path = urlsplit(answer.headers.get("location", "")).path
        except ValueError:
            return ""
        base = urlsplit(self.client.base).path.rstrip("/")
        return path.removeprefix(base) if path.startswith("/") else ""

    def fill(self, template: str, depth: int = 0) -> str:
        """The path with things in it that are there, made where needed."""
        path = template
        for match in _TEMPLATE.finditer(template):
            above = template[: match.end()]
            owner = next((each for each in self.resources if each.path == above), None)
            if match[1] in self.known:
                path = path.replace(match[0], quote(self.known[match[1]], safe=""), 1)
            elif owner is None or depth >= _DEEPEST:
                raise CannotError(f"nothing says which {match[1]} there is in {template}")
            else:
                path = self._known(owner, depth + 1) + template[match.end() :]
        return path

    def key(self, operation: Operation) -> dict[str, str]:
        """A new Idempotency-Key, where the operation takes one: an old one would be answered from memory."""
        return {"Idempotency-Key": str(uuid4())} if ("header", "idempotency-key") in operation.parameters else {}

    def etag(self, resource: Resource, path: str, operation: Operation) -> dict[str, str]:
        """If-Match with the ETag of now, where the operation takes one."""
        if ("header", "if-match") not in operation.parameters or resource.read is None:
            return {}
        tag = self.send(resource.read, path).headers.get("etag", "")
        return {"If-Match": tag} if tag else {}

    def _known(self, owner: Resource, depth: int) -> str:
        if owner.create is not None:
            return self.make(owner, depth).path
        if owner.listing is None:
            raise CannotError(f"nothing creates or lists a {owner.name}, and none is said to be known")
        path = self.fill(owner.collection, depth)
        for item in items(self.send(owner.listing, path)):
            for name in (owner.parameter, "id", f"{owner.name}Id"):
                if isinstance(item, dict) and isinstance(item.get(name), str | int):
                    return f"{path}/{quote(str(item[name]), safe='')}"
        raise CannotError(f"{owner.listing.name} lists nothing, and nothing creates a {owner.name}")

    def _link(self, name: str, value: Any, depth: int) -> Any:
        if isinstance(value, dict):
            return self.linked(value, depth + 1)
        plain = name.replace("_", "").lower()
        owner = next(
            (each for each in self.resources if each.create and plain == f"{each.name}id".replace("-", "")), None
        )
        if owner is None or not isinstance(value, str):
            return value
        try:
            return self.make(owner, depth + 1).path.rpartition("/")[2]
        except CannotError:
            return value

    def _needed(self, operation: Operation, location: str, given: dict[str, str]) -> Iterator[tuple[str, str]]:
        """The required parameters that nobody has given, by their examples, defaults and enums."""
        had = {name.lower() for name in (*given, *self.client.headers, "idempotency-key", "if-match", "if-none-match")}
        for parameter in operation.parameters.values():
            if parameter.location == location and parameter.required and parameter.name.lower() not in had:
                value = self.bodies.value(parameter)
                if value is not None:
                    yield parameter.name, value


def items(answer: Answer) -> list[Any]:
    """The things that a list answers: the body, or the one list in it."""
    if isinstance(answer.value, list):
        return answer.value
    named = [answer.fields[name] for name in ("items", "data", "results") if isinstance(answer.fields.get(name), list)]
    return next(iter(named or [each for each in answer.fields.values() if isinstance(each, list)]), [])
