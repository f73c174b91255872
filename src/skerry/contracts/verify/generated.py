"""Generated requests: the door to schemathesis, whose checks and cases become deviations and exchanges of ours."""

from __future__ import annotations

import logging
import shlex
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from queue import Empty, Queue
from typing import Any
from uuid import uuid4

from skerry.contracts import deviation_codes as codes
from skerry.contracts.verify.exchange import FILTERED, SECRET, Answer
from skerry.kernel.problem import Code

_CODES: Mapping[str, Code] = {
    "ServerError": codes.SERVER_ERROR,
    "ContentTypeServerError": codes.SERVER_ERROR,
    "UndefinedStatusCode": codes.STATUS,
    "MissingHeaders": codes.HEADER,
    "JsonSchemaError": codes.SCHEMA,
    "MalformedJson": codes.SCHEMA,
    "DiscriminatorMismatch": codes.SCHEMA,
    "ContentDeserializationError": codes.SCHEMA,
    "MissingContentType": codes.MEDIA,
    "MalformedMediaType": codes.MEDIA,
    "UndefinedContentType": codes.MEDIA,
    "UseAfterFree": codes.DELETED,
    "EnsureResourceAvailability": codes.CREATED,
    "IgnoredAuth": codes.AUTH,
    "ObjectLevelAuthorizationViolation": codes.AUTH,
    "RejectedPositiveData": codes.REFUSED,
    "MissingHeaderNotRejected": codes.ACCEPTED,
    "AcceptedNegativeData": codes.ACCEPTED,
    "UnsupportedMethodResponse": codes.METHOD,
    "AllowHeaderMismatch": codes.METHOD,
}
_EXPECTED = {
    codes.ACCEPTED: "a refusal of what the document forbids, such as 400 or 422",
    codes.REFUSED: "success for what the document allows",
    codes.METHOD: "405 with Allow for a method that the path does not have",
    codes.AUTH: "401 or 403 without the credentials that the document asks for",
    codes.DELETED: "404 after the deletion",
    codes.CREATED: "what was created",
}
# Statuses that say what is the case with the thing, not that the request is wrong.
_ABOUT_STATE = ("2xx", "3xx", "401", "403", "404", "409", "410", "412", "422", "428", "429", "5xx")
_REFUSALS = ("400", "401", "403", "404", "405", "406", "409", "412", "413", "415", "422", "428", "431", "5xx")
_ABOUT_HEADERS = ("400", "401", "403", "406", "412", "415", "422", "428")
# Headers of requests that a service may not refuse, however they look: W3C Trace Context (§3.2), RFC 9110 (§13.1.2).
_IGNORED = frozenset(("traceparent", "tracestate", "baggage", "x-request-id", "if-none-match"))
_LONGEST = 600  # characters of a value in an address; of the whole, servers need not take more than 8,000 octets (RFC 9110, 4.1)
_TIMEOUT = 10
_GRACE = 15.0


@dataclass(frozen=True, slots=True)
class Target:
    """The service, how it is asked, how much: `identifiers` are those of things that are there, by the path of their
    kind, `known` by the name of their parameter."""

    base: str
    headers: Mapping[str, str]
    examples: int
    seed: int
    deadline: float
    identifiers: Mapping[str, str]
    known: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Failed:
    """A check of schemathesis that failed; `operation` is `GET /orders/{id}`, `sent` its parameters by
    location and name."""

    code: Code
    operation: str
    expected: str
    came: str
    request: str
    sent: Mapping[tuple[str, str], Any]


@dataclass(frozen=True, slots=True)
class Seen:
    """An answer to a generated request, for checks of ours."""

    operation: str
    answer: Answer
    request: str


@dataclass(frozen=True, slots=True)
class Ended:
    """Generation is over, early where `because` says why."""

    because: str = ""


def installed() -> bool:
    """Whether the extra is there."""
    return find_spec("schemathesis") is not None


def generated(document: Mapping[str, Any], target: Target) -> Iterator[Failed | Seen | Ended]:
    """Sends generated requests for every operation, and says what came of them."""
    news: Queue[Failed | Seen | Ended] = Queue()
    threading.Thread(target=_produce, args=(document, target, news), daemon=True).start()
    while True:
        try:
            each = news.get(timeout=max(0.0, target.deadline - time.monotonic()) + _GRACE)
        except Empty:  # a service that trickles its answers keeps the generator waiting without an end
            each = Ended("the time was over, and the service had not answered")
        yield each
        if isinstance(each, Ended):
            return


