"""Which model's rows a Python expression means: through managers, querysets, relations, variables, views and forms."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from skerry.read.frameworks._chain import Step, chain
from skerry.read.frameworks._django_models import Models, is_manager
from skerry.read.frameworks._python_views import value_of
from skerry.read.frameworks._view import View, strings
from skerry.read.outline import Variable

_DEPTH = 6
FETCHES = frozenset(["get_object_or_404", "get_list_or_404", "aget_object_or_404", "aget_list_or_404"])
_MANAGERS = frozenset(["objects", "_default_manager", "_base_manager", "all_objects"])
_ONE = frozenset([
    "get", "first", "last", "create", "earliest", "latest", "get_or_create", "update_or_create", "aget", "afirst",
    "alast", "acreate", "aget_or_create"
])  # fmt: skip
_NONE = frozenset([
    "count", "exists", "aggregate", "values_list", "values", "delete", "update", "bulk_create", "in_bulk",
    "dates", "datetimes", "save", "iterator", "acount", "aexists"
])  # fmt: skip
_OF_HOLDER = frozenset([
    "object", "instance", "get_object", "object_list", "queryset", "get_queryset", "filter_queryset", "model"
])  # fmt: skip
_ROW = frozenset(["object", "instance", "get_object"])


class Meaning(NamedTuple):
    """An expression's rows: `form` is class, rows (a query of them), list (already fetched), or row."""

    model: int
    form: str
    strength: float = 1.0
    declared_by: int = -1  # for what a relation leads to: the model that declares it


