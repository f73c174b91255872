"""A whole verification: the stories first, on a service as it was found, then generated requests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain
from random import Random

from skerry.contracts import deviation_codes as codes
from skerry.contracts.verify import generated
from skerry.contracts.verify.answers import Judge
from skerry.contracts.verify.bodies import Bodies
from skerry.contracts.verify.client import Client, OutOfTimeError, UnreachableError
from skerry.contracts.verify.desk import CannotError, Desk
from skerry.contracts.verify.deviation import Deviation, Skipped, Verification, once
from skerry.contracts.verify.life import UNKNOWN
from skerry.contracts.verify.single import single
from skerry.contracts.verify.stories import creation, idempotency, paging, preconditions, states, visits
from skerry.contracts.verify.stories.states import Life
from skerry.contracts.verify.stories.story import Story
from skerry.formats.openapi import Api, Parameter
from skerry.kernel.problem import Code, Problem
from skerry.kernel.span import Span

_TELLERS = (visits.stories, creation.stories, idempotency.stories, paging.stories, preconditions.stories)
_FAILURES_AT_MOST = 3
# What our own judge says of the same answers, in more detail.
_JUDGED = (codes.SERVER_ERROR, codes.STATUS, codes.MEDIA, codes.SCHEMA, codes.HEADER, codes.PROBLEM)


@dataclass(frozen=True, slots=True)
class Service:
    """Where a service is and how it is asked. `examples` for each operation, `seconds` in all; `life` is what a model
    knows, `known` identifiers of things that are there, by the name of their parameter."""

    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    examples: int = 20
    seed: int = 0
    seconds: float = 60.0
    life: Life = UNKNOWN
    known: Mapping[str, str] = field(default_factory=dict)


class _Run:
    def __init__(self, api: Api, service: Service) -> None:
        self._service = service
        self._judge = Judge(api)
        self._client = Client(service.url, service.headers, service.seconds)
        self._desk = Desk(api, self._client, self._judge, Bodies(api, self._judge, Random(service.seed)), service.known)
        self._api = api
        self._named = {each.name: each for each in api.operations.values()}
        self.told: list[tuple[str, str]] = []
        self.skipped: list[Skipped] = []
        self.problems: list[Problem] = []

    def verification(self) -> Verification:
        """Everything that was found."""
        self._stories()
        stopped = any(each.code in (codes.UNREACHABLE, codes.STOPPED) for each in self.problems)
        sent, more = self._generated() if self._service.examples and not stopped else (0, [])
        problems = (*self._api.schemas.problems, *self.problems)
        found = once([*self._desk.found, *more])
        requests = self._client.sent + sent
        return Verification(found, problems, tuple(self.told), tuple(self.skipped), requests, self._service.seed)

    def _stories(self) -> None:
        failures = 0
        try:
            for story in self._all():
                failures = 0 if self._told(story) else failures + 1
                if failures == _FAILURES_AT_MOST:
                    return
        except OutOfTimeError:
            self._problem(codes.STOPPED, "the time was over before all stories were told")

    def _all(self) -> Iterator[Story]:
        return chain(*(teller(self._desk) for teller in _TELLERS), states.stories(self._desk, self._service.life))

    def _told(self, story: Story) -> bool:
        """False where the service did not answer."""
        self._desk.begin(story.name)
        name = story.operation.name
        try:
            story.tell()
        except CannotError as error:
            self.skipped.append(Skipped(story.name, name, str(error)))
        except RecursionError:
            self.skipped.append(Skipped(story.name, name, "what came is nested too deeply"))
        except UnreachableError as error:
            self._problem(codes.UNREACHABLE, str(error))
            return False
        else:
            self.told.append((story.name, name))
        return True

    def _refresh(self) -> None:
        """Things that are there for generated requests: stories end with deleted ones."""
        for each in self._desk.resources:
            self._desk.begin("something that is there")
            with suppress(CannotError, UnreachableError, OutOfTimeError):
                self._desk.make(each)

    def _generated(self) -> tuple[int, list[Deviation]]:
        service, sent = self._service, 0
        self._refresh()
        target = generated.Target(
            self._client.base,
            service.headers,
            service.examples,
            service.seed,
            self._client.deadline,
            self._desk.identifiers,
            service.known,
        )  # fmt: skip
        found: list[Deviation] = []
        failed: list[Deviation] = []
        try:
            document = single(self._api)
        except RecursionError:
            self._problem(codes.STOPPED, "the document is nested too deeply to generate requests from it")
            return 0, []
        for each in generated.generated(document, target):
            if isinstance(each, generated.Ended):
                if each.because:
                    self._problem(codes.STOPPED, each.because)
            elif isinstance(each, generated.Seen):
                sent += 1
                found += self._judged(each)
            elif each.code is not codes.REFUSED or self._fits(each):
                place = self._place(each.operation)
                failed.append(Deviation(each.code, each.operation, each.expected, each.came, (each.request,), place))
        judged = {each.operation for each in chain(found, self._desk.found) if each.code in _JUDGED}
        return sent, [*found, *(each for each in failed if each.code not in _JUDGED or each.operation not in judged)]

    def _fits(self, failed: generated.Failed) -> bool:
        """Whether what was refused is allowed: cursors cannot be invented, and some generated texts do not match their pattern."""
        if any(("query", name) in failed.sent for name in paging.CURSORS):
            return False
        operation = self._named.get(failed.operation)
        return all(self._valid(each, failed) for each in (operation.parameters.values() if operation else ()))

    def _valid(self, parameter: Parameter, failed: generated.Failed) -> bool:
        value = failed.sent.get((parameter.location, parameter.name))
        text = isinstance(value, str) and "string" in self._api.shape(parameter.schema).types
        return not text or self._judge.valid(parameter.schema, value)

    def _judged(self, seen: generated.Seen) -> Iterator[Deviation]:
        operation = self._named.get(seen.operation)
        visited = any(seen.operation == name for _, name in self.told)
        for code, expected, came in self._judge.judge(operation, seen.answer) if operation else ():
            if visited and code is codes.FIELD:  # fields that were invented for the request, and come back
                continue
            yield Deviation(code, seen.operation, expected, came, (seen.request,), self._place(seen.operation))

    def _place(self, operation: str) -> Span:
        found = self._named.get(operation)
        return self._api.span(found.part.place) if found else Span(self._api.bundle.place(self._api.bundle.names[0]))

    def _problem(self, code: Code, what: str) -> None:
        problem = Problem(code, what, Span(self._service.url))
        if problem not in self.problems:
            self.problems.append(problem)


def verify(api: Api, service: Service) -> Verification:
    """Holds a running service to its document."""
    return _Run(api, service).verification()
