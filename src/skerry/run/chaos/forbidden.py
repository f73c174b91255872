"""What nobody may do with a system: what its story refuses, and what its story does, asked by somebody who may not."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from skerry.run.issuer import Issuer
from skerry.run.story import Step, Story, StoryError, filled

REFUSED = 401, 403
_AGO = 600.0  # seconds since when a token is over: by more than any clock is wrong


@dataclass(frozen=True, slots=True)
class Attempt:
    """One of them; `way` says what is wrong with it."""

    way: str
    method: str
    path: str
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)


def attempts(story: Story, kept: Mapping[str, Any], issuer: Issuer) -> Iterator[Attempt]:
    """All that can be asked with what has been kept of a story that came true."""
    for step in story.steps:
        method, path = step.request
        if not method or not (step.who or step.expect in REFUSED):
            continue
        try:
            at, body = str(filled(path, kept)), filled(step.body, kept)
            ways = [("as the story has it", _own(step, kept, issuer))]
            if step.who and step.expect not in REFUSED:
                ways = list(_ways(step, kept, issuer))
        except StoryError:  # it is about something that is not there yet
            continue
        for way, token in ways:
            yield Attempt(way, method, at, body, {"Authorization": f"Bearer {token}"} if token else {})


def _ways(step: Step, kept: Mapping[str, Any], issuer: Issuer) -> Iterator[tuple[str, str]]:
    """Tokens that nobody may believe, of whoever may do it with a good one."""
    good = _own(step, kept, issuer)
    head, claims, signature = good.split(".")
    yield "without a token", ""
    yield "with a token that nobody has signed", f"{_part({'alg': 'none', 'typ': 'JWT'})}.{claims}."
    said = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))
    yield "with a token that was changed", f"{head}.{_part({**said, 'sub': 'mallory'})}.{signature}"
    yield "with a token that is over", _own(step, kept, issuer, seconds=-_AGO)
    yield "with a token for somebody else's system", _own(step, kept, issuer, aud="elsewhere")


def _own(step: Step, kept: Mapping[str, Any], issuer: Issuer, **changed: Any) -> str:
    if step.who is None:
        return ""
    subject, claims = filled(step.who.subject, kept), filled(dict(step.who.claims), kept)
    return issuer.token(str(subject), step.who.roles, claims, **changed)


def _part(value: Mapping[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()
