"""Holds one answer to what the document says of its operation: status, media type, headers, schema, fields, problems."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, NamedTuple

from skerry.contracts import deviation_codes as codes
from skerry.contracts.diff.schemas.witness import Validators
from skerry.contracts.verify.exchange import NOTHING, Answer
from skerry.formats.json_schema import Part, Shape
from skerry.formats.openapi import Api, Content, Operation, Response
from skerry.kernel.problem import Code

PROBLEM = "application/problem+json"
_DEEPEST = 8
_SHOWN = 20
_NAMED = 5
_LONGEST = 200
_PROMISED = ("deprecation", "sunset")
_WANTED = {"type": str, "title": str, "status": int}
# What stands between a caller and the operation answers these for any request; no document has them everywhere.
_ANYWHERE = frozenset((405, 429, 503))


class Departure(NamedTuple):
    """What is wrong with an answer."""

    code: Code
    expected: str
    came: str


class Judge:
    """Judges the answers of one API; schemas are compiled once."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._validators = Validators()

    def judge(self, operation: Operation, answer: Answer) -> Iterator[Departure]:
        """Everything that is wrong with an answer of an operation."""
        if answer.status >= 500:
            yield Departure(codes.SERVER_ERROR, "no error inside the service", shown(answer))
        response = documented(operation, answer.status)
        if response is None:
            if answer.status not in _ANYWHERE and answer.status < 500:
                yield Departure(codes.STATUS, f"one of {', '.join(operation.responses)}", str(answer.status))
            if answer.status >= 400 and _has_problems(operation):
                yield from _problem(answer)
            return
        yield from _headers(response, answer)
        yield from self._body(response, answer)

    def valid(self, part: Part | None, value: Any) -> bool:
        """Whether a value fits a schema; true where it cannot be said."""
        return part is None or not any(True for _ in self._errors(part, value))

    def _body(self, response: Response, answer: Answer) -> Iterator[Departure]:
        if not response.content or answer.status in (204, 304):
            return
        content = _content(response.content, answer.media)
        if answer.status >= 400 and PROBLEM in response.content:
            yield from _problem(answer)
        if content is None and PROBLEM in response.content:
            return
        if content is None:
            came = answer.media or "no media type"
            yield Departure(codes.MEDIA, f"one of {', '.join(response.content)}", f"{came} ({answer.status})")
        elif answer.value is NOTHING:
            if "json" in content.media:
                yield Departure(codes.SCHEMA, "a body of JSON", f"a body that is no JSON ({answer.status})")
        elif content.schema:
            yield from self._fits(content.schema, answer)

    def _fits(self, part: Part, answer: Answer) -> Iterator[Departure]:
        errors = dict(self._errors(part, answer.value))
        for where, what in errors.items():
            yield Departure(codes.SCHEMA, f"what the schema of {answer.status} says", f"{where or 'the body'}: {what}")
        names = sorted(set(_strangers(self._api.shape(part), answer.value)))
        if names:
            came = ", ".join(f"`{name}`" for name in names[:_NAMED]) + (" and more" if names[_NAMED:] else "")
            yield Departure(codes.FIELD, f"only fields that the schema of {answer.status} has", came)

    def _errors(self, part: Part, value: Any) -> Iterator[tuple[str, str]]:
        validator = self._validators.of(self._api.shape(part), self._api.schemas)
        if validator is None:
            return
        try:
            errors = list(islice(validator.iter_errors(value), _SHOWN))
        except ValueError as error:  # NaN, which JSON does not have
            yield "", _cut(str(error))
            return
        for each in errors:
            where = ".".join("[]" if isinstance(step, int) else str(step) for step in each.instance_path)
            yield where.replace(".[]", "[]"), _cut(each.message)


def documented(operation: Operation, status: int) -> Response | None:
    """What the document says of a status: by itself, by its class, or by default."""
    found = operation.responses
    return found.get(str(status)) or found.get(f"{status // 100}XX") or found.get("default")


def shown(answer: Answer) -> str:
    """An answer in a line."""
    text = answer.data[:_LONGEST].decode(errors="replace")
    return _cut(f"{answer.status} {' '.join(text.split())}".rstrip())


def _content(content: Mapping[str, Content], media: str) -> Content | None:
    if media in content:
        return content[media]
    plain = {each.partition(";")[0].strip().lower(): found for each, found in content.items()}
    ranges = (f"{media.partition('/')[0]}/*", "*/*")
    return plain.get(media) or next((plain[each] for each in ranges if each in plain), None)


def _headers(response: Response, answer: Answer) -> Iterator[Departure]:
    for name, header in response.headers.items():
        if name not in answer.headers and name != "content-type" and (header.required or name in _PROMISED):
            yield Departure(codes.HEADER, f"the header {header.name} with {answer.status}", f"no {header.name}")


def _has_problems(operation: Operation) -> bool:
    return any(PROBLEM in each.content for each in operation.responses.values())


def _problem(answer: Answer) -> Iterator[Departure]:
    if answer.media != PROBLEM:
        yield Departure(codes.PROBLEM, PROBLEM, f"{answer.media or 'no media type'} ({answer.status})")
        return
    wrong = [name for name, kind in _WANTED.items() if not isinstance(answer.fields.get(name), kind)]
    if wrong:
        yield Departure(codes.PROBLEM, "type, title and status", f"{answer.status} without {', '.join(wrong)}")
    elif answer.fields["status"] != answer.status:
        yield Departure(codes.PROBLEM, f"status {answer.status} in the body", f"status {answer.fields['status']}")


def _strangers(shape: Shape, value: Any, at: str = "", depth: int = 0) -> Iterator[str]:
    """The fields that no schema names; a map is made of such, and alternatives may name them."""
    if depth > _DEEPEST or shape.alternatives or shape.conditionals:
        return
    if isinstance(value, list):
        for each in value:
            yield from _strangers(shape.elements.rest, each, f"{at}[]", depth + 1)
    elif isinstance(value, dict):
        members = shape.members
        mapped = any("additionalProperties" in part.raw for part in shape.atoms if isinstance(part.raw, dict))
        for name, each in value.items():
            where = f"{at}.{name}".lstrip(".")
            if members.declares(name):
                yield from _strangers(members.named(name), each, where, depth + 1)
            elif members.names and not mapped:
                yield where


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
