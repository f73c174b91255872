"""GraphQL schemas as text of the architecture language, and what of them the language cannot say."""

from __future__ import annotations

from skerry.contracts.adopt import adopter
from skerry.contracts.adopt.adopter import Adopter, Wanted
from skerry.contracts.adopt.graphql.model import Adopted, adopt
from skerry.formats.bundle import Bundle
from skerry.formats.graphql.claims import claims
from skerry.formats.graphql.read import schema_of, sources

__all__ = ["ADOPTER", "Adopted", "adopt"]


def _adopt(bundle: Bundle, wanted: Wanted) -> adopter.Adopted:
    files, wrong = sources(bundle)
    if wrong:
        return adopter.Adopted("", problems=tuple(wrong))
    found = adopt(schema_of(files), wanted.service, wanted.context)
    operations, types = adopter.counted(found.text)
    return adopter.Adopted(found.text, operations, types, lost=found.lost, problems=found.problems)


ADOPTER = Adopter("GraphQL", claims, _adopt)