def _produce(document: Mapping[str, Any], target: Target, news: Queue[Failed | Seen | Ended]) -> None:
    try:
        why = _run(document, target, news)
    except Exception as error:  # whatever it makes of a document that is no good is its answer
        why = _said(error)
    news.put(Ended("the time was over" if time.monotonic() >= target.deadline else why))


def _run(document: Mapping[str, Any], target: Target, news: Queue[Failed | Seen | Ended]) -> str:
    import schemathesis  # noqa: PLC0415 - an optional extra, and slow to import
    from schemathesis.engine import events, from_schema  # noqa: PLC0415

    why = ""
    with _hooked(schemathesis, target), _quiet() as died:
        schema = schemathesis.openapi.from_dict(_askable(document), config=_config(target))
        stream = from_schema(schema).execute()
        alarm = threading.Timer(max(0.0, target.deadline - time.monotonic()), stream.stop)
        alarm.daemon = True
        alarm.start()
        for event in stream:
            if isinstance(event, events.ScenarioFinished):
                for each in _scenario(event.recorder, target):
                    news.put(each)
            elif isinstance(event, events.NonFatalError):
                why = why or f"{event.label}: {_said(event.value)}"
            elif isinstance(event, events.FatalError):
                why = _said(event.exception)
        alarm.cancel()
    return why or "; ".join(died)


def _askable(document: Mapping[str, Any]) -> dict[str, Any]:
    """The document without headers whose values are never a reason to refuse a request: broken ones would be sent, and taken."""
    components = document.get("components", {})
    shared = components.get("parameters", {}) if isinstance(components, Mapping) else {}

    def counts(parameter: Any) -> bool:
        found = parameter
        if isinstance(parameter, Mapping) and isinstance(name := parameter.get("$ref"), str):
            found = shared.get(name.rpartition("/")[2])
        if not isinstance(found, Mapping) or found.get("in") != "header":
            return True
        return bool(found.get("required")) or str(found.get("name", "")).lower() not in _IGNORED

    def without(part: Any) -> Any:
        if not isinstance(part, Mapping) or not isinstance(part.get("parameters"), list):
            return part
        return {**part, "parameters": [each for each in part["parameters"] if counts(each)]}

    paths = {
        path: {key: without(part) for key, part in without(item).items()} if isinstance(item, Mapping) else item
        for path, item in document.get("paths", {}).items()
    }
    return {**document, "paths": paths}


def _scenario(recorder: Any, target: Target) -> Iterator[Failed | Seen]:
    for case_id, interaction in recorder.interactions.items():
        node = recorder.cases.get(case_id)
        if node is None or interaction.response is None or interaction.request is None:
            continue
        response, label = interaction.response, node.value.operation.label
        headers = {name.lower(): ", ".join(values) for name, values in response.headers.items()}
        if node.value.method.upper() == label.partition(" ")[0]:  # methods that a path does not have are sent too
            request = _Line(interaction.request, target)
            yield Seen(label, Answer(response.status_code, headers, response.content or b""), str(request))
    for case_id, checks in recorder.checks.items():
        for check in checks:
            if check.failure_info is not None and case_id in recorder.cases:
                yield _failed(recorder, case_id, check, target)


def _failed(recorder: Any, case_id: str, check: Any, target: Target) -> Failed:
    failure = check.failure_info.failure
    code = _CODES.get(type(failure).__name__, codes.OTHER)
    interaction = recorder.interactions.get(failure.case_id or case_id) or recorder.interactions.get(case_id)
    line = str(_Line(interaction.request, target)) if interaction else check.failure_info.code_sample
    lines = [part.strip() for part in str(failure.message).splitlines() if part.strip()]
    status = f" ({interaction.response.status_code})" if interaction and interaction.response else ""
    operation = failure.operation or recorder.cases[case_id].value.operation.label
    said = "; ".join(each for each in lines[:2] if not each.startswith(("Expected", "Valid data", "Invalid data")))
    came = f"{failure.title}{status}{': ' if said else ''}{said}"[:300]
    return Failed(
        code,
        operation,
        _EXPECTED.get(code, "what the document says"),
        came,
        line,
        _parameters(recorder.cases[case_id].value),
    )


