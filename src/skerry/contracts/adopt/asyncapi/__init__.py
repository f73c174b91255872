"""AsyncAPI documents as text of the architecture language, and what of them the language cannot say."""

from __future__ import annotations

from skerry.contracts.adopt import adopter
from skerry.contracts.adopt.adopter import Adopter, Wanted
from skerry.contracts.adopt.asyncapi.model import Adopted, adopt
from skerry.formats.asyncapi import claims
from skerry.formats.bundle import Bundle

__all__ = ["ADOPTER", "Adopted", "adopt"]


def _adopt(bundle: Bundle, wanted: Wanted) -> adopter.Adopted:
    found = adopt(bundle, wanted.service, wanted.context)
    operations, types = adopter.counted(found.text) if found.text else (0, 0)
    return adopter.Adopted(found.text, operations, types, lost=found.lost, problems=found.problems)


ADOPTER = Adopter("AsyncAPI", claims, _adopt)
