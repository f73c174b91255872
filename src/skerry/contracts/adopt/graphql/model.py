"""The text of a model with one service, and the proof of what it keeps: it is written as GraphQL again and compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from skerry.contracts.adopt.graphql.operations import Operations
from skerry.contracts.adopt.graphql.terms import Terms
from skerry.contracts.change import Change, Level
from skerry.contracts.diff.graphql.compare import between
from skerry.contracts.diff.graphql.found import Pair
from skerry.contracts.write.graphql import write
from skerry.formats.graphql.federation import federation
from skerry.formats.graphql.read import schema_of_text
from skerry.formats.graphql.schema import Schema
from skerry.formats.graphql.values import Kind
from skerry.kernel.garbage import uncollected
from skerry.kernel.problem import Problem
from skerry.model.load import load_texts
from skerry.model.write import Draft, DraftContext, DraftService
from skerry.model.write import write as model_text


@dataclass(frozen=True, slots=True)
class Adopted:
    """A model of one service. `lost` is what would break if its schema were written from the model: what the language cannot say."""

    text: str
    lost: tuple[Change, ...] = ()
    problems: tuple[Problem, ...] = ()


def adopt(schema: Schema, service: str, context: str = "") -> Adopted:
    """The service behind a schema, in the architecture language; the language's own words are used where names tell."""
    with uncollected():
        speaks = federation(schema)
        terms = Terms(schema, speaks)
        operations = Operations(terms)
        context = context or service.removesuffix("-service")
        types = _types(schema, terms, operations.absorbed)
        owns = tuple(
            terms.shown(name)
            for name in schema.types
            if (found := schema.type(name)) and terms.entity(found) and not terms.plumbing(name)
        )
        draft = Draft(
            service,
            contexts=(DraftContext(context, kind="supporting"),),
            services=(DraftService(service, context, owns=owns, operations=operations.routes, expose=("graphql",)),),
            types={context: {**types, **operations.records}},
        )
        text = model_text(draft)
        again = write(load_texts([("adopted.arch.yaml", text)]).system).get(f"{service}.graphql", "")
        written = schema_of_text(again)
        pair = Pair(schema, written, speaks, federation(written), date.today(), uses=False)
        lost = tuple(change for change in between(pair) if change.level is Level.BREAKING)
    return Adopted(text, lost, tuple(schema.problems))


def _types(schema: Schema, terms: Terms, absorbed: set[str]) -> dict[str, Mapping[str, str] | str]:
    found: dict[str, Mapping[str, str] | str] = {}
    for name in schema.types:
        of = schema.type(name)
        if of is None or name in absorbed or terms.plumbing(name) or of.kind is Kind.SCALAR:
            continue
        if definition := terms.definition(of):
            found.setdefault(terms.shown(name), definition)
    return found
