"""Documents that others wrote, as an API in the bare style: the model says what they say, and adds nothing."""

from skerry.contracts.adopt.openapi.bare.operations import Operations
from skerry.contracts.adopt.openapi.bare.terms import Terms, printed
from skerry.contracts.adopt.openapi.bare.unsaid import Unsaid

__all__ = ["Operations", "Terms", "Unsaid", "printed"]
