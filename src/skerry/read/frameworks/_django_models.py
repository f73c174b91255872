"""Which classes of a tree are Django models, what they are called in the database, and how they refer to one another."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from skerry.facts.kinds import Column
from skerry.read.declarations import Declarations
from skerry.read.derived import Derived
from skerry.read.frameworks._view import first_string, keyword
from skerry.read.outline import Variable

_FIELD = re.compile(r"([\w.]*?(\w*(?:Field|ForeignKey)|ParentalKey))\s*\(")
_TAGS = re.compile(r"(?:\w+\.)?\w*TaggableManager\w*\(")
_NOT_COLUMNS = ("GenericForeignKey", "GenericRelation", "ReverseGenericRelatedField")
_TO_ONE = ("ForeignKey", "OneToOneField", "ParentalKey")
_NO_MODEL = re.compile(r".*(Manager|QuerySet|Field|Form|Admin|Choices|Serializer|Mixin|View|Config|Iterator)$")
_KNOWN = frozenset(
    [
        "AbstractUser", "AbstractBaseUser", "PermissionsMixin", "MPTTModel", "MP_Node", "NS_Node", "AL_Node",
        "PolymorphicModel", "TimeStampedModel", "TranslatableModel"
    ]
)  # fmt: skip
# Columns of the abstract bases that most projects take from outside.
_BROUGHT = {
    "MP_Node": ("path", "depth", "numchild"),
    "TagBase": ("name", "slug"),
    "GenericTaggedItemBase": ("content_type", "object_id"),
    "NS_Node": ("lft", "rgt", "tree_id", "depth"),
    "MPTTModel": ("lft", "rght", "tree_id", "level"),
    "AbstractBaseUser": ("password", "last_login"),
    "PermissionsMixin": ("is_superuser", "groups", "user_permissions"),
    "AbstractUser": (
        "password", "last_login", "is_superuser", "groups", "user_permissions", "username", "first_name",
        "last_name", "email", "is_staff", "is_active", "date_joined"
    ),
}  # fmt: skip
OUTSIDE_USER = -2  # stands for Django's own user model, whose relations back are still worth following
_IN_TREE_SETTING = "AUTH_USER_MODEL"


class Model(NamedTuple):
    """One model. `table` is '' where it has none of its own: abstract ones and proxies."""

    unit: int
    name: str
    label: str
    table: str
    abstract: bool
    proxy: bool


class Relation(NamedTuple):
    """What an attribute of a model leads to: the other model, whether it is many, and the model that declares the relation."""

    target: int
    many: bool
    declared_by: int


@dataclass(frozen=True)
class Models:
    """All Django models of a tree."""

    declarations: Declarations

    @Derived
    def all(self) -> dict[int, Model]:
        """Every model by its unit."""
        units = self.declarations.units
        found = (i for i, u in enumerate(units) if u.kind == "class" and u.language == "python")
        return {unit: self._describe(unit) for unit in found if self._is_model(unit)}

    @cached_property
    def _known(self) -> dict[int, bool]:
        return {}

    def _is_model(self, unit: int) -> bool:
        if unit not in self._known:
            self._known[unit] = False  # ends a cycle of bases
            parent = self.declarations.units[unit].parent
            own = self.declarations.units[parent].kind != "function"
            self._known[unit] = own and any(
                self._is_model(base) if base >= 0 else self._outside(unit, name)
                for name, base in self.declarations.bases(unit)
            )
        return self._known[unit]

    def _outside(self, unit: int, name: str) -> bool:
        """Whether a base that this tree does not declare is a model, as far as its name and its import say so."""
        first, _, last = name.rpartition(".")
        last = last or name
        bound = (first or name).split(".", 1)[0]
        modules = [i.module + (f".{i.name}" if first and i.name else "")
                   for i in self.declarations.imports_of(self.declarations.file_index[unit], bound)]  # fmt: skip
        if any(module.startswith("django.") and module.endswith("db.models") for module in modules):
            return last == "Model"
        if last in _KNOWN:
            return True
        modules = [module for module in modules if not module.startswith("django.forms")]
        return any(m.endswith((".models", ".mp_tree")) for m in modules) and not _NO_MODEL.match(last)

    # -- names in the database -----------------------------------------------------------------------------------------

    def _describe(self, unit: int) -> Model:
        name = self.declarations.units[unit].name
        own = self.declarations.own_member(unit, "Meta")
        abstract = own >= 0 and self._said(own, "abstract") == "True"
        proxy = own >= 0 and self._said(own, "proxy") == "True"
        label = self.meta(unit, "app_label") or self._label(self.declarations.units[unit].path)
        table = "" if abstract or proxy else self.meta(unit, "db_table") or f"{label}_{name}".lower()
        return Model(unit, name, label, table, abstract, proxy)

    def _said(self, meta: int, option: str) -> str:
        variable = self.declarations.own_field(meta, option)
        return variable.value if variable is not None else ""

    def meta(self, unit: int, option: str) -> str:
        """A string option of a model's Meta: its own, or the one of its nearest abstract base."""
        for owner in (unit, *(base for _, base in self.declarations.ancestors(unit))):
            meta = self.declarations.own_member(owner, "Meta")
            if meta >= 0 and (owner == unit or self._said(meta, "abstract") == "True"):
                variable = self.declarations.field_of(meta, option)
                return first_string(variable.value) if variable is not None else ""
        return ""

    @Derived
    def _apps(self) -> dict[str, str]:
        """Folder of an application to its label, as its AppConfig says."""
        found: dict[str, str] = {}
        for unit, u in enumerate(self.declarations.units):
            if u.kind == "class" and u.language == "python" and u.name.endswith("Config"):
                name, label = (self._text(unit, field) for field in ("name", "label"))
                if name and any(base.endswith("Config") for base, _ in self.declarations.ancestors(unit)):
                    found.setdefault(u.path.rpartition("/")[0], label or name.rpartition(".")[2])
        return found

    def _text(self, unit: int, field: str) -> str:
        variable = self.declarations.own_field(unit, field)
        return first_string(variable.value) if variable is not None else ""

    def _label(self, path: str) -> str:
        folder = path.rpartition("/")[0]
        while folder:
            if folder in self._apps:
                return self._apps[folder]
            folder = folder.rpartition("/")[0]
        folders = path.split("/")[:-1]
        if "models" in folders:
            folders = folders[: folders.index("models")]
        return folders[-1] if folders else ""

    @Derived
    def by_label(self) -> dict[tuple[str, str], int]:
        """Application label and name, both in lower case, to the model."""
        found: dict[tuple[str, str], int] = {}
        for model in sorted(
            self.all.values(), key=lambda m: (m.abstract, self.declarations.units[m.unit].role != "source")
        ):
            found.setdefault((model.label.lower(), model.name.lower()), model.unit)
        return found

    @Derived
    def by_word(self) -> dict[str, int]:
        """Concrete models whose name no other has, by the name a variable would have: `order_line`."""
        found: dict[str, list[int]] = defaultdict(list)
        for model in self.all.values():
            if not model.abstract:
                found[re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", model.name).lower()].append(model.unit)
        return {word: units[0] for word, units in found.items() if len(units) == 1}

    @Derived
    def user(self) -> int:
        """The model that AUTH_USER_MODEL names, -1 if it is not of this tree."""
        for file in self.declarations.files:
            variable = self.declarations.own_field(file.first, _IN_TREE_SETTING)
            if variable is not None and file.role != "test":
                found = self.named(first_string(variable.value))
                if found >= 0:
                    return found
        return -1

    def named(self, text: str, label: str = "") -> int:
        """The model that a string names: `app.Model`, or `Model` in the application `label`; -1 if this tree has none."""
        app, _, name = text.rpartition(".")
        return self.by_label.get(((app.rpartition(".")[2] or label).lower(), name.lower()), -1)

    @Derived
    def _concrete(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = defaultdict(list)
        for model in self.all.values():
            if not model.abstract and not model.proxy:
                for _, base in self.declarations.ancestors(model.unit):
                    if base in self.all and self.all[base].abstract and model.unit not in found[base]:
                        found[base].append(model.unit)
        return found

    def concrete(self, unit: int) -> int:
        """The model whose rows a model means: itself, or an abstract one's only heir; -1 where several are meant."""
        model = self.all.get(unit)
        if model is None:
            return -1
        if not model.abstract:
            return unit
        heirs = self._concrete.get(unit, ())
        return heirs[0] if len(heirs) == 1 else -1

    # -- columns and relations -----------------------------------------------------------------------------------------

    def columns(self, unit: int) -> tuple[Column, ...]:
        """A model's own columns and those of its abstract bases, the farthest base first; with the key that Django adds."""
        model = self.all[unit]
        levels = [base for _, base in self.declarations.ancestors(unit) if base in self.all and self.all[base].abstract]
        found = {
            name: Column(name, many=name in {"groups", "user_permissions"})
            for base, unit_ in self.declarations.ancestors(unit)
            for name in (_BROUGHT.get(base.rpartition(".")[2], ()) if unit_ < 0 else ())
        }
        for owner in (*reversed(dict.fromkeys(levels)), unit):
            for variable in self.declarations.fields(owner):
                column = self._column(variable, owner, model)
                if column is not None:
                    found[column.name] = column
                elif variable.value == "None":
                    found.pop(variable.name, None)
        if not model.abstract and not model.proxy and not any(column.key for column in found.values()):
            found = {**self._implied(unit), **found}
        return tuple(found.values())

    def _implied(self, unit: int) -> dict[str, Column]:
        """The key of a model that names none: a pointer to the concrete model it extends, or `id`."""
        for _, base in self.declarations.ancestors(unit):
            if base in self.all and not self.all[base].abstract:
                parent = self.all[base].name
                name = f"{parent.lower()}_ptr"
                return {name: Column(name, "OneToOneField", True, parent, base)}
        return {"id": Column("id", "AutoField", True)}

    def _column(self, variable: Variable, owner: int, model: Model) -> Column | None:
        if variable.kind == "field" and _TAGS.match(variable.value):
            return self._tags(variable, owner, model)
        found = _FIELD.match(variable.value) if variable.kind == "field" else None
        if found is None or found.group(2).endswith(_NOT_COLUMNS):
            return None
        args = variable.value[found.end() :]
        kind = found.group(2)
        key = keyword(args, "primary_key") == "True"
        many = kind.endswith("ManyToManyField")
        if not many and not kind.endswith(_TO_ONE):
            return Column(variable.name, kind, key)
        written = (keyword(args, "to") or _first(args)).strip()
        target = self.target(written, owner, model)
        return Column(variable.name, kind, key, first_string(written) or written, target, many)

    def _tags(self, variable: Variable, owner: int, model: Model) -> Column | None:
        """A tag manager names the model between; that one's `tag` is what it leads to."""
        through = self.target(keyword(variable.value, "through"), owner, model)
        tag = self.declarations.field_of(through, "tag") if through >= 0 else None
        column = self._column(tag, through, self.all[through]) if tag is not None else None
        if column is None:
            return None
        return Column(variable.name, "TaggableManager", False, column.references, column.target, True)

    def target(self, written: str, owner: int, model: Model) -> int:
        """The model that a relation's first argument means, written in the class `owner` and inherited by `model`."""
        text = first_string(written)
        if not written:
            return -1
        if text == "self":
            return model.unit
        if text:
            found = self.named(text, model.label)
            return found if found >= 0 else self.named(text, self.all[owner].label)
        if written.endswith(_IN_TREE_SETTING) or written.startswith("get_user_model("):
            return self.user
        unit = self.declarations.resolve(self.declarations.file_index[owner], written, owner).unit
        return unit if unit in self.all else -1

    @property
    def user_or_outside(self) -> int:
        """The project's user model, or OUTSIDE_USER where it is Django's own."""
        return self.user if self.user >= 0 else OUTSIDE_USER

    @Derived
    def relations(self) -> dict[int, dict[str, Relation]]:
        """For each model the attributes that lead to other models, in both directions."""
        found: dict[int, dict[str, Relation]] = defaultdict(dict)
        for model in self.all.values():
            for column in self.columns(model.unit):
                users = column.target < 0 and column.references.endswith((_IN_TREE_SETTING, "auth.User"))
                target = OUTSIDE_USER if users else self.concrete(column.target)
                if target != -1:
                    found[model.unit][column.name] = Relation(target, column.many, model.unit)
                    if not model.abstract:
                        name, many = self._backwards(model, column)
                        found[target].setdefault(name, Relation(model.unit, many, model.unit))
        return found

    def _backwards(self, model: Model, column: Column) -> tuple[str, bool]:
        variable = self.declarations.field_of(model.unit, column.name)
        related = first_string(keyword(variable.value, "related_name")) if variable is not None else ""
        many = not column.type.endswith("OneToOneField")
        related = related.replace("%(class)s", model.name.lower()).replace("%(app_label)s", model.label.lower())
        return related or model.name.lower() + ("_set" if many else ""), many

    def relation(self, unit: int, name: str) -> Relation | None:
        """What an attribute of a model, or of one of its concrete bases, leads to."""
        lineage = [base for _, base in self.declarations.ancestors(unit)] if unit >= 0 else []
        for owner in (unit, *lineage):
            found = self.relations.get(owner, {}).get(name)
            if found is not None:
                return found
        return None

    # -- managers ------------------------------------------------------------------------------------------------------

    @Derived
    def managed(self) -> dict[int, list[int]]:
        """For each manager or queryset class the concrete models that use it."""
        found: dict[int, list[int]] = defaultdict(list)
        for unit in self.all:
            for variable in self.declarations.fields(unit):
                if is_manager(variable):
                    for name in re.findall(r"\w*(?:Manager|QuerySet|Queryset)\b", variable.value):
                        manager = self.declarations.resolve(self.declarations.file_index[unit], name, unit).unit
                        model = self.concrete(unit)
                        managers = [manager] if manager >= 0 else self._assembled.get(name, [])
                        for each in managers if model >= 0 else ():
                            found[each].append(model)
        return {unit: self._with_bases(unit, found) for unit in self._managers(found)}

    @Derived
    def _assembled(self) -> dict[str, list[int]]:
        """Managers that a module assembles, `OrderManager = Manager.from_queryset(OrderQuerySet)`: the classes that they are made of."""
        found: dict[str, list[int]] = {}
        for n, file in enumerate(self.declarations.files):
            for variable in file.head.fields if file.language == "python" else ():
                if variable.scope < 0 and "from_queryset" in variable.value:
                    units = (
                        self.declarations.resolve(n, name).unit for name in re.findall(r"[A-Z]\w+", variable.value)
                    )
                    found[variable.name] = [unit for unit in units if unit >= 0]
        return found

    def _managers(self, found: dict[int, list[int]]) -> list[int]:
        bases = [base for unit in found for _, base in self.declarations.ancestors(unit) if base >= 0]
        return list(dict.fromkeys([*found, *bases]))

    def _with_bases(self, unit: int, found: dict[int, list[int]]) -> list[int]:
        heirs = [u for u in found if u == unit or any(base == unit for _, base in self.declarations.ancestors(u))]
        return list(dict.fromkeys(model for heir in heirs for model in found[heir]))


def is_manager(variable: Variable) -> bool:
    """Whether a model's attribute is a manager, as its value says."""
    return bool(re.search(r"(Manager|\.as_manager|QuerySet|Queryset|from_queryset)\b.*\(", variable.value))


def _first(args: str) -> str:
    """The first argument of an argument text."""
    depth = 0
    for i, letter in enumerate(args):
        depth += (letter in "([{") - (letter in ")]}")
        if depth < 0 or (letter == "," and depth == 0):
            return args[:i]
    return args
