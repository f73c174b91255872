"""How the encrypted fields of an entity are stored: in its table, in its history, and found again.

A column of an encrypted field is text. Without keys (`SKERRY_KEYS=off`) it has the value itself; with keys it has it sealed, and what
was stored before goes on being read as it is. What a person was whose data key has been erased is not there any more: such a row is as
good as gone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import NoneType
from typing import Any, get_args

import msgspec
from pydantic import BaseModel
from sqlalchemy import Connection

from skerry_runtime import spec
from skerry_runtime.privacy import KeyringError, Vault
from skerry_runtime.privacy.vault import DataKey, key_id, opened

Row = dict[str, Any]
INDEX = "_index"  # what the column of an index is called after its field


class Sealing:
    """Seals and opens the fields of one entity; `fields` has them by their Python names. All in the caller's transaction."""

    def __init__(self, kind: type[BaseModel], entity: str, fields: Mapping[str, spec.Datum], vault: Vault) -> None:
        self._entity, self._vault = entity, vault
        self.fields = {name: each for name, each in fields.items() if each.encrypted}
        self._texts = {name for name in self.fields if _is_text(kind.model_fields[name].annotation)}

    @property
    def on(self) -> bool:
        """Whether anything is sealed."""
        return bool(self.fields) and self._vault.open

    def stored(self, connection: Connection, subject: str, key: Any, row: Row, entity: BaseModel) -> Row:
        """The columns of a row as they are stored; `row` has the values as JSON has them."""
        found = dict(row)
        data_key = self._vault.key(connection, subject) if self.on else None
        for name, datum in self.fields.items():
            value = row[name]
            if data_key is not None and value is not None:
                found[name] = data_key.seal(self._place(name, key), msgspec.json.encode(value))
            elif value is not None and not isinstance(value, str):
                found[name] = msgspec.json.encode(value).decode()
            if datum.index:
                found[name + INDEX] = self.index(name, getattr(entity, name)) if self.on else None
        return found

    def opened(self, connection: Connection, rows: Sequence[Mapping[str, Any]], key: str) -> list[Row | None]:
        """The rows with their values; None for one whose subject is erased.

        Raises:
            KeyringError: they are encrypted, and there is no keyring, or not with that key.
            Tampered: a value is not what was sealed there.
        """
        keys = self._keys(connection, (row[name] for row in rows for name in self.fields))
        return [self._opened(keys, row, key) for row in rows]

    def index(self, name: str, value: Any) -> str | None:
        """What a value is found by."""
        return None if value is None else self._vault.index(f"{self._entity}\0{name}", value)

    # — histories: values as JSON has them —

    def said(self, connection: Connection, subject: str, key: Any, values: Mapping[str, Any]) -> Row:
        """Values of a history as they are stored."""
        if not self.on or not (named := self.fields.keys() & values.keys()):
            return dict(values)
        data_key = self._vault.key(connection, subject)
        sealed = {
            name: data_key.seal(self._place(name, key), msgspec.json.encode(values[name]))
            for name in named
            if values[name] is not None
        }
        return {**values, **sealed}

    def heard(self, connection: Connection, key: Any, values: Mapping[str, Any]) -> Row | None:
        """The same values again; None where the subject is erased."""
        keys, found = self._keys(connection, (values.get(name) for name in self.fields)), dict(values)
        for name in self.fields.keys() & values.keys():
            text = values[name]
            if isinstance(text, str) and key_id(text):
                data = opened(keys, self._place(name, key), text)
                if data is None:
                    return None
                found[name] = msgspec.json.decode(data)
        return found

    def _opened(self, keys: dict[str, DataKey], row: Mapping[str, Any], key: str) -> Row | None:
        found = dict(row)
        for name in self.fields:
            text = row[name]
            if not isinstance(text, str):
                continue
            if key_id(text):
                data = opened(keys, self._place(name, row[key]), text)
                if data is None:
                    return None
                found[name] = msgspec.json.decode(data)
            elif name not in self._texts and text[:1] in ("{", "["):
                found[name] = msgspec.json.decode(text)
        return found

    def _keys(self, connection: Connection, values: Iterable[Any]) -> dict[str, DataKey]:
        ids = {found for each in values if isinstance(each, str) and (found := key_id(each))}
        if ids and not self._vault.open:
            raise KeyringError(f"{self._entity} is stored encrypted, and SKERRY_KEYS names no keyring: give it back")
        return self._vault.keys(connection, ids)

    def _place(self, name: str, key: Any) -> str:
        return f"{self._entity}\0{name}\0{key}"


def _is_text(annotation: Any) -> bool:
    """Whether a field has text: then text that looks like JSON is none."""
    kinds = [each for each in get_args(annotation) if each is not NoneType] or [annotation]
    return kinds == [str]
