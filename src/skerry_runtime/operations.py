"""What surrounds one execution of an operation, and the ways in which it ends early."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, TypeVar
from urllib.parse import quote, unquote
from uuid import UUID, uuid4, uuid5

T = TypeVar("T")
NAMESPACE = UUID("8c1f5b1e-0f0b-5d5c-9a3b-6c1d8a1c4f6e")


@dataclass(frozen=True, slots=True)
class Identity:
    """Who asks, as it was proved: a person or program outside, or a `service` of this system, perhaps `on_behalf` of one of those.

    `claims` are what else the token says (`caller.wards`), `token` is the token itself, to be shown to others on the same behalf.
    """

    subject: str = ""
    roles: tuple[str, ...] = ()
    claims: Mapping[str, Any] = field(default_factory=dict, hash=False)
    service: str = ""
    on_behalf: Identity | None = None
    token: str = field(default="", repr=False)

    @property
    def person(self) -> Identity | None:
        """The one outside who is behind the request; None where a service acts for itself."""
        return self.on_behalf if self.service else self


BEGAN = "skerry-began"
"""The header in which a service says, percent-encoded, who began what it does later by itself: for the audit, to let in nobody."""

OWN = Identity(subject="self", service="self")  # what a service does by itself: its own sagas, its reactions


@dataclass(frozen=True, slots=True)
class Call:
    """Who asks, under which idempotency key, and until when (`deadline`, on the clock of `time.monotonic`, in seconds).

    `undoes` is the key of the step that a saga takes back with this call, '' for none. `exact`: the call is one command, and the
    key its own; otherwise it is an operation under way, whose calls of others have keys that follow from it. `identity` is who has
    shown himself; None for nobody.
    """

    key: str = field(default_factory=lambda: str(uuid4()))
    caller: str = ""
    roles: tuple[str, ...] = ()
    deadline: float | None = None
    undoes: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    exact: bool = False
    identity: Identity | None = None

    @property
    def began(self) -> str:
        """Who is behind it all, as far as is known: the one who is proved, or who began the saga that calls; '' for nobody."""
        person = self.identity.person if self.identity else None
        return person.subject if person else unquote(self.headers.get(BEGAN, ""))

    def new_id(self, name: str = "") -> UUID:
        """The identifier of a thing that this call makes: the same again when the call is repeated."""
        return made_id(self.key, name)

    def remaining(self) -> float | None:
        """Seconds until the deadline, at least 0; None where there is none."""
        return None if self.deadline is None else max(0.0, self.deadline - monotonic())


def begun_by(subject: str) -> dict[str, str]:
    """The header that says it; none for nobody."""
    return {BEGAN: quote(subject, safe=":/@")} if subject else {}


async def known(found: Awaitable[T], pointer: str) -> T:
    """What a request names has to be there: if it is not, the request is what is wrong, at this JSON pointer.

    Raises:
        Invalid: it is not there.
    """
    try:
        return await found
    except NotFound as error:
        raise Invalid(error.detail, ((pointer, error.detail),)) from error


def agreed(said: object, named: object, pointer: str) -> None:
    """What a body says of what the address names has to be the same; at this JSON pointer.

    Raises:
        Invalid: it is another.
    """
    if said != named:
        raise Invalid(
            f"the address names {named}, the body {said}", ((pointer, f"has to be {named}, as in the address"),)
        )


CALL: ContextVar[Call | None] = ContextVar(
    "skerry_call", default=None
)  # the operation under way, for the calls that it makes


def made_id(key: str, name: str = "") -> UUID:
    """The identifier of the thing called `name` that the command with this idempotency key makes (a UUID of version 5)."""
    return uuid5(NAMESPACE, f"{key}/{name}" if name else key)


class OperationError(Exception):
    """An operation ended early. `status` is that of HTTP, `kind` the last part of the problem's type (RFC 9457).

    `definite`: nothing happened, and the same request will be answered like this again.
    """

    status = 500
    kind = "server-error"
    definite = False

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail)
        self.detail = detail

    @property
    def said(self) -> str:
        """What happened, in a sentence: its own, or that of its kind."""
        return self.detail or (type(self).__doc__ or "").partition("\n")[0]


class NotFound(OperationError):
    """There is no such thing, or the caller may not see it."""

    status, kind, definite = 404, "not-found", True


class Conflict(OperationError):
    """The state of the thing does not allow it."""

    status, kind, definite = 409, "conflict", True


class Already(Conflict):
    """The thing is in the wanted state already: whoever takes something back is content with that."""

    kind = "already"


class InProgress(Conflict):
    """The same request is being answered just now."""

    kind, definite = "in-progress", False


class Refused(OperationError):
    """The business says no, and asking again will not help: a saga takes it as a definite answer.

    Nothing that the operation did is kept; only `events` (the data of some) are published, which say so.
    """

    status, kind, definite = 409, "refused", True

    def __init__(self, detail: str = "", *events: object) -> None:
        super().__init__(detail)
        self.events = events


class Undone(OperationError):
    """A saga has taken this step back already, so it must not happen any more."""

    status, kind, definite = 409, "undone", True


class Unauthorized(OperationError):
    """A valid token is needed."""

    status, kind = 401, "unauthorized"

    def __init__(self, detail: str = "", *, shown: bool = False) -> None:
        super().__init__(detail)
        self.shown = shown  # there was a token, and it is not valid

    @property
    def challenge(self) -> str:
        """The header `WWW-Authenticate` (RFC 6750)."""
        return 'Bearer error="invalid_token"' if self.shown else "Bearer"


class Forbidden(OperationError):
    """The caller may not do this."""

    status, kind = 403, "forbidden"


class Invalid(OperationError):
    """The values are readable but not valid; `errors` are pairs of a JSON pointer and what is wrong there."""

    status, kind, definite = 422, "unprocessable", True

    def __init__(self, detail: str = "", errors: tuple[tuple[str, str], ...] = ()) -> None:
        super().__init__(detail)
        self.errors = errors


class Unavailable(OperationError):
    """The service, or one that it needs, can't answer now. `after` is how many seconds to wait."""

    status, kind = 503, "unavailable"

    def __init__(self, detail: str = "", after: float = 1.0) -> None:
        super().__init__(detail)
        self.after = after


BY_KIND: Mapping[str, type[OperationError]] = {
    each.kind: each for each in (Refused, Undone, Conflict, Already, InProgress, NotFound, Forbidden, Invalid)
}
