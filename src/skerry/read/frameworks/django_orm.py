"""Django's models, and who reads and writes them."""

from __future__ import annotations

from collections.abc import Iterator

from skerry.facts.kinds import Access, AnyFact, Entity
from skerry.read.frameworks._django_models import Models
from skerry.read.frameworks._django_rows import FETCHES, Meaning, Rows, held_model
from skerry.read.frameworks._view import Framework, View
from skerry.read.outline import Call

_WRITES = frozenset(
    [
        "create", "get_or_create", "update_or_create", "bulk_create", "bulk_update", "update", "delete", "save",
        "acreate", "aget_or_create", "aupdate_or_create", "abulk_create", "abulk_update", "aupdate", "adelete",
        "asave", "select_for_update"
    ]
)  # fmt: skip
_ON_A_ROW = frozenset(["save", "delete", "asave", "adelete"])
_LINKS = frozenset(["add", "remove", "set", "clear", "aadd", "aremove", "aset", "aclear"])
_NOT_ASKED = frozenset(["as_manager", "contribute_to_class", "normalize_email", "make_random_password"])
_WRITING = (
    "ModelForm", "Serializer", "Mutation", "Create",
    "Update", "Delete", "Edit", "Import", "ModelViewSet", "Admin", "Factory", "ModelFormSet",

)  # fmt: skip
_READING = (
    "View",
    "ViewSet",
    "FilterSet",
    "Table",
    "ObjectType",
    "ModelType",
    "Index",
    "Resource",
    "Sitemap",
    "Feed",
    "Form",
)


def facts(view: View) -> Iterator[AnyFact]:
    """Entities of the file's models, and accesses of its code."""
    models = Models(view.declarations)
    yield from _entities(view, models)
    if view.declarations.files[view.file].role == "migration":
        return  # it works on models as they once were
    seen: set[tuple[int, int, str]] = set()
    for access in (*_accesses(view), *_held(view, models)):
        key = (access.unit, access.target, access.mode)
        if key not in seen:
            seen.add(key)
            yield access


def _entities(view: View, models: Models) -> Iterator[Entity]:
    for i, scope in view.classes():
        model = models.all.get(view.unit(i))
        if model is not None:
            columns = models.columns(model.unit)
            yield Entity(
                unit=model.unit, line=scope.line, reader="django", name=model.name, table=model.table, columns=columns,
                abstract=model.abstract,
            )  # fmt: skip


def _accesses(view: View) -> Iterator[Access]:
    rows = Rows(view)
    for call in view.body.calls:
        fetched = call.name in FETCHES
        written = call.args if fetched else call.receiver
        meaning = rows.of(written, call.scope) if written else None
        if meaning is None:
            continue
        mode = "read" if fetched else _mode(meaning, call)
        model = meaning.declared_by if call.name in _LINKS and meaning.declared_by >= 0 else meaning.model
        if mode and model >= 0:
            yield _access(view, call.scope, call.line, model, mode, meaning.strength)


def _mode(meaning: Meaning, call: Call) -> str:
    """Whether a call on rows reads or writes; '' if it does neither."""
    if call.name in _LINKS:
        return "write" if meaning.form == "rows" else ""
    if call.name in _NOT_ASKED or call.name.startswith("__"):
        return ""
    if meaning.form == "rows":
        return "write" if call.name in _WRITES else "read"
    if meaning.form == "row":
        return "write" if call.name in _ON_A_ROW else "read" if call.name == "refresh_from_db" else ""
    return ""


def _access(view: View, scope: int, line: int, model: int, mode: str, strength: float = 1.0) -> Access:
    return Access(unit=view.unit(scope), line=line, reader="django", strength=strength, mode=mode, target=model)


def _held(view: View, models: Models) -> Iterator[Access]:
    """What views, forms, serializers and admins do with the model that they are made for."""
    for i, scope in view.classes():
        if view.unit(i) in models.all or not scope.bases or scope.name == "Meta":
            continue
        names = [name.rpartition(".")[2] for name in (scope.name, *view.base_names(i))]
        writes = any(name.endswith(_WRITING) or "Mutation" in name or "Delete" in name for name in names)
        writes = writes and not any("ReadOnly" in name or "Filter" in name for name in names)
        if writes or any(name.endswith(_READING) for name in names):
            model = held_model(view, view.unit(i))
            if model >= 0:
                yield _access(view, i, scope.line, model, "read", 0.9)
                if writes:
                    yield _access(view, i, scope.line, model, "write", 0.9)
    for i, scope, mark in view.marked("register"):
        meaning = Rows(view).of(mark.args, i) if mark.name.startswith("admin") or mark.name == "register" else None
        if meaning is not None:
            for mode in ("read", "write"):
                yield _access(view, i, scope.line, meaning.model, mode, 0.8)


FRAMEWORK = Framework("django", frozenset({"python"}), ("django",), facts)
