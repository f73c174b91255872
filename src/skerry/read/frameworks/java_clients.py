"""Calls that leave a Java process: RestTemplate, WebClient, RestClient, Feign, HTTP interfaces, mail; JDK and Apache clients."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from skerry.facts.kinds import Outbound
from skerry.read.frameworks._constants import text
from skerry.read.frameworks._marks import argument, mark, pieces
from skerry.read.frameworks._paths import path
from skerry.read.frameworks._view import Framework, View, first_string
from skerry.read.frameworks.spring_mvc import METHODS, mapping
from skerry.read.outline import Call, Mark, Scope

_NAME = "java_clients"
_TEMPLATES = ("RestTemplate", "RestOperations", "TestRestTemplate", "AsyncRestTemplate")
_TEMPLATE_CALLS = (
    "getForObject", "getForEntity", "postForObject", "postForEntity", "postForLocation", "patchForObject", "exchange",
    "put", "delete", "execute", "headForHeaders", "optionsForAllow",
)  # fmt: skip
_FLUENT = (
    "WebClient",
    "RestClient",
    "WebTarget",
    "HttpRequest",
    "OkHttpClient",
    "Client",
    "ClientBuilder",
    "Request",
    "Builder",
)
_EXCHANGES = ("GetExchange", "PostExchange", "PutExchange", "DeleteExchange", "PatchExchange", "HttpExchange")
_REQUESTS = ("HttpGet", "HttpPost", "HttpPut", "HttpDelete", "HttpPatch")
_MAIL = ("JavaMailSender", "MailSender", "JavaMailSenderImpl", "Transport", "Mailer", "ReactiveMailer")


def facts(view: View) -> Iterable[Outbound]:
    """Outbound calls of the file."""
    yield from _interfaces(view)
    yield from _templates(view)
    yield from _fluent(view)
    yield from _mail(view)


def _interfaces(view: View) -> Iterator[Outbound]:
    """Feign clients and `@HttpExchange` interfaces: each method is a call."""
    for i, scope in enumerate(view.scopes):
        if scope.kind != "function" or scope.parent < 0:
            continue
        around = view.scopes[scope.parent]
        feign = mark(around.marks, "FeignClient", "RegisterRestClient")
        found = mark(
            scope.marks, *METHODS, "RequestMapping", *_EXCHANGES, "RequestLine", "GET", "POST", "PUT", "DELETE"
        )
        if found is not None and (feign is not None or found.name in (*_EXCHANGES, "RequestLine")):
            yield _fact(view, i, found.line, _address(view, i, around, found, feign))


def _address(view: View, i: int, around: Scope, found: Mark, feign: Mark | None) -> str:
    host = ""
    if feign is not None:
        host = next((v for v in (text(view, argument(feign.args, k), i) for k in ("url", "name", "value")) if v), "")
    exchange = mark(around.marks, "HttpExchange")
    prefix = text(view, argument(exchange.args, "url", "value"), i) if exchange is not None else ""
    tail = text(view, argument(found.args, "url"), i) if found.name in _EXCHANGES else mapping(view, found, i)[1][0]
    return host + path(prefix, tail)


def _templates(view: View) -> Iterator[Outbound]:
    for call in view.calls_to(*_TEMPLATE_CALLS):
        if _is(view, call, _TEMPLATES):
            yield _fact(view, call.scope, call.line, _target(view, call))


def _fluent(view: View) -> Iterator[Outbound]:
    if any(i.name in _FLUENT or "http" in i.module for i in view.head.imports):
        for call in view.calls_to("uri", "target", "url"):
            if call.args and _is(view, call, _FLUENT):
                yield _fact(view, call.scope, call.line, _target(view, call))
    for call in view.calls_to(*_REQUESTS):
        if call.new:
            yield _fact(view, call.scope, call.line, _target(view, call))


def _mail(view: View) -> Iterator[Outbound]:
    for call in view.calls_to("send", "sendMessage"):
        if _is(view, call, _MAIL) or call.receiver in _MAIL:
            yield Outbound(
                unit=view.unit(call.scope), line=call.line, reader=_NAME, protocol="mail", target=call.receiver
            )


def _root(call: Call) -> str:
    """The variable that a chain of calls begins with."""
    return call.receiver.removeprefix("new ").removeprefix("this.").partition("(")[0].partition(".")[0].strip()


def _is(view: View, call: Call, types: tuple[str, ...]) -> bool:
    """Whether the receiver of a call, or the variable that its chain begins with, has one of these types."""
    type_ = view.type_of(_root(call), call.scope)
    return type_.rpartition(".")[2].partition("<")[0] in types or _root(call) in types


def _target(view: View, call: Call) -> str:
    first = next(iter(pieces(call.args)), "")
    return text(view, first, call.scope) or first_string(call.args) or first


def _fact(view: View, scope: int, line: int, target: str) -> Outbound:
    return Outbound(unit=view.unit(scope), line=line, reader=_NAME, protocol="http", target=target)


FRAMEWORK = Framework(_NAME, frozenset({"java"}), (), facts)
