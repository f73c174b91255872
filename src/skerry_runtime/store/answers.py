"""What was answered under which idempotency key, and tombstones: written in the transaction of the effect, or not at all."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import msgspec
from sqlalchemy import Connection, bindparam, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from skerry_runtime.prepared import Prepared
from skerry_runtime.privacy import Vault
from skerry_runtime.privacy.vault import SEALED, key_id, opened
from skerry_runtime.store.tables import ANSWERS

KEPT = 7 * 86_400.0  # seconds
TOMBSTONE = "tombstone"
_FIND = Prepared(select(ANSWERS).where(ANSWERS.c.key == bindparam("at_key")), list(ANSWERS.c))
_INSERT = Prepared(insert(ANSWERS))


_HEADERS = msgspec.json.Decoder(tuple[tuple[str, str], ...])


class Taken(Exception):
    """Another execution with the same key was faster; this one has no effect."""


@dataclass(frozen=True, slots=True)
class Stored:
    """An answer. Its `headers` are those that belong to it; the others are made anew each time."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    fingerprint: str = ""
    tombstone: bool = False
    erased: bool = False


def find(connection: Connection, key: str, vault: Vault | None = None) -> Stored | None:
    """What is known of a key. `erased`: the person that the answer was about has been erased, and the answer with them."""
    row = _FIND.first(connection, {"at_key": key})
    if row is None:
        return None
    headers, body = _HEADERS.decode(row["headers"]), bytes(row["body"])
    if vault is not None and vault.open and body.startswith(SEALED.encode()):
        text = body.decode()
        opened_ = opened(vault.keys(connection, [key_id(text)]), _place(key), text)
        body, erased = opened_ or b"", opened_ is None
    else:
        erased = False
    return Stored(row["status"], headers, body, row["fingerprint"], row["kind"] == TOMBSTONE, erased)


def sealed(connection: Connection, key: str, answer: Stored, vault: Vault, subject: str) -> Stored:
    """The answer as it is stored where a service encrypts: with the data key of the person it is about."""
    if not vault.open or not answer.body:
        return answer
    return replace(answer, body=vault.key(connection, subject).seal(_place(key), answer.body).encode())


def _place(key: str) -> str:
    return f"answer\0{key}"


def keep(connection: Connection, key: str, operation: str, answer: Stored) -> None:
    """Stores an answer.

    Raises:
        Taken: there is one already.
    """
    _store(connection, key, "answer", operation, answer)


def bury(connection: Connection, key: str, operation: str, known: Stored | None) -> None:
    """Lets what has this key never happen (again); `known` is what was read of it before.

    Raises:
        Taken: something else is known of it by now.
    """
    if known is None:
        _store(connection, key, TOMBSTONE, operation, Stored(409, (), b""))
        return
    same = (ANSWERS.c.key == key, ANSWERS.c.kind == "answer", ANSWERS.c.status == known.status)
    if not known.tombstone and not connection.execute(update(ANSWERS).where(*same).values(kind=TOMBSTONE)).rowcount:
        raise Taken(key)


def forget(connection: Connection, before: float) -> int:
    """Deletes what was answered before this time (seconds since 1970); how many there were."""
    return connection.execute(delete(ANSWERS).where(ANSWERS.c.at < before)).rowcount


def _store(connection: Connection, key: str, kind: str, operation: str, answer: Stored) -> None:
    try:
        _INSERT.count(
            connection,
            {
                "key": key, "kind": kind, "operation": operation, "fingerprint": answer.fingerprint, "status": answer.status,
                "headers": msgspec.json.encode(answer.headers).decode(), "body": answer.body, "at": time.time(),
            },
        )  # fmt: skip
    except IntegrityError as error:
        raise Taken(key) from error
