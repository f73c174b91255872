"""Bounded contexts, how they relate, and the systems around ours."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import field

from skerry.kernel.span import Span
from skerry.model.given import HERE
from skerry.model.placed import Placed
from skerry.model.terms.globs import Glob


class Context(Placed, frozen=True):
    """A boundary within which words have one meaning."""

    name: str
    kind: str = "supporting"
    team: str = ""
    does: tuple[str, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)
    comply: tuple[str, ...] = ()
    about: str = ""
    span: Span = HERE


class Relation(Placed, frozen=True):
    """A line of the context map: `downstream` depends on `upstream`, in these ways."""

    downstream: str
    upstream: str
    kinds: tuple[str, ...]
    span: Span = HERE


class External(Placed, frozen=True):
    """A system that is not ours; `contract` is a file beside the model, `secret` the name of its credential."""

    name: str
    contract: str = ""
    protocol: str = "http"
    secret: str = ""
    code: tuple[Glob, ...] = ()
    about: str = ""
    span: Span = HERE
