"""What has been checked once is remembered, and no longer than it may be: neither like it, nor after its end, nor without its key."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import time
from unittest.mock import patch

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey

from skerry_runtime.trust import keys, tokens
from skerry_runtime.trust.roles import Roles
from skerry_runtime.trust.settings import Settings
from skerry_runtime.trust.tokens import LEEWAY, Untrusted, Verifier


class Issued:
    """An issuer whose keys and times the test decides."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "jwks.json"
        self.key = ECKey.generate_key("P-256", {"kid": "k", "alg": "ES256"})
        self.path.write_text(json.dumps({"keys": [self.key.as_dict(private=False)]}))
        self.verifier = Verifier(Settings("i", "a", str(self.path)))

    def token(self, seconds: float = 60) -> str:
        claims = {"iss": "i", "aud": "a", "sub": "ada", "exp": int(time() + seconds)}
        return jwt.encode({"alg": "ES256", "kid": "k"}, claims, self.key)

    def believed(self, token: str) -> bool:
        try:
            return asyncio.run(self.verifier.verified(token)).subject == "ada"
        except Untrusted:
            return False


@pytest.fixture
def issued(tmp_path: Path) -> Issued:
    return Issued(tmp_path)


@contextmanager
def counted() -> Iterator[list[str]]:
    """The tokens whose signature is really looked at."""
    found, real = [], jwt.decode
    with patch.object(
        tokens.jwt, "decode", lambda token, *rest, **more: found.append(token) or real(token, *rest, **more)
    ):
        yield found


def test_a_signature_is_looked_at_once_and_whatever_differs_by_a_character_is_looked_at(issued: Issued) -> None:
    token = issued.token()
    with counted() as looked:
        assert [issued.believed(token) for _ in range(3)] == [True] * 3
        assert looked == [token]
        for at in (0, len(token) // 2, len(token) - 30):
            other = token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :]
            assert not issued.believed(other)
        assert not issued.believed(token + "A")


def test_it_ends_when_the_token_does(issued: Issued) -> None:
    token, now = issued.token(60), time()
    with patch.object(tokens, "wall", lambda: now):  # stands still: a slow machine is not a late one
        assert issued.believed(token)
    with patch.object(tokens, "wall", lambda: now + 60 + LEEWAY + 2), counted() as looked:
        assert not issued.believed(token)
        assert looked == [token], "after its end it is looked at again, which says no"


def test_it_ends_when_the_key_is_not_published_any_more(issued: Issued) -> None:
    token = issued.token()
    assert issued.believed(token)
    stranger = ECKey.generate_key("P-256", {"kid": "other", "alg": "ES256"})
    issued.path.write_text(json.dumps({"keys": [stranger.as_dict(private=False)]}))
    with patch.object(keys, "_FILE", 0.0), patch.object(keys, "_PAUSE", 0.0):
        assert not issued.believed(token)


def test_casbin_is_asked_once_for_each_role_and_operation_and_never_for_a_role_without_grants() -> None:
    roles = Roles([("nurse", "read"), ("clerk", "write")])
    with patch.object(roles._enforcer, "enforce", wraps=roles._enforcer.enforce) as asked:
        for _ in range(3):
            assert roles.may(("stranger", "nurse"), "read")
            assert not roles.may(("clerk",), "read")
            assert not roles.may(("stranger",), "read")
            assert not roles.may((), "read")
    assert sorted(each.args for each in asked.call_args_list) == [("clerk", "read"), ("nurse", "read")]
