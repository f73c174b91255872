"""OpenAPI documents as text of the architecture language, and what of them the language cannot say."""

from skerry.contracts.adopt.adopter import Adopter
from skerry.contracts.adopt.openapi.model import adopt
from skerry.formats.openapi import claims

__all__ = ["ADOPTER", "adopt"]

ADOPTER = Adopter("OpenAPI", claims, adopt)
