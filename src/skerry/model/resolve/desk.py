"""Where names are looked up while a model is resolved, and where what is wrong with them is collected."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from msgspec.structs import replace

from skerry.kernel.problem import Code, Problem
from skerry.kernel.span import Span
from skerry.kernel.words import nearest
from skerry.model.problems import names as codes
from skerry.model.system import OperationName, TypeDef, TypeName, references
from skerry.model.terms.types import Basic, Named, Type, Union, Wrapped

SHARED = "shared"


@dataclass(slots=True)
class Desk:
    """The tables of a model. `texts` are its files, `operations` is None for a service that does not spell its own out."""

    texts: Mapping[str, str]
    tables: dict[str, Collection[str]] = field(default_factory=dict)
    types: dict[TypeName, TypeDef] = field(default_factory=dict)
    spelled_out: set[str] = field(default_factory=set)
    homes: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    operations: dict[str, Collection[str] | None] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    _lines: dict[str, list[str]] = field(default_factory=dict)

    def problem(
        self,
        code: Code,
        what: str,
        span: Span,
        instead: str = "",
        why: str = "",
        related: tuple[tuple[Span, str], ...] = (),
    ) -> None:
        """One more problem."""
        self.problems.append(Problem(code, what, span, why, instead, related))

    def define(self, name: TypeName, definition: TypeDef) -> None:
        """Adds a type; the first of a name stays."""
        if name not in self.types:
            self.types[name] = definition
            self.homes.setdefault((name.name, name.version), []).append(name.context)

    def find(self, span: Span, word: str) -> Span:
        """Where `word` stands within `span`; all of it, where it spans lines or the word is not there."""
        if span.line != span.end_line or span.path not in self.texts:
            return span
        lines = self._lines.setdefault(span.path, self.texts[span.path].split("\n"))
        at = lines[span.line - 1].find(word, span.column - 1, span.end_column - 1)
        return span if at < 0 else Span(span.path, span.line, at + 1, span.line, at + 1 + len(word))

    def type_name(self, named: Named, home: str, span: Span) -> TypeName | None:
        """The type `named` means in the context `home`; None, with a problem, where it means none or several."""
        homes = self.homes.get((named.name, named.version), ())
        context = named.context or self._home(homes, home)
        if context in homes:
            return TypeName(context, named.name, named.version)
        if named.context:
            if named.context != SHARED and named.context not in self.tables["context"]:
                self.unknown(("context",), named.context, span)
                return None
            if named.context not in self.spelled_out:
                return self._by_name_only(TypeName(named.context, named.name, named.version), span)
        elif len(homes) > 1:
            candidates = ", ".join(f"`{each}.{named}`" for each in homes)
            self.problem(
                codes.AMBIGUOUS,
                f"`{named}` is a type of several contexts",
                self.find(span, str(named)),
                f"one of {candidates}",
            )
            return None
        elif home not in self.spelled_out:
            return self._by_name_only(TypeName(home, named.name, named.version), span)
        self._unknown_type(named, home, span)
        return None

    def _home(self, homes: Collection[str], home: str) -> str:
        if home in homes:
            return home
        if SHARED in homes:
            return SHARED
        return next(iter(homes)) if len(homes) == 1 else ""

    def _by_name_only(self, name: TypeName, span: Span) -> TypeName:
        self.define(name, TypeDef(name, span=span))
        return name

    def _unknown_type(self, named: Named, home: str, span: Span) -> None:
        if not named.context and home not in self.tables["context"] and home != SHARED:
            return  # the unknown context is reported where it is named
        known = {
            str(name._replace(context="")): name
            for name in self.types
            if not named.context or name.context == named.context
        }
        near = nearest(str(Named(named.name, "", named.version)), known, 0.75)
        instead = ""
        if near:
            inside = (
                known[near].context in (home, SHARED) or len(self.homes[known[near].name, known[near].version]) == 1
            )
            instead = f"did you mean `{near if inside and not named.context else known[near]}`?"
        where = (
            f"no context defines `{named}`" if not named.context else f"`{named.context}` has no type `{named.name}`"
        )
        self.problem(
            codes.UNKNOWN_TYPE,
            where,
            self.find(span, str(named)),
            instead or f"define it under `types: {named.context or home}:`",
        )

    def type(self, of: Type | None, home: str, span: Span) -> Type | None:
        """`of` with every name resolved; names that mean nothing stay as they are."""
        if of is None or isinstance(of, Basic):
            return of
        if isinstance(of, Named):
            found = self.type_name(of, home, span)
            return Named(found.name, found.context, found.version) if found else of
        if isinstance(of, Wrapped):
            return replace(of, of=self.type(of.of, home, span) or of.of)
        if isinstance(of, Union):
            return replace(of, of=tuple(self.type(part, home, span) or part for part in of.of))
        return of

    def unknown(self, kinds: Iterable[str], name: str, span: Span) -> None:
        """Reports a name that no table of these kinds holds."""
        known = [each for kind in kinds for each in self.tables.get(kind, ())]
        near = nearest(name, known, 0.75)
        instead = f"did you mean `{near}`?" if near else f"one of {', '.join(known)}" if known else ""
        what = " or ".join({"external": "external system"}.get(kind, kind) for kind in kinds if kind != SHARED)
        self.problem(codes.UNKNOWN, f"there is no {what} `{name}`", self.find(span, name), instead)

    def operation(self, service: str, operation: str, span: Span) -> OperationName | None:
        """That operation of that service; None, with a problem, where the service spells out its operations and this is none."""
        if service not in self.operations:
            self.unknown(("service",), service, span)
            return None
        known = self.operations[service]
        if known is not None and operation not in known:
            near = nearest(operation, known, 0.75)
            instead = f"did you mean `{near}`?" if near else f"one of {', '.join(known)}"
            self.problem(
                codes.UNKNOWN, f"{service} has no operation `{operation}`", self.find(span, operation), instead
            )
            return None
        return OperationName(service, operation)

    def qualified_operation(self, text: str, span: Span) -> OperationName | None:
        """The operation that `service.operation` means."""
        service, dot, operation = text.partition(".")
        if dot:
            return self.operation(service, operation, span)
        owners = [f"{name}.{text}" for name, known in self.operations.items() if known and text in known]
        self.problem(
            codes.UNKNOWN,
            f"`{text}` does not say of which service",
            span,
            " or ".join(f"`{each}`" for each in owners) or f"`SERVICE.{text}`",
        )
        return None

    def field(self, path: str, of: TypeName, span: Span) -> None:
        """Reports where the type is spelled out and has no field `path` (`shipTo.city` looks into the field's type)."""
        name, _, rest = path.partition(".")
        definition = self.types.get(of)
        if definition is None or not definition.spelled_out:
            return
        found = definition.field(name)
        if found is None:
            known = [each.name for each in definition.fields]
            near = nearest(name, known, 0.75)
            instead = f"did you mean `{near}`?" if near else f"it has {', '.join(known)}" if known else ""
            self.problem(codes.UNKNOWN_FIELD, f"`{of}` has no field `{name}`", self.find(span, path), instead)
        elif rest:
            for inner in references(found.type):
                self.field(rest, TypeName(inner.context, inner.name, inner.version), span)
