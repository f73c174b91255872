"""Calls that leave a .NET process: HttpClient, Refit, RestSharp, Flurl, gRPC clients and mail."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from skerry.facts.kinds import Outbound
from skerry.read.frameworks._constants import text
from skerry.read.frameworks._marks import argument, pieces
from skerry.read.frameworks._view import Framework, View
from skerry.read.outline import Call

_NAME = "dotnet_clients"
_HTTP = re.compile(
    r"(Get|Post|Put|Delete|Patch|Send)(String|Stream|ByteArray|FromJson|AsJson|Json|FromJsonAsAsyncEnumerable)?(Async)?(<.*>)?$"
)
_REFIT = ("Get", "Post", "Put", "Delete", "Patch", "Head")
_GRPC = re.compile(r"(\w+)\.\1Client$|^(\w+(?:Grpc|Rpc)\w*Client)$")
_FLURL = re.compile(r"(GetJson|PostJson|PutJson|PatchJson|GetString|Delete|PostUrlEncoded)Async$")
_MAIL = re.compile(r"\b(ISmtpClient|SmtpClient|I?\w*(Email|Mail)(Sender|Service)|ISendGridClient|SendGridClient)\b")
_MAILS = re.compile(r"Send(Mail|Email|Message)?(Async)?$")


def facts(view: View) -> Iterable[Outbound]:
    """Outbound calls of the file."""
    for call in view.body.calls:
        if call.new:
            yield from _request(view, call)
        elif call.receiver:
            yield from _called(view, call)
    if any(item.module.startswith("Refit") for item in view.head.imports):
        for i, scope, found in view.marked(*_REFIT):
            if scope.parent >= 0 and view.scopes[scope.parent].kind == "interface":
                yield _fact(view, i, found.line, "http", text(view, argument(found.args, "path"), i))


def _called(view: View, call: Call) -> Iterator[Outbound]:
    type_ = view.type_of(call.receiver, call.scope).rstrip("?")
    grpc = _GRPC.search(type_)
    if type_ == "HttpClient" and _HTTP.match(call.name):
        yield _fact(view, call.scope, call.line, "http", _target(view, call))
    elif grpc:
        service = grpc.group(1) or grpc.group(2)
        yield _fact(view, call.scope, call.line, "grpc", f"{service}/{call.name.removesuffix('Async')}")
    elif _MAIL.search(type_) and _MAILS.match(call.name):
        yield _fact(view, call.scope, call.line, "mail", call.receiver)
    elif _FLURL.match(call.name) and any("Flurl" in item.module for item in view.head.imports):
        yield _fact(view, call.scope, call.line, "http", call.receiver.strip('"$'))


def _request(view: View, call: Call) -> Iterator[Outbound]:
    """`new HttpRequestMessage(HttpMethod.Get, url)` and RestSharp's `new RestRequest("orders")`."""
    given = pieces(call.args)
    if call.name == "HttpRequestMessage" and len(given) > 1:
        yield _fact(view, call.scope, call.line, "http", text(view, given[1], call.scope) or given[1])
    elif call.name == "RestRequest" and given:
        yield _fact(view, call.scope, call.line, "http", text(view, given[0], call.scope) or given[0])


def _target(view: View, call: Call) -> str:
    first = next(iter(pieces(call.args)), "")
    return text(view, first, call.scope) or first


def _fact(view: View, scope: int, line: int, protocol: str, target: str) -> Outbound:
    return Outbound(unit=view.unit(scope), line=line, reader=_NAME, protocol=protocol, target=target)


FRAMEWORK = Framework(_NAME, frozenset({"csharp"}), (), facts)
