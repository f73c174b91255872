"""The JSON Schema of a model, from the same declarations that read it: an editor completes this system's own names."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from skerry.kernel.json_text import indented
from skerry.model import shapes
from skerry.model.language import MODEL
from skerry.model.load import Loaded
from skerry.model.system import System

Json = dict[str, Any]
Names = Mapping[str, Collection[str]]
_SCALAR = ["string", "number", "boolean"]
_DRAFT = "http://json-schema.org/draft-07/schema#"  # the one yaml-language-server knows best


def schema(loaded: Loaded) -> str:
    """The schema for this model: references complete its names. JSON text, the same for the same model."""
    return _text(_names(loaded.system), f"The model of {loaded.system.name}" if loaded.system.name else "A model")


def base_schema() -> str:
    """The schema of the language alone, for editors that know no model yet."""
    return _text({}, "A model in Skerry's architecture language")


def _text(names: Names, title: str) -> str:
    body = _Writer(names)
    root = body.definition(MODEL)
    document = {"$schema": _DRAFT, "title": title, **root, "definitions": body.definitions}
    return indented(document, 1) + "\n"


def _names(system: System) -> Names:
    """What may be referred to, by kind."""
    services = system.services.values()
    return {
        "context": list(system.contexts),
        "service": list(system.services),
        "external": list(system.external),
        "role": list(system.access),
        "team": sorted({context.team for context in system.contexts.values()} - {""}),
        "shared": ["shared"],
        "operation": [str(operation.name) for service in services for operation in service.operations.values()],
        "type": sorted({".".join(filter(None, (name.name, name.version))) for name in system.types}),
    }


class _Writer:
    """Writes each record once, as a definition."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.definitions: dict[str, Json] = {}
        self.known: dict[int, str] = {}

    def of(self, shape: shapes.Shape) -> Json:
        """The schema of a shape."""
        return _WRITERS[type(shape)](self, shape)

    def text(self, shape: shapes.Text) -> Json:
        """Any single value; proposals stand beside it."""
        return {"anyOf": [{"enum": list(shape.words)}, {"type": _SCALAR}]} if shape.words else {"type": _SCALAR}

    def word(self, shape: shapes.Word) -> Json:
        """One of some words."""
        return {"enum": list(shape.of), "enumDescriptions": list(shape.of.values())}

    def term(self, shape: shapes.Term) -> Json:
        """A term: its grammar is checked by `skerry check`, so that there is one parser only."""
        found: Json = {"type": _SCALAR, "description": f"{shape.what}, such as `{shape.example}`"}
        if shape.what == _TYPE_NAME and self.names.get("type"):
            return {"anyOf": [{"enum": list(self.names["type"])}, found]}
        return found

    def ref(self, shape: shapes.Ref) -> Json:
        """One of the names that are defined; any, where this model has none."""
        known = self.known_names(shape)
        return {"enum": [*known, *shape.words]} if known else {"type": "string"}

    def known_names(self, shape: shapes.Ref) -> list[str]:
        """The names a reference may be."""
        return [name for kind in shape.kinds for name in self.names.get(kind, ())]

    def items(self, shape: shapes.Items) -> Json:
        """A list."""
        inner = self.of(shape.of)
        many = {"type": "array", "items": inner}
        return {"anyOf": [inner, many]} if shape.single else many

    def mapping(self, shape: shapes.Named | shapes.Table) -> Json:
        """A map: by the names that are known, or by any."""
        return {"type": ["object", "null"], **self.entries(shape.key, shape.of, "^")}

    def entries(self, key: shapes.Shape, of: shapes.Shape, pattern: str) -> Json:
        """What may stand in a map under such keys."""
        inner = self.of(of)
        if isinstance(key, shapes.Word):
            return {
                "properties": {word: {**inner, "description": about} for word, about in key.of.items()},
                "additionalProperties": False,
            }
        if isinstance(key, shapes.Ref) and (known := self.known_names(key)):
            return {"properties": dict.fromkeys(known, inner), "additionalProperties": False}
        return {"patternProperties": {pattern: inner}, "additionalProperties": False}

    def record(self, shape: shapes.Record) -> Json:
        """A reference to the record's definition."""
        if id(shape) not in self.known:
            name = self.known[id(shape)] = self.free(shape.name)
            self.definitions[name] = {}
            self.definitions[name] = self.definition(shape)
        return {"$ref": f"#/definitions/{self.known[id(shape)]}"}

    def free(self, name: str) -> str:
        """A name for a definition that is not taken."""
        base = name.replace(" ", "-")
        taken = sum(1 for known in self.definitions if known == base or known.startswith(f"{base}."))
        return f"{base}.{taken + 1}" if taken else base

    def definition(self, shape: shapes.Record) -> Json:
        """The keys of a record."""
        found: Json = {"type": ["object", "null"], "additionalProperties": False}
        found["properties"] = {key.name: {**self.described(key.of), "description": key.about} for key in shape.keys}
        for rest in shape.rests:
            pattern = rest.pattern.pattern
            entries = self.entries(rest.key, rest.of, pattern if pattern.startswith("^") else f"^{pattern}")
            found["properties"].update(entries.get("properties", {}))
            found.setdefault("patternProperties", {}).update(entries.get("patternProperties", {}))
        if shape.required:
            found["required"] = [key.name for key in shape.required]
        return found

    def described(self, of: shapes.Shape) -> Json:
        """A schema that may carry a description: draft 7 ignores all beside `$ref`."""
        found = self.of(of)
        return {"allOf": [found]} if "$ref" in found else found

    def by_form(self, shape: shapes.ByForm) -> Json:
        """Any of the forms."""
        forms = [self.of(form) for form in (shape.scalar, shape.sequence, shape.mapping) if form is not None]
        return forms[0] if len(forms) == 1 else {"anyOf": forms}

    def given(self, shape: shapes.Given) -> Json:
        """That of what is given."""
        return self.of(shape.of)


_TYPE_NAME = "the name of a type"
_WRITERS: dict[type, Callable[[_Writer, Any], Json]] = {
    shapes.Text: _Writer.text,
    shapes.Flag: lambda _writer, _shape: {"type": "boolean"},
    shapes.Whole: lambda _writer, shape: {"type": "integer", "minimum": shape.low},
    shapes.Word: _Writer.word,
    shapes.Term: _Writer.term,
    shapes.Ref: _Writer.ref,
    shapes.Name: lambda _writer, _shape: {"type": "string"},
    shapes.Given: _Writer.given,
    shapes.Items: _Writer.items,
    shapes.Named: _Writer.mapping,
    shapes.Table: _Writer.mapping,
    shapes.Record: _Writer.record,
    shapes.ByForm: _Writer.by_form,
}