def _parameters(case: Any) -> dict[tuple[str, str], Any]:
    holders = {"header": case.headers, "query": case.query, "path": case.path_parameters}
    return {(location, name): value for location, holder in holders.items() for name, value in (holder or {}).items()}


class _Line:
    """A request as a line for a shell, without credentials."""

    def __init__(self, request: Any, target: Target) -> None:
        self._request = request
        self._hidden = SECRET | {name.lower() for name in target.headers}

    def __str__(self) -> str:
        request = self._request
        parts = ["curl", "-i", "-X", request.method]
        for name, values in request.headers.items():
            if name.lower() not in (
                "user-agent",
                "accept-encoding",
                "connection",
                "content-length",
                "x-schemathesis-testcaseid",
            ):
                parts += ["-H", f"{name}: {FILTERED if name.lower() in self._hidden else ', '.join(map(str, values))}"]
        if request.body:
            parts += ["--data-raw", request.body[:2000].decode(errors="replace")]
        return shlex.join([*parts, request.uri])


def _config(target: Target) -> Any:
    from schemathesis import config  # noqa: PLC0415
    from schemathesis.config._checks import MissingRequiredHeaderConfig, NegativeDataRejectionConfig  # noqa: PLC0415

    generation = config.GenerationConfig(max_examples=target.examples, database="none")
    checks = config.ChecksConfig(
        positive_data_acceptance=config.PositiveDataAcceptanceConfig(expected_statuses=_ABOUT_STATE),
        negative_data_rejection=NegativeDataRejectionConfig(expected_statuses=_REFUSALS),
        missing_required_header=MissingRequiredHeaderConfig(expected_statuses=_ABOUT_HEADERS),
        unsupported_method=config.SimpleCheckConfig(enabled=True),
    )
    project = config.ProjectConfig(
        base_url=target.base, headers=dict(target.headers), max_redirects=0, request_timeout=_TIMEOUT, workers=1,
        continue_on_failure=True, generation=generation, checks=checks,
    )  # fmt: skip
    return config.SchemathesisConfig(
        seed=target.seed,
        cache=config.CacheConfig(enabled=False),
        projects=config.ProjectsConfig(default=project),
        suppress_health_check=[config.HealthCheck.all],
    )


@contextmanager
def _hooked(schemathesis: Any, target: Target) -> Iterator[None]:
    """Valid commands have a key of their own, and valid paths lead to things that are there, as far as some are known."""

    def before_call(context: Any, case: Any, kwargs: dict[str, Any]) -> None:
        session = kwargs.get("session")
        if session is not None:
            session.trust_env = False  # a proxy of the environment is another host
        for name, value in (case.query or {}).items():
            if (
                isinstance(value, str) and len(value) > _LONGEST
            ):  # what no server has to read says nothing about this one
                case.query[name] = value[:_LONGEST]
        if case.meta and case.meta.generation.mode.is_positive:
            for name in list(case.headers or ()):
                if name.lower() == "idempotency-key":
                    case.headers[name] = str(uuid4())
            _lead(case, target)

    from schemathesis.hooks import unregister  # noqa: PLC0415

    schemathesis.hook("before_call")(before_call)
    try:
        yield
    finally:
        unregister(before_call)


def _lead(case: Any, target: Target) -> None:
    """Puts identifiers of things that are there into the path; not in a chain, whose paths lead to what was made before."""
    parameters = case.path_parameters or {}
    for name in target.known.keys() & parameters.keys():
        parameters[name] = target.known[name]
    if case.meta.phase.name.value == "stateful" or case.method.upper() == "DELETE":
        return
    for path, identifier in target.identifiers.items():
        name = path.rpartition("{")[2].rstrip("}")
        if case.operation.path.startswith(path) and name in parameters:
            parameters[name] = identifier


@contextmanager
def _quiet() -> Iterator[list[str]]:
    """Nothing but the result is to be written; what a thread dies of is kept."""
    died: list[str] = []
    before, hook = logging.root.manager.disable, threading.excepthook
    logging.disable(logging.CRITICAL)
    threading.excepthook = lambda how: died.append(_said(how.exc_value) if how.exc_value else str(how.exc_type))
    try:
        yield died
    finally:
        logging.disable(before)
        threading.excepthook = hook


def _said(error: BaseException) -> str:
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text}"[:300]
