"""What a method says when it is done: events published, sagas started; and the refusal for where it can't be."""

from __future__ import annotations

from collections.abc import Iterator

from skerry.generate.service.at_hand import AtHand
from skerry.generate.service.code import Made, lines, signature
from skerry.generate.service.derive import Source
from skerry.generate.service.face import RUNTIME
from skerry.generate.service.naming import method, snake
from skerry.generate.service.shape import Shape
from skerry.model.system import TypeName
from skerry.model.terms.types import Basic

_BODY = 8  # spaces
_TEXT = Basic("text")


class Happened:
    """Writes it with what is at hand."""

    def __init__(self, at: AtHand) -> None:
        self._at = at

    def published(self, shape: Shape, alternative: int, sources: tuple[Source, ...]) -> Iterator[str]:
        """The lines that publish one alternative of what an operation emits."""
        emits = shape.operation.emits
        if not emits:
            return
        for name in emits[min(alternative, len(emits) - 1)]:
            event, unsaid = self._event(shape, name, sources)
            if unsaid and (definition := self._at.shapes.system.types.get(name)):
                yield from self._at.marked(shape, definition, unsaid)
            yield from lines("", Made("self.work.publish", (("", event),)), indent=_BODY)

    def _event(self, shape: Shape, name: TypeName, sources: tuple[Source, ...]) -> tuple[Made | str, list[str]]:
        """The expression for an event, and its fields that nothing says."""
        definition = self._at.shapes.system.types.get(name)
        if definition is None or not definition.fields:
            return f"{self._at.module.message(self._at.classes.of(name, incoming=False))}()", []
        derivation = self._at.derivation(shape, sources, new=False)
        return derivation.record(definition), derivation.unsaid

    def refusal(self, shape: Shape) -> list[str]:
        """Where there is an event for the other outcome: what to raise, ready made."""
        emits = shape.operation.emits
        if len(emits) < 2 or self._at.choice(shape):
            return []
        self._at.module.use(RUNTIME, "Refused")
        known = [
            each
            for each in self._at.face.parameters(shape)
            if each not in ("self", "*", "limit: int = 50", 'cursor: str = ""')
        ]
        name = f"refused_{snake(shape.operation.name.operation).rstrip('_')}"
        name += "_" if name in {method(each.operation.name.operation) for each in self._at.shapes.all} else ""
        events = [self._refused_event(shape, event) for event in emits[-1]]
        made = Made("Refused", (("", "reason"), *(("", event) for event in events)))
        return [
            "",
            *signature(f"def {name}", ["self", *known, "reason: str"], " -> Refused:"),
            f'        """To raise where `{method(shape.operation.name.operation)}` can\'t be: nothing else happens, and this is said."""',
            *lines("return ", made, indent=_BODY),
        ]

    def _refused_event(self, shape: Shape, name: TypeName) -> Made | str:
        definition = self._at.shapes.system.types.get(name)
        if definition is None:
            return f"{self._at.module.message(self._at.classes.of(name, incoming=False))}()"
        parameters = {"reason": ("reason", _TEXT), "detail": ("reason", _TEXT), "message": ("reason", _TEXT)}
        derivation = self._at.derivation(shape, tuple(self._at.given(shape)), new=False)
        derivation.parameters = {**derivation.parameters, **parameters}
        return derivation.record(definition)

    def started(self, shape: Shape, name: str) -> Iterator[str]:
        """The lines that start a saga."""
        for saga in self._at.shapes.system.sagas.values():
            if saga.start == shape.operation.name and saga.service == self._at.shapes.service.name:
                request = ", request" if shape.operation.input else ""
                yield f'        self.work.start("{saga.name}", {name}{request})'
