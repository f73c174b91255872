"""What a gateway has to do, whichever it is. Both inherit this; a difference between them is a failure here."""

from __future__ import annotations

from tests.runtime.gateway.failing import Failing
from tests.runtime.gateway.leading import Leading
from tests.runtime.gateway.serving import Serving


class Matrix(Leading, Failing, Serving):
    """All of it."""
