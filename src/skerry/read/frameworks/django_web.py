"""Django's entrances: URL patterns and what they include, view classes, REST routers and their viewsets, the admin site."""

from __future__ import annotations

import re
from collections.abc import Iterator

from skerry.facts.kinds import AnyFact, Endpoint, Mount
from skerry.read.declarations import Declarations
from skerry.read.derived import Derived
from skerry.read.frameworks._django_registered import hung_on_model, registered
from skerry.read.frameworks._python_views import actions, from_pattern, held_in, holes, methods, value_of, variable_of
from skerry.read.frameworks._values import split
from skerry.read.frameworks._view import Framework, View, first_string, names, strings
from skerry.read.outline import Call

_ROUTES = ("path", "re_path", "url")
_NESTED = re.compile(r"(?<![\w.])(re_path|path|url)\s*\(")
_AS_VIEW = re.compile(r"([\w.]+)\s*\.\s*as_view\b")
_FROM = ("django.urls", "django.conf.urls", "oscar", "rest_framework")
_READER = "django"


def facts(view: View) -> Iterator[AnyFact]:
    """Endpoints and mounts of one file."""
    if any(call.name in _ROUTES for call in view.body.calls) and _routes_here(view):
        yield from _patterns(view)
    yield from _routers(view)
    yield from _lists(view)
    yield from registered(view)


def _routes_here(view: View) -> bool:
    bound = (view.declarations.imports_of(view.file, name) for name in (*_ROUTES, "*"))
    return any(item.module.startswith("django") for items in bound for item in items)


# -- URL patterns ------------------------------------------------------------------------------------------------------


def _patterns(view: View) -> Iterator[AnyFact]:
    """Every route of the file; those that stand in another's arguments are read with it."""
    skip = 0
    for call in view.body.calls:
        if call.name not in _ROUTES or call.receiver:
            continue
        if skip:
            skip -= 1
            continue
        skip = len(_NESTED.findall(call.args))
        yield from _pattern(view, call, call.name, call.args, "", held_in(view, call.line, call.scope))


def _pattern(view: View, call: Call, kind: str, args: str, before: str, group: str) -> Iterator[AnyFact]:
    given = split(args)
    if len(given) < 2:
        return
    said = first_string(given[0]) if '"' in given[0] or "'" in given[0] else ""
    translated = given[0].startswith(("_(", "gettext", "pgettext"))
    route = from_pattern(said) if kind != "path" and not translated else holes(said)
    route = before + route
    served = next((a.split("=", 1)[1].strip() for a in given if re.match(r"view\s*=", a)), given[1])
    if served.startswith("include") or re.search(r"(?:^|\.)urls(?:\[0\])?$", served):
        yield from _included(view, call, served.removeprefix("include").strip(), route, group)
    else:
        yield from _served(view, call, served, route, group, _name(given))


def _name(given: list[str]) -> str:
    return next((first_string(a) for a in given if re.match(r"name\s*=", a)), "")


def _served(view: View, call: Call, served: str, route: str, group: str, name: str) -> Iterator[Endpoint]:
    at = view.unit(call.scope)
    unit = _view_meant(view, served, call.scope)
    viewset = re.search(r"as_view\(\s*(?:actions\s*=\s*)?\{(.*?)\}", served, re.DOTALL)
    if viewset is not None and unit >= 0:
        said = strings(viewset.group(1))
        own = view.declarations.members(unit)
        found = {verb.upper(): own.get(action, unit) for verb, action in zip(said[::2], said[1::2], strict=False)}
    else:
        found = methods(view, unit) if unit >= 0 else {"ANY": at}
    for verb, handler in found.items():
        yield Endpoint(
            unit=handler, line=call.line, reader=_READER, strength=1.0 if unit >= 0 else 0.5, method=verb,
            path="/" + route.lstrip("/"), name=name, at=at, group=group,
        )  # fmt: skip


