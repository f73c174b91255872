"""Envelope encryption: each person's values with a data key of their own, which lies in the service's database, wrapped by the keyring.

AES-256-GCM with 96 random bits of nonce; what a value belongs to (entity, field, key of the thing) is authenticated with it, so that one
can't be put in the place of another. A person is erased by taking the data key away: tables, histories, answers and backups of them keep
bytes that nobody can read (until the backup of the key table has gone as well: see docs/explanation/privacy.md).
"""

from __future__ import annotations

import hmac
import os
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from importlib import import_module
from typing import Any

import msgspec
from sqlalchemy import (
    Column,
    Connection,
    Float,
    LargeBinary,
    MetaData,
    String,
    Table,
    bindparam,
    func,
    insert,
    select,
    update,
)

from skerry_runtime.clock import wall
from skerry_runtime.prepared import Prepared
from skerry_runtime.privacy.keyring import Keyring, KeyringError

SEALED = "sk1."  # sk1.ID-OF-THE-DATA-KEY.BASE64 of nonce and ciphertext
_NONCE = 12
_DAY = 86_400.0


def keys_table(metadata: MetaData) -> Table:
    """The table `skerry_keys`: data keys by their ids. One that is erased keeps its row, and the time, without the key.

    `used` is when something was last sealed with it, to the day. Times are seconds since 1970.
    """
    return Table(
        "skerry_keys",
        metadata,
        Column("id", String(32), primary_key=True),
        Column("subject", String, nullable=False, index=True),
        Column("wrapping", String, nullable=False),
        Column("wrapped", LargeBinary),
        Column("at", Float, nullable=False),
        Column("used", Float, nullable=False),
        Column("erased", Float),
    )


class _Statements:
    """What every request asks of such a table, compiled once."""

    def __init__(self, table: Table) -> None:
        there = table.c.wrapped.is_not(None)
        self.by_id = Prepared(select(table).where(table.c.id == bindparam("at_id"), there), list(table.c))
        self.by_subject = Prepared(select(table).where(table.c.subject == bindparam("of"), there), list(table.c))
        self.insert = Prepared(insert(table))


_statements = lru_cache(_Statements)


class Tampered(Exception):
    """A sealed value is not what was sealed there: it was changed, moved, or sealed with another key."""


@dataclass(frozen=True, slots=True)
class DataKey:
    """The data key of a subject."""

    id: str
    aead: Any

    def seal(self, place: str, value: bytes) -> str:
        """The value, sealed for this place."""
        nonce = os.urandom(_NONCE)
        return f"{SEALED}{self.id}.{b64encode(nonce + self.aead.encrypt(nonce, value, place.encode())).decode()}"


