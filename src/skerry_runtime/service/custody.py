"""What a person decides about sensitive data: a subject is erased, old data is let go, keys are changed. All of it is in the audit log."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from skerry_runtime import spec
from skerry_runtime.audit import Entry
from skerry_runtime.clock import wall
from skerry_runtime.operations import Call, NotFound
from skerry_runtime.service.keeping import Keeping
from skerry_runtime.service.problems import BadRequest
from skerry_runtime.store import Store
from skerry_runtime.store.reseal import reseal

_OPERATOR = Call(caller="operator")
Object = dict[str, Any]


class Custody:
    """The sensitive data of one service."""

    def __init__(self, service: spec.Spec, keeping: Keeping, store: Callable[[], Store]) -> None:
        self._spec, self._keeping, self._store = service, keeping, store

    async def told(self, how: str, asked: Mapping[str, Any]) -> Object:
        """Does what is asked.

        Raises:
            NotFound: there is no sensitive data here, or nothing of this name can be done.
            BadRequest: something is missing.
            Unwritten: it could not be written to the audit log, so it was not done.
        """
        ways = {"erase": self._erase, "expire": self._expire, "rewrap": self._rewrap}
        if not self._spec.data or how not in ways:
            raise NotFound(f"{self._spec.service} has no sensitive data" if how in ways else f"nothing is called {how}")
        return await ways[how](asked)

    async def _erase(self, asked: Mapping[str, Any]) -> Object:
        subject = asked.get("subject")
        if not isinstance(subject, str) or not subject:
            raise BadRequest("the subject is missing: the id of the person who is to be erased")
        return {"erased": await self._erased("data.erase", [subject]), "left": self._left()}

    async def _expire(self, asked: Mapping[str, Any]) -> Object:
        """Lets go of subjects of whom nothing was stored for as long as the longest `keep` of what is encrypted here."""
        kept = [each.keep for each in self._spec.data if each.encrypted]
        if not kept or not all(kept) or not self._keeping.vault.open:
            return {"subjects": [], "erased": 0, "left": self._left()}
        before = wall() - max(kept)
        idle = await self._store().database.read(partial(self._keeping.vault.idle, before=before))
        erased = 0 if asked.get("dry", True) else await self._erased("data.expire", idle)
        return {"subjects": idle, "erased": erased, "left": self._left()}

    async def _rewrap(self, _: Mapping[str, Any]) -> Object:
        """Wraps all data keys with the current key, and seals what is not sealed yet."""
        vault, database, keys, rows = self._keeping.vault, self._store().database, 0, 0
        if not vault.open:
            return {"keys": 0, "rows": 0}
        await self._written("data.rewrap", [])
        while done := await database.write(vault.rewrap):
            keys += done
        for mapping in self._store().mappings.values():
            after, more = None, bool(mapping.sealing.fields)
            while more:
                after, done = await database.write(partial(reseal, mapping=mapping, after=after))
                rows, more = rows + done, after is not None
        return {"keys": keys, "rows": rows}

    async def _erased(self, operation: str, subjects: list[str]) -> int:
        if not subjects:
            return 0
        await self._written(operation, subjects)
        vault = self._keeping.vault
        return await self._store().database.write(
            lambda connection: sum(vault.erase(connection, each) for each in subjects)
        )

    async def _written(self, operation: str, subjects: list[str]) -> None:
        if self._keeping.log is not None:
            tags = tuple(dict.fromkeys(each.tag for each in self._spec.data))
            writes = {"subject": subjects} if subjects else {}
            await self._keeping.log.append(Entry(operation, 200, call=_OPERATOR, writes=writes, tags=tags))

    def _left(self) -> list[str]:
        """The tagged fields that are not encrypted, so that they stay when a subject is erased."""
        sealed = self._keeping.vault.open
        return [f"{each.entity}.{each.field}" for each in self._spec.data if not (each.encrypted and sealed)]