def _view_meant(view: View, served: str, scope: int) -> int:
    """The class or function that a pattern hands requests to, also inside of decorators; -1 if it is not of this tree."""
    classes = _AS_VIEW.findall(served)
    for name in reversed(classes or names(served)):
        unit = view.resolve(name, scope).unit
        if unit >= 0 and view.declarations.units[unit].parent >= 0:
            return unit
        variable = value_of(view, name, scope)
        if variable is not None and "(" in variable.value:
            fetched = strings(variable.value)
            unit = view.declarations.by_string(".".join(fetched[:2])).unit if len(fetched) > 1 else -1
            if unit < 0 and variable.value.rstrip(")").endswith("as_view("):
                unit = _view_meant(view, variable.value, scope)
            if unit >= 0:
                return unit
    text = first_string(served) if served[:1] in "\"'" else ""
    return view.resolve(text, scope).unit if "." in text else -1


def _included(view: View, call: Call, served: str, route: str, group: str) -> Iterator[AnyFact]:
    inner = served.removeprefix("(").removesuffix(")") if served.startswith("(") else served
    if "admin.site" in inner and "urls" in inner:
        yield Endpoint(unit=view.unit(call.scope), line=call.line, reader=_READER, method="ANY",
                       path="/" + route.lstrip("/"), name="admin", group=group)  # fmt: skip
        return
    nested = list(_NESTED.finditer(inner))
    if nested:
        yield from _inline(view, call, inner, route, group)
        return
    for target, target_group in _targets(view, inner, call.scope):
        yield Mount(
            unit=view.unit(call.scope), line=call.line, reader=_READER, prefix="/" + route.lstrip("/"), target=target,
            group=target_group, within=group,
        )  # fmt: skip


def _inline(view: View, call: Call, inner: str, route: str, group: str) -> Iterator[AnyFact]:
    """Routes that stand in an `include([...])` themselves."""
    end = 0
    for found in _NESTED.finditer(inner):
        if found.start() >= end:
            args = _brackets(inner, found.end() - 1)
            end = found.end() + len(args)
            yield from _pattern(view, call, found.group(1), args, route, group)


def _brackets(text: str, at: int) -> str:
    depth, quote = 0, ""
    for i in range(at, len(text)):
        letter = text[i]
        if quote:
            quote = "" if letter == quote and text[i - 1] != "\\" else quote
        elif letter in "\"'":
            quote = letter
        else:
            depth += (letter in "([{") - (letter in ")]}")
            if depth == 0:
                return text[at + 1 : i]
    return text[at + 1 :]


def _targets(view: View, inner: str, scope: int) -> list[tuple[int, str]]:
    """What is included: a module by its dotted name, a list of patterns, a router, an application's configuration."""
    hung = hung_on_model(view, inner.strip())
    if hung is not None:
        return [hung]
    inner = inner.strip().lstrip("(")
    label = re.search(r"get_app_config\(\s*[\"'](\w+)[\"']", inner)
    if inner[:1] in "\"'":
        unit = view.resolve(first_string(inner), scope).unit
        unit = unit if unit >= 0 else _module(view, first_string(inner))
        return [(unit, "")] if unit >= 0 else []
    written = names(inner)
    if label is None and written:
        variable = (
            value_of(view, ".".join(written[0].split(".")[:2]), scope) if written[0].startswith("self.") else None
        )
        label = re.search(r"get_app_config\(\s*[\"'](\w+)[\"']", variable.value) if variable is not None else None
    if label is not None:
        return [(unit, "") for unit in _configurations(view.declarations).get(label.group(1), ())]
    if not written:
        return []
    name = written[0].removesuffix(".urls")
    unit, group = variable_of(view, name, scope)
    if unit < 0:
        unit, group = view.resolve(written[0], scope).unit, ""
    return [(unit, group if group != "urlpatterns" else "")] if unit >= 0 else []