@dataclass(slots=True)
class Vault:
    """Seals and opens; the keyring is there once the service starts. All functions run in the caller's transaction."""

    table: Table
    _keyring: Keyring | None = None
    _wrapping: dict[str, Any] = field(default_factory=dict)

    def unlock(self, keyring: Keyring) -> None:
        """Takes the keys.

        Raises:
            KeyringError: the library that encrypts is not installed.
        """
        try:
            aead = import_module("cryptography.hazmat.primitives.ciphers.aead")
        except ImportError as error:
            raise KeyringError(
                "fields are to be encrypted, and the library for it is not installed: pip install 'skerry[privacy]'"
            ) from error
        self._keyring, self._wrapping = keyring, {name: aead.AESGCM(key) for name, key in keyring.keys.items()}

    @property
    def open(self) -> bool:
        """Whether anything is encrypted at all."""
        return self._keyring is not None

    def key(self, connection: Connection, subject: str) -> DataKey:
        """The subject's data key; a new one where there is none."""
        table = self.table
        row = _statements(table).by_subject.first(connection, {"of": subject})
        if row is None:
            return self._made(connection, subject)
        if row["used"] < wall() - _DAY:
            connection.execute(update(table).where(table.c.id == row["id"]).values(used=wall()))
        return self._unwrapped(row)

    def keys(self, connection: Connection, ids: Iterable[str]) -> dict[str, DataKey]:
        """Those of these ids that are still there."""
        table, wanted = self.table, sorted(set(ids))
        if len(wanted) > 1:
            statement = select(table).where(table.c.id.in_(wanted), table.c.wrapped.is_not(None))
            rows = [row._asdict() for row in connection.execute(statement)]
        else:
            found = (_statements(table).by_id.first(connection, {"at_id": each}) for each in wanted)
            rows = [row for row in found if row is not None]
        return {row["id"]: self._unwrapped(row) for row in rows}

    def index(self, place: str, value: Any) -> str:
        """What equal values have in common, and says nothing of them without the key: 128 bits of HMAC-SHA256."""
        assert self._keyring is not None
        body = place.encode() + b"\0" + canonical(value)
        return hmac.digest(self._keyring.index, body, "sha256").hex()[:32]

    # — what a person decides —

    def erase(self, connection: Connection, subject: str) -> int:
        """Takes the data keys of a subject away, for ever; how many there were."""
        table = self.table
        values = {"wrapped": None, "erased": wall()}
        where = (table.c.subject == subject, table.c.wrapped.is_not(None))
        return connection.execute(update(table).where(*where).values(values)).rowcount

    def idle(self, connection: Connection, before: float) -> list[str]:
        """The subjects of whom nothing was stored since this time."""
        table = self.table
        newest = func.max(table.c.used)
        named = table.c.wrapped.is_not(None), table.c.subject != ""
        statement = select(table.c.subject).where(*named).group_by(table.c.subject).having(newest < before)
        return sorted(connection.execute(statement).scalars())

    def rewrap(self, connection: Connection, limit: int = 500) -> int:
        """Wraps data keys with the current key that are wrapped by older ones, at most so many; how many. 0: there are no more."""
        assert self._keyring is not None
        table, current = self.table, self._keyring.current
        old = select(table).where(table.c.wrapping != current, table.c.wrapped.is_not(None)).limit(limit)
        rows = [row._asdict() for row in connection.execute(old)]
        for row in rows:
            plain = self._plain(row)
            again = self._wrap(row["id"], row["subject"], plain)
            connection.execute(update(table).where(table.c.id == row["id"]).values(wrapping=current, wrapped=again))
        return len(rows)

    def _made(self, connection: Connection, subject: str) -> DataKey:
        assert self._keyring is not None
        name, plain = os.urandom(12).hex(), os.urandom(32)
        row = {
            "id": name, "subject": subject, "wrapping": self._keyring.current,
            "wrapped": self._wrap(name, subject, plain), "at": wall(), "used": wall(), "erased": None,
        }  # fmt: skip
        _statements(self.table).insert.count(connection, row)
        return self._of(name, plain)

    def _wrap(self, name: str, subject: str, plain: bytes) -> bytes:
        assert self._keyring is not None
        nonce = os.urandom(_NONCE)
        wrapped: bytes = self._wrapping[self._keyring.current].encrypt(nonce, plain, f"{name}\0{subject}".encode())
        return nonce + wrapped

    def _plain(self, row: Mapping[str, Any]) -> bytes:
        wrapping = self._wrapping.get(row["wrapping"])
        if wrapping is None:
            raise KeyringError(
                f"data is encrypted under the key {row['wrapping']!r}, which the keyring (SKERRY_KEYS) does not have: put it back"
            )
        data = bytes(row["wrapped"])
        found: bytes = _opened(wrapping, data, f"{row['id']}\0{row['subject']}")
        return found

    def _unwrapped(self, row: Mapping[str, Any]) -> DataKey:
        return self._of(row["id"], self._plain(row))

    def _of(self, name: str, plain: bytes) -> DataKey:
        return DataKey(name, type(next(iter(self._wrapping.values())))(plain))


def key_id(sealed: str) -> str:
    """The id of the data key that a value is sealed with; '' where it is not sealed."""
    return sealed[len(SEALED) :].partition(".")[0] if sealed.startswith(SEALED) else ""


def opened(keys: dict[str, DataKey], place: str, sealed: str) -> bytes | None:
    """What was sealed; None where its key is erased.

    Raises:
        Tampered: it is not what was sealed there.
    """
    key = keys.get(key_id(sealed))
    if key is None:
        return None
    text = sealed.rpartition(".")[2]
    try:
        data = b64decode(text, validate=True)
    except ValueError as error:
        raise Tampered(place) from error
    if b64encode(data).decode() != text:  # the last character has bits that say nothing: RFC 4648, section 3.5
        raise Tampered(place)
    return _opened(key.aead, data, place)


def _opened(aead: Any, data: bytes, place: str) -> bytes:
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - an extra; it is there where anything is sealed

    try:
        found: bytes = aead.decrypt(data[:_NONCE], data[_NONCE:], place.encode())
    except (InvalidTag, ValueError) as error:
        raise Tampered(place) from error
    return found


def canonical(value: Any) -> bytes:
    """Equal values as equal bytes: 1.5 is 1.50."""
    value = value.value if isinstance(value, Enum) else value
    return msgspec.json.encode(format(value.normalize(), "f") if isinstance(value, Decimal) else value)
