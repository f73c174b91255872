"""AsyncAPI documents as text of the architecture language, and what of them the language cannot say."""

from skerry.contracts.adopt.asyncapi.model import Adopted, adopt

__all__ = ["Adopted", "adopt"]
