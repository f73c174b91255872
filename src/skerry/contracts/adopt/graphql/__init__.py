"""GraphQL schemas as text of the architecture language, and what of them the language cannot say."""

from __future__ import annotations

from skerry.contracts.adopt import adopter
from skerry.contracts.adopt.adopter import Adopter, Wanted
from skerry.contracts.adopt.graphql.model import Adopted, adopt
from skerry.formats.bundle import Bundle
from skerry.formats.graphql.read import claims, schema_of, sources
from skerry.model.load import load_texts

__all__ = ["ADOPTER", "Adopted", "adopt"]


def _adopt(bundle: Bundle, wanted: Wanted) -> adopter.Adopted:
    files, wrong = sources(bundle)
    if wrong:
        return adopter.Adopted("", problems=tuple(wrong))
    found = adopt(schema_of(files), wanted.service, wanted.context)
    system = load_texts([("adopted.arch.yaml", found.text)]).system
    operations = sum(len(service.operations) for service in system.services.values())
    return adopter.Adopted(found.text, operations, len(system.types), lost=found.lost, problems=found.problems)


ADOPTER = Adopter("GraphQL", claims, _adopt)