@dataclass(frozen=True)
class Rows:
    """The expressions of one file."""

    view: View

    @cached_property
    def models(self) -> Models:
        """The tree's models."""
        return Models(self.view.declarations)

    def of(self, text: str, scope: int, depth: int = 0) -> Meaning | None:
        """What rows an expression means in a scope, None if nobody can tell."""
        steps = chain(text) if depth < _DEPTH else []
        if not steps:
            return None
        meaning, used = self._root(steps, scope, depth)
        for step in steps[used:]:
            if meaning is None:
                return None
            meaning = self._follow(meaning, step)
        return meaning

    # -- where a chain begins ------------------------------------------------------------------------------------------

    def _root(self, steps: list[Step], scope: int, depth: int) -> tuple[Meaning | None, int]:
        first = steps[0]
        if first.name in {"self", "cls", "super"}:
            return self._own(steps, scope, depth)
        if [step.name for step in steps[:2]] == ["request", "user"]:
            return Meaning(self.models.user_or_outside, "row"), 2
        if first.called:
            return self._made(first, scope, depth), 1
        if len(steps) > 1 and steps[1].called and steps[1].name in FETCHES:
            return self._made(steps[1], scope, depth), 2
        if first.name == "apps" and len(steps) > 1 and steps[1].name == "get_model":
            return self._loaded(steps[1]), 2
        variable = self.view.variable(scope, first.name)
        if variable is not None:
            return self._held(variable, scope, depth), 1
        return self._named(steps, scope)

    def _own(self, steps: list[Step], scope: int, depth: int) -> tuple[Meaning | None, int]:
        owner = self.view.owner(scope)
        if owner < 0:
            return None, 1
        if owner in self.models.all:
            model = self.models.concrete(owner)
            form = "class" if steps[0].name == "cls" else "row"
            return (Meaning(model, form) if model >= 0 else None), 1
        managed = self.models.managed.get(owner, ())
        if managed:
            return (Meaning(managed[0], "rows") if len(managed) == 1 else None), 1
        if len(steps) == 1:
            return None, 1
        name = steps[1].name
        if name == "request" and len(steps) > 2 and steps[2].name == "user":
            return Meaning(self.models.user_or_outside, "row"), 3
        held = value_of(self.view, f"self.{name}", scope)
        found = self._held(held, scope, depth) if held is not None and not steps[1].called else None
        if found is None and name in _OF_HOLDER:
            model = held_model(self.view, owner)
            found = Meaning(model, "row" if name in _ROW else "rows", 0.9) if model >= 0 else None
        if found is None and not steps[1].called:
            found = self._called_so(name)
        return found, 2

    def _made(self, step: Step, scope: int, depth: int) -> Meaning | None:
        if step.name in FETCHES:
            found = self.of(step.args, scope, depth + 1)
            return found._replace(form="row") if found is not None else None
        if step.name == "get_model":
            return self._loaded(step)
        if step.name == "get_user_model":
            return Meaning(self.models.user, "class") if self.models.user >= 0 else None
        unit = self.view.resolve(step.name, scope).unit
        if unit in self.models.all:
            model = self.models.concrete(unit)
            return Meaning(model, "row") if model >= 0 else None
        declared = self.view.declarations.scope(unit) if unit >= 0 else None
        return self._typed(declared.returns, scope) if declared is not None and declared.kind == "function" else None

    def _loaded(self, step: Step) -> Meaning | None:
        said = strings(step.args)
        model = self.models.named(".".join(said[:2])) if said else -1
        return Meaning(model, "class") if model >= 0 else None

    def _held(self, variable: Variable, scope: int, depth: int) -> Meaning | None:
        found = self._typed(variable.type, scope) if variable.type else None
        if found is None and variable.value:
            found = self.of(variable.value, scope, depth + 1)
        if found is None and variable.kind != "field" and (not variable.value or variable.kind == "param"):
            found = self._called_so(variable.name)
        return found if found is not None else self._usual(variable.name, scope)

    def _usual(self, name: str, scope: int) -> Meaning | None:
        """What a view or form calls `queryset` is rows of the model it works for, whatever made it."""
        owner = self.view.owner(scope) if name in {"queryset", "qs"} else -1
        model = held_model(self.view, owner) if owner >= 0 else -1
        return Meaning(model, "rows", 0.7) if model >= 0 else None

    def _typed(self, text: str, scope: int) -> Meaning | None:
        for name in re.findall(r"[A-Za-z_][\w.]*", text):
            unit = self.view.resolve(name, scope).unit
            model = self.models.concrete(unit) if unit in self.models.all else -1
            if model >= 0:
                form = "class" if re.match(r"[Tt]ype\[", text) else _form(text)
                return Meaning(model, form)
        return None

    def _called_so(self, name: str) -> Meaning | None:
        """A name that nobody gave a type: the one model that is called so, with less trust."""
        model = self.models.by_word.get(name, -1)
        return Meaning(model, "row", 0.6) if model >= 0 else None

    def _named(self, steps: list[Step], scope: int) -> tuple[Meaning | None, int]:
        """A name that no variable has: a class, or a module and a class in it."""
        for used in range(1, min(len(steps), 4) + 1):
            name = ".".join(step.name for step in steps[:used])
            unit = self.view.resolve(name, scope).unit
            if unit in self.models.all:
                model = self.models.concrete(unit)
                return (Meaning(model, "row" if steps[used - 1].called else "class") if model >= 0 else None), used
            if steps[used - 1].called:
                break
        return self._called_so(steps[0].name), 1

    # -- from step to step ---------------------------------------------------------------------------------------------

    def _follow(self, meaning: Meaning, step: Step) -> Meaning | None:
        found = self._stepped(meaning, step)
        return found._replace(form="row") if found is not None and step.item else found

    def _stepped(self, meaning: Meaning, step: Step) -> Meaning | None:
        if step.name == "__class__":
            return meaning._replace(form="class")
        if not step.called:
            relation = self.models.relation(meaning.model, step.name)
            if relation is not None and meaning.form != "class":
                form = "rows" if relation.many else "row"
                return Meaning(relation.target, form, meaning.strength, relation.declared_by)
            return meaning._replace(form="rows") if self._is_manager(meaning.model, step.name) else None
        if meaning.form == "rows":
            if step.name in _NONE:
                return None
            return meaning._replace(form="row" if step.name in _ONE else "rows")
        return self._returned(meaning, step)

    def _is_manager(self, model: int, name: str) -> bool:
        if name in _MANAGERS:
            return True
        variable = self.view.declarations.field_of(model, name)
        return variable is not None and is_manager(variable)

    def _returned(self, meaning: Meaning, step: Step) -> Meaning | None:
        unit = self.view.declarations.member(meaning.model, step.name)
        declared = self.view.declarations.scope(unit) if unit >= 0 else None
        if declared is None or not declared.returns:
            return None
        named = re.findall(r"[A-Za-z_]\w*", declared.returns)
        for name in named:
            found = self.view.declarations.resolve(self.view.declarations.file_index[unit], name, unit).unit
            model = self.models.concrete(found) if found in self.models.all else -1
            if model >= 0:
                return Meaning(model, _form(declared.returns), meaning.strength)
        return None


def _form(annotation: str) -> str:
    """What an annotation that names a model stands for: a list of its rows is no access to them any more."""
    if re.search(r"(QuerySet|Manager)\w*\[", annotation):
        return "rows"
    return (
        "list"
        if re.search(r"(?i)\b(list|iterable|sequence|set|tuple|dict|iterator|collection)\[", annotation)
        else "row"
    )


def held_model(view: View, owner: int) -> int:
    """The model that a view, form, serializer or admin works for: its `model` or `queryset`, its Meta's `model`; -1 if it says none."""
    models, declarations = Models(view.declarations), view.declarations
    for unit in (owner, *(base for _, base in declarations.ancestors(owner) if base >= 0)):
        for holder in (unit, declarations.own_member(unit, "Meta")):
            for name in ("model", "queryset") if holder >= 0 else ():
                variable = declarations.own_field(holder, name)
                written = chain(variable.value) if variable is not None else []
                if written:
                    return _class_meant(models, declarations.file_index[unit], written)
    return -1


def _class_meant(models: Models, file: int, steps: list[Step]) -> int:
    if steps[0].name in {"get_model", "get_user_model"}:
        said = strings(steps[0].args)
        return models.named(".".join(said[:2])) if said else models.user
    for used in range(1, min(len(steps), 4) + 1):
        name = ".".join(step.name for step in steps[:used])
        unit = models.declarations.resolve(file, name).unit
        if unit in models.all:
            return models.concrete(unit)
    return -1
