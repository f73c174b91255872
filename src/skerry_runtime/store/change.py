"""What a unit of work is going to do to one thing, and how it is written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Protocol, TypeVar

from pydantic import BaseModel
from sqlalchemy import ColumnElement, Connection
from sqlalchemy.exc import IntegrityError

from skerry_runtime.operations import Conflict
from skerry_runtime.store.mapping import VERSION, Mapped

T = TypeVar("T")


class Act(Enum):
    """What happens to it."""

    ADD = "add"
    SAVE = "save"
    REMOVE = "remove"


class Stale(Exception):
    """Somebody else has changed the thing since it was read: do all of it again."""


@dataclass(frozen=True, slots=True)
class Change:
    """An act upon the thing with this key; `entity` is what it will be."""

    mapping: Mapped[Any]
    act: Act
    key: Any
    entity: BaseModel | None

    def after(self, before: Change | None) -> Change | None:
        """Both in one, where the same unit of work has changed it before; None where nothing is left."""
        if before is None or before.act is Act.SAVE:
            return self
        if before.act is Act.ADD:
            return None if self.act is Act.REMOVE else Change(self.mapping, Act.ADD, self.key, self.entity)
        return Change(self.mapping, Act.SAVE, self.key, self.entity)  # removed, and then added again


@dataclass(slots=True)
class Held:
    """A thing as a unit of work sees it; `version` is that of its row when it was read, 0 if there was none."""

    entity: Any
    version: int


class Unit(Protocol):
    """What a repository needs of its unit of work."""

    async def read(self, job: Callable[[Connection], T]) -> T:
        """What a function reads."""

    async def peek(self, job: Callable[[Connection], T]) -> T:
        """What a function reads by a key."""

    def held(self, mapping: Mapped[Any], key: Any) -> Held | None:
        """A thing that was read or changed before."""

    def hold(self, mapping: Mapped[Any], key: Any, entity: Any, version: int) -> Held:
        """Remembers a thing that was read."""

    def saw(self, mapping: Mapped[Any], entities: Sequence[Any]) -> None:
        """Remembers that things were read."""

    def change(self, change: Change) -> None:
        """Notes a change."""

    def narrowed(self, mapping: Mapped[Any]) -> ColumnElement[bool] | None:
        """What has to hold of the rows of a page."""


def written(connection: Connection, change: Change, version: int) -> None:
    """Writes it; `version` is that of the row as it was read.

    Raises:
        Conflict: the key, or another value that has to be unique, is taken.
        Stale: the row has another version now.
    """
    mapping = change.mapping
    try:
        if change.act is Act.ADD and change.entity is not None:
            mapping.insert.count(connection, {**mapping.stored(connection, change.entity), VERSION: version + 1})
            return
        at = {"at_key": change.key, "at_version": version}
        if change.act is Act.SAVE and change.entity is not None:
            row = mapping.stored(connection, change.entity)
            done = mapping.update.count(connection, {**row, VERSION: version + 1, **at})
        else:
            done = mapping.delete.count(connection, at)
    except IntegrityError as error:
        raise Conflict(f"{mapping.name} {change.key}: one with the same values is there already") from error
    if done != 1:
        raise Stale(f"{mapping.name} {change.key}")