def _module(view: View, dotted: str) -> int:
    here = view.path
    for path in (f"{dotted.replace('.', '/')}.py", f"{dotted.replace('.', '/')}/__init__.py"):
        found = view.declarations.places.ending(path)
        if found:
            best = max(found, key=lambda p: len(_common(p, here)))
            return (
                view.declarations.files[view.declarations.by_path[best]].first
                if best in view.declarations.by_path  # the best of what is there
                else -1
            )
    return -1


def _common(a: str, b: str) -> str:
    n = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    return a[:n]


@Derived
def _configurations(declarations: Declarations) -> dict[str, list[int]]:
    """Application label to its AppConfig classes and their bases: whose `get_urls` serve it."""
    found: dict[str, list[int]] = {}
    for unit, u in enumerate(declarations.units):
        if u.kind == "class" and u.language == "python" and u.name.endswith(("Config", "Shop")):
            label, name = (declarations.field_of(unit, field) for field in ("label", "name"))
            key = first_string(label.value) if label else first_string(name.value).rpartition(".")[2] if name else ""
            bases = [base for _, base in declarations.ancestors(unit) if base >= 0]
            if key:
                found[key] = list(dict.fromkeys([*found.get(key, []), unit, *bases]))
        elif u.kind == "class" and u.language == "python" and _is_config(declarations, unit):
            name = declarations.field_of(unit, "name")
            key = first_string(name.value).rpartition(".")[2] if name else ""
            if key:
                found[key] = list(dict.fromkeys([*found.get(key, []), unit]))
    return found


def _is_config(declarations: Declarations, unit: int) -> bool:
    return any(name.rpartition(".")[2].endswith("AppConfig") for name, _ in declarations.ancestors(unit))


# -- lists of patterns, routers ------------------------------------------------------------------------------------


def _lists(view: View) -> Iterator[Mount]:
    """Lists that the file adds to its `urlpatterns` as they are."""
    own = {v.name for v in view.fields(-1)}
    if "urlpatterns" not in own:
        return
    lists = own - {"urlpatterns", "app_name"}
    for line, value in _added(view):
        for name in names(value):
            group = name.removesuffix(".urls")
            unit = variable_of(view, name, -1)[0] if name.endswith(".urlpatterns") else -1
            if group in lists:
                yield _joined(view, line, group)
            elif unit >= 0:
                yield Mount(unit=view.unit(-1), line=line, reader=_READER, prefix="", target=unit)


def _added(view: View) -> Iterator[tuple[int, str]]:
    """What `urlpatterns` is made of besides a list that is written out."""
    for variable in view.fields(-1):
        if variable.name == "urlpatterns":
            yield variable.line, re.sub(r"\[.*\]", " ", variable.value, flags=re.DOTALL)
    for call in view.calls_to("extend"):
        if call.receiver == "urlpatterns":
            yield call.line, call.args


def _joined(view: View, line: int, group: str) -> Mount:
    return Mount(unit=view.unit(-1), line=line, reader=_READER, prefix="", target=view.unit(-1), group=group)


def _routers(view: View) -> Iterator[Endpoint]:
    for call in view.calls_to("register", "registerResource"):
        given = split(call.args)
        if len(given) < 2 or not call.receiver or given[0][:1] not in "\"'r":
            continue
        unit = view.resolve(given[1].removeprefix("viewset=").strip(), call.scope).unit
        if unit < 0 or not any("ViewSet" in n or "APIView" in n or "Mixin" in n for n in _lineage(view, unit)):
            continue
        prefix = from_pattern(first_string(given[0])).strip("/")
        for verb, tail, name, handler in actions(view, unit):
            yield Endpoint(
                unit=handler, line=call.line, reader=_READER, method=verb, path=f"/{prefix}{tail}/", name=name,
                at=view.unit(call.scope), group=call.receiver,
            )  # fmt: skip


def _lineage(view: View, unit: int) -> list[str]:
    return [view.declarations.units[unit].name, *(name for name, _ in view.declarations.ancestors(unit))]


FRAMEWORK = Framework("django-web", frozenset({"python"}), ("django",), facts)
