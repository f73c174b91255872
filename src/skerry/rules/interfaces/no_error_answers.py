"""An operation that says nothing of what it answers when it cannot.

Why: Callers cannot tell what was wrong with the request, whether to try again, or what to show to a person; so they treat all
failures alike.

Instead: Say which statuses an operation answers beside success, and give errors one form (problem details). APIs of style `house`
have both.

When: An API of style `bare` has operations with a route and no answer of 4XX, 5XX or `default`.

Source: RFC 9457 (problem details for HTTP APIs); RFC 9110, §15.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.kernel.problem import Severity
from skerry.kernel.words import joined
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.WARNING, Needs.MODEL, spec=("Implement proper error handling and status codes",))
BROKEN = """
contexts: { stock: {} }
services:
  stock-service: { context: stock, api: { style: bare, v1: { GET /items: list } } }
"""
SOUND = BROKEN.replace("style: bare", "style: house")


def check(case: Case) -> Iterator[Hit]:
    """One finding for each service."""
    for service in case.system.services.values() if case.system else ():
        if service.api.style != "bare":
            continue
        mute = [
            operation
            for operation in service.operations.values()
            if operation.route and not any(status[0] in "45d" for status in operation.answers)
        ]
        if mute:
            what = f"{service.name} does not say what it answers when it fails: {joined(each.name.operation for each in mute)}"
            related = tuple((each.span, "and this operation") for each in mute[1:4])
            yield Hit((service.name,), what, mute[0].span, related=related)
