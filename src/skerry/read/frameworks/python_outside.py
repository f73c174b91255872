"""What any Python program reaches for outside of itself: configuration keys, HTTP, mail, brokers, clouds, gRPC."""

from __future__ import annotations

import re
from collections.abc import Iterator

from skerry.facts.kinds import AnyFact, ConfigKey, Outbound
from skerry.read.frameworks._values import imports, split, text
from skerry.read.frameworks._view import Framework, View, first_string, strings
from skerry.read.outline import Call

_VERBS = frozenset(["get", "post", "put", "patch", "delete", "head", "request", "urlopen", "stream"])
_CLIENTS = {"requests": "http", "httpx": "http", "urllib": "http", "aiohttp": "http", "urllib3": "http"}
_MAIL = frozenset(
    [
        "send_mail",
        "send_mass_mail",
        "mail_admins",
        "mail_managers",
        "EmailMessage",
        "EmailMultiAlternatives",
        "sendmail",
    ]
)
_ENVIRON = re.compile(r"(?:os\.)?environ(?:\.copy\(\))?$")
_KEY = re.compile(r"[A-Z][A-Z0-9_]{2,}$")
_SETTING = re.compile(r"(?<![\w.])settings\.([A-Z][A-Z0-9_]{2,})\b")


def facts(view: View) -> Iterator[AnyFact]:
    """Outbound calls and configuration keys of one file; a key counts once a unit."""
    for call in view.body.calls:
        protocol, target = _outbound(view, call)
        if protocol:
            yield Outbound(
                unit=view.unit(call.scope), line=call.line, reader="python", protocol=protocol, target=target
            )
    seen: set[tuple[int, str]] = set()
    for scope, line, key in _keys(view):
        if (scope, key) not in seen:
            seen.add((scope, key))
            yield ConfigKey(unit=view.unit(scope), line=line, reader="python", key=key)


def _outbound(view: View, call: Call) -> tuple[str, str]:
    root = call.receiver.split(".", 1)[0].split("(", 1)[0]
    if call.name in _MAIL and (not call.receiver or root in {"mail", "smtp", "server", "django", "smtplib"}):
        return "mail", first_string(call.args)[:80]
    if call.name in _VERBS:
        module = _module(view, root, call.scope)
        if module in _CLIENTS:
            given = split(call.args)
            address = given[1] if call.name in {"request", "stream"} and len(given) > 1 else given[0] if given else ""
            return "http", text(view, address, call.scope) or address[:80]
    if call.name in {"client", "resource"} and root in {"boto3", "session"} and imports(view, "boto3"):
        return "aws", first_string(call.args)
    if call.name in {"insecure_channel", "secure_channel"}:
        return "grpc", text(view, (split(call.args) or [""])[0], call.scope) or call.args[:80]
    if call.name == "basic_publish" or (call.name in {"send", "produce"} and "producer" in call.receiver.lower()):
        return "queue", ", ".join(strings(call.args))[:80]
    return "", ""


def _module(view: View, root: str, scope: int) -> str:
    """The top module that a call's receiver comes from: by its import, or as a client that a local variable holds."""
    found = view.declarations.imports_of(view.file, root)
    if found:
        return found[0].module.split(".", 1)[0]
    variable = view.variable(scope, root)
    made = (
        re.match(r"(?:await\s+)?(\w+)\.(?:Session|Client|AsyncClient|ClientSession|PoolManager)\(", variable.value)
        if variable
        else None
    )
    return made.group(1) if made else ""


def _keys(view: View) -> Iterator[tuple[int, int, str]]:
    for call in view.body.calls:
        said = first_string(call.args[:120])
        if _KEY.match(said):
            environ = call.name in {"get", "setdefault", "__getitem__"} and _ENVIRON.search(call.receiver)
            env = call.receiver in {"env", "self.env"} or call.name in {"getenv", "env", "config"}
            setting = call.name == "getattr" and "settings" in call.args
            if environ or env or setting:
                yield call.scope, call.line, said
        for key in _SETTING.findall(f"{call.receiver} {call.args}"):
            yield call.scope, call.line, key
    for variable in (*view.head.fields, *view.body.locals):
        for key in _SETTING.findall(variable.value[:2000]):
            yield variable.scope, variable.line, key


FRAMEWORK = Framework("python-outside", frozenset({"python"}), (), facts)
