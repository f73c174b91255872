"""What Python's web frameworks share: the routes' holes, the variable that collects a route, the methods of a view class."""

from __future__ import annotations

import re

from skerry.read.frameworks._view import View, strings
from skerry.read.outline import Scope, Variable

VERBS = ("get", "post", "put", "patch", "delete")
_TYPED = re.compile(r"<(?:[\w.]+(?:\([^)]*\))?:)?(\w+)>")
_NAMED = re.compile(r"\(\?P<(\w+)>")
_ACTIONS = {
    "list": ("GET", False), "create": ("POST", False), "retrieve": ("GET", True), "update": ("PUT", True),
    "partial_update": ("PATCH", True), "destroy": ("DELETE", True),
}  # fmt: skip
_GENERIC = {
    "ModelViewSet": tuple(_ACTIONS),
    "ReadOnlyModelViewSet": ("list", "retrieve"),
    "ListModelMixin": ("list",), "CreateModelMixin": ("create",), "RetrieveModelMixin": ("retrieve",),
    "UpdateModelMixin": ("update", "partial_update"), "DestroyModelMixin": ("destroy",),
}  # fmt: skip
_BY_BASE = (
    ("ListCreateAPIView", ("GET", "POST")), ("RetrieveUpdateDestroyAPIView", ("GET", "PUT", "PATCH", "DELETE")),
    ("RetrieveUpdateAPIView", ("GET", "PUT", "PATCH")), ("RetrieveDestroyAPIView", ("GET", "DELETE")),
    ("ListAPIView", ("GET",)), ("RetrieveAPIView", ("GET",)), ("CreateAPIView", ("POST",)),
    ("UpdateAPIView", ("PUT", "PATCH")), ("DestroyAPIView", ("DELETE",)),
    ("FormView", ("GET", "POST")), ("CreateView", ("GET", "POST")), ("UpdateView", ("GET", "POST")),
    ("DeleteView", ("GET", "POST")), ("ListView", ("GET",)), ("DetailView", ("GET",)), ("TemplateView", ("GET",)),
    ("RedirectView", ("GET",)),
)  # fmt: skip


def holes(route: str) -> str:
    """A route with `{name}` for `<int:name>`."""
    return _TYPED.sub(r"{\1}", route)


def from_pattern(pattern: str) -> str:
    """A regular expression as a route: groups become `{name}`, anchors and escapes go."""
    out, at = [], 0
    while at < len(pattern):
        if pattern[at] == "(" and not pattern.startswith("(?:", at):
            end = _closing(pattern, at)
            named = _NAMED.match(pattern, at)
            out.append("{" + (named.group(1) if named else "arg") + "}")
            at = end + 1
        elif pattern[at] == "\\" and at + 1 < len(pattern):
            out.append("" if pattern[at + 1] in "AZzb" else pattern[at + 1])
            at += 2
        else:
            out.append("" if pattern[at] in "^$?" else pattern[at])
            at += 1
    return "".join(out)


def _closing(text: str, at: int) -> int:
    depth = 0
    for i in range(at, len(text)):
        if text[i - 1] != "\\" or i == at:
            depth += (text[i] == "(") - (text[i] == ")")
        if depth == 0:
            return i
    return len(text)


def held_in(view: View, line: int, scope: int) -> str:
    """The module's variable whose value stands at a line: the list that a route is in. '' for the usual name and for none."""
    for variable in view.fields(-1) if scope < 0 else ():
        if variable.line <= line <= variable.line + variable.value.count("\n"):
            return "" if variable.name == "urlpatterns" else variable.name
    return ""


def variable_of(view: View, name: str, scope: int) -> tuple[int, str]:
    """Where a dotted name's last part is a module's variable: the file's unit and that name; -1 if this tree has none such."""
    head, _, last = name.rpartition(".")
    if head:
        unit = view.resolve(head, scope).unit
        return (unit, last) if unit >= 0 and view.declarations.units[unit].parent < 0 else (-1, "")
    if view.declarations.own_field(view.unit(-1), last) is not None:
        return view.unit(-1), last
    for item in view.declarations.imports_of(view.file, last):
        for path in view.declarations.targets(view.file, item):
            unit = view.declarations.files[view.declarations.by_path[path]].first
            if view.declarations.own_field(unit, item.name or last) is not None:
                return unit, item.name or last
    return -1, ""


def methods(view: View, unit: int) -> dict[str, int]:
    """HTTP methods of a view class with the units that handle them; of a function the methods that its decorators allow."""
    declared = view.declarations.scope(unit)
    if declared is None:
        return {"ANY": unit}
    if declared.kind == "function":
        return dict.fromkeys(_allowed(declared), unit)
    names = [name.rpartition(".")[2] for name, _ in view.declarations.ancestors(unit)]
    base = next((verbs for name, verbs in _BY_BASE if name in names), ())
    found = {verb: view.declarations.members(unit).get(verb.lower(), unit) for verb in base}
    for verb in VERBS:
        member = view.declarations.member(unit, verb)
        if member >= 0:
            found[verb.upper()] = view.declarations.members(unit).get(verb, unit)
    return found or {"ANY": unit}


def _allowed(declared: Scope) -> list[str]:
    for mark in declared.marks:
        last = mark.name.rpartition(".")[2]
        if last in {"api_view", "require_http_methods"}:
            return [verb.upper() for verb in strings(mark.args)] or ["GET"]
        if last in {"require_POST", "require_GET", "require_safe"}:
            return ["POST" if last == "require_POST" else "GET"]
    return ["ANY"]


def actions(view: View, unit: int) -> list[tuple[str, str, str, int]]:
    """The routes of a viewset: method, path after its prefix, name of the action, handler."""
    names = [name.rpartition(".")[2] for name, _ in view.declarations.ancestors(unit)]
    present = {action for name in names for action in _GENERIC.get(name, ())}
    present |= {action for action in _ACTIONS if view.declarations.member(unit, action) >= 0}
    own = view.declarations.members(unit)
    found = []
    for action, (verb, one) in _ACTIONS.items():
        if action in present:
            found.append((verb, "/{pk}" if one else "", action, own.get(action, unit)))
    for owner in (unit, *(base for _, base in view.declarations.ancestors(unit) if base >= 0)):
        for name, member in view.declarations.members(owner).items():
            found += _extra(view, unit, name, member)
    return found


def _extra(view: View, unit: int, name: str, member: int) -> list[tuple[str, str, str, int]]:
    declared = view.declarations.scope(member)
    own = member if view.declarations.units[member].parent == unit else unit
    for mark in declared.marks if declared is not None else ():
        if mark.name.rpartition(".")[2] in {"action", "detail_route", "list_route"}:
            one = "detail=True" in mark.args.replace(" ", "") or mark.name.endswith("detail_route")
            said = re.search(r"url_path\s*=\s*r?[\"']([^\"']*)", mark.args)
            verbs = re.search(r"methods\s*=\s*[\[(]([^\])]*)", mark.args)
            tail = ("/{pk}/" if one else "/") + (from_pattern(said.group(1)) if said else name)
            listed = strings(verbs.group(1)) if verbs else ["get"]
            return [(verb.upper(), tail, name, own) for verb in listed]
    return []


def value_of(view: View, name: str, scope: int) -> Variable | None:
    """The variable of a name, or of `self.name` in any method of the same class."""
    found = view.variable(scope, name)
    if found is None and name.startswith("self."):
        around = view.class_around(scope)
        for local in view.body.locals:
            if local.name == name and view.class_around(local.scope) == around:
                return local
    return found
