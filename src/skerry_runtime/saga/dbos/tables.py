"""Our tables beside those of DBOS: events, what is parked and what a person decided; and what we read of its own."""

from __future__ import annotations

import json
from collections.abc import Sequence

from skerry_runtime.saga.dbos.connection import Connection
from skerry_runtime.saga.definition import Json
from skerry_runtime.saga.log import Repair, Signal
from skerry_runtime.saga.port import How, NewerStore, Status

_LOCK = 0x5AE61  # of Postgres' advisory locks: who writes the schema, or numbers an event

# Forward steps; skerry.schema has how many of them the database has seen. One that has been released never changes.
STEPS = (
    """
    CREATE TABLE skerry.lease (
        executor text PRIMARY KEY, incarnation text NOT NULL, version text NOT NULL, until timestamptz NOT NULL);
    CREATE TABLE skerry.saga (
        id text PRIMARY KEY, name text NOT NULL, correlation text NOT NULL DEFAULT '', since bigint NOT NULL DEFAULT 0,
        until bigint, status text, way text NOT NULL DEFAULT 'running', step text NOT NULL DEFAULT '',
        reason text NOT NULL DEFAULT '', parked text NOT NULL DEFAULT '');
    CREATE INDEX saga_correlation ON skerry.saga (name, correlation) WHERE correlation != '';
    CREATE TABLE skerry.repair (
        id text NOT NULL, key text NOT NULL, how text NOT NULL, at double precision NOT NULL, used text NOT NULL DEFAULT '',
        PRIMARY KEY (id, key));
    CREATE TABLE skerry.signal (
        number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, type text NOT NULL, correlation text NOT NULL,
        event text NOT NULL, at double precision NOT NULL, data text NOT NULL, UNIQUE (correlation, type, event));
    """,
    """
    ALTER TABLE skerry.saga ADD COLUMN waits text NOT NULL DEFAULT '', ADD COLUMN due double precision;
    CREATE INDEX saga_due ON skerry.saga (due) WHERE due IS NOT NULL;
    """,
)

# A saga's status: forced ones and what is on the way have it in our table, those that ended in what the workflow returned.
STATUS = """CASE
    WHEN s.status IN ('confirmed', 'compensated') THEN s.status
    WHEN w.status = 'SUCCESS' THEN trim('"' FROM o.output)
    WHEN w.status IN ('PENDING', 'ENQUEUED', 'DELAYED') THEN COALESCE(s.status, 'running')
    ELSE 'parked' END"""
SAGAS = """dbos.workflow_status w LEFT JOIN skerry.saga s ON s.id = w.workflow_uuid
    LEFT JOIN dbos.workflow_output o ON o.workflow_uuid = w.workflow_uuid"""


class Tables(Connection):
    """The tables of sagas."""

    async def upgrade(self) -> None:
        """Make our tables, or bring them up to date.

        Raises:
            NewerStore: they are of a newer version of this library.
        """
        await self.rows(f"SELECT pg_advisory_lock({_LOCK})")
        try:
            await self.rows("CREATE SCHEMA IF NOT EXISTS skerry")
            await self.rows("CREATE TABLE IF NOT EXISTS skerry.schema (version int NOT NULL)")
            found = await self.rows("SELECT version FROM skerry.schema")
            version = found[0][0] if found else 0
            if version > len(STEPS):
                raise NewerStore(
                    f"the schema skerry has version {version}, but this library knows {len(STEPS)}; install a newer skerry"
                )
            if version < len(STEPS):
                await self.rows(
                    "".join(STEPS[version:])
                    + f"DELETE FROM skerry.schema; INSERT INTO skerry.schema VALUES ({len(STEPS)})"
                )
        finally:
            await self.rows(f"SELECT pg_advisory_unlock({_LOCK})")

    # Events

    async def opened(self, saga_id: str, name: str, correlation: str) -> None:
        """A saga that waits for events: those that came before belong to the sagas that were open then, if any were."""
        await self.rows(
            f"WITH one AS MATERIALIZED (SELECT pg_advisory_xact_lock({_LOCK}))"
            " INSERT INTO skerry.saga (id, name, correlation, since) SELECT %s, %s, %s, CASE WHEN"
            " EXISTS (SELECT 1 FROM skerry.saga WHERE name = %s AND correlation = %s AND until IS NULL)"
            " THEN (SELECT COALESCE(MAX(number), 0) FROM skerry.signal)"
            " ELSE (SELECT COALESCE(MAX(until), 0) FROM skerry.saga WHERE name = %s AND correlation = %s) END FROM one"
            " ON CONFLICT DO NOTHING",
            *(saga_id, name, correlation, name, correlation, name, correlation),
        )

    async def over(self, saga_id: str) -> None:
        """A saga that waited has ended."""
        await self.rows(
            "UPDATE skerry.saga SET until = (SELECT COALESCE(MAX(number), 0) FROM skerry.signal), waits = '', due = NULL"
            " WHERE id = %s AND until IS NULL",
            saga_id,
        )

    async def waits(self, saga_id: str, types: Sequence[str], due: float | None) -> None:
        """Note what a saga waits for, and until when (Unix time, seconds), for those who look after it; None: it waits no more."""
        await self.rows("UPDATE skerry.saga SET waits = %s, due = %s WHERE id = %s", " ".join(types), due, saga_id)

    async def keep_signal(self, kind: str, correlation: str, event: str, data: Json, at: float) -> None:
        """An event, unless it is known. The lock makes numbers appear in their order."""
        await self.rows(
            f"WITH one AS MATERIALIZED (SELECT pg_advisory_xact_lock({_LOCK}))"
            " INSERT INTO skerry.signal (type, correlation, event, at, data) SELECT %s, %s, %s, %s, %s FROM one"
            " ON CONFLICT DO NOTHING",
            *(kind, correlation, event, at, json.dumps(data)),
        )

    async def signals(self, saga_id: str, types: Sequence[str]) -> list[Signal]:
        """Events of these types about a saga, in the order in which they came."""
        found = await self.rows(
            "SELECT number, type, data, at FROM skerry.signal g JOIN skerry.saga s ON s.id = %s"
            " WHERE g.correlation = s.correlation AND number > since AND type = ANY(%s) ORDER BY number",
            *(saga_id, list(types)),
        )
        return [Signal(number, kind, json.loads(data), at) for number, kind, data, at in found]

    async def last_signal(self) -> int:
        """The number of the last event."""
        return int((await self.rows("SELECT COALESCE(MAX(number), 0) FROM skerry.signal"))[0][0])

    async def signals_after(self, number: int) -> list[tuple[int, str]]:
        """The events after this one, some at a time: their numbers, and what they are about."""
        found = await self.rows(
            "SELECT number, correlation FROM skerry.signal WHERE number > %s ORDER BY number LIMIT 1000", number
        )
        return [(each, correlation) for each, correlation in found]

    # Parking

    async def turned(self, saga_id: str, name: str, reason: str) -> None:
        """A saga goes backwards from now on."""
        await self.rows(
            "INSERT INTO skerry.saga (id, name, status, reason) VALUES (%s, %s, 'compensating', %s)"
            " ON CONFLICT (id) DO UPDATE SET status = excluded.status, reason = excluded.reason",
            *(saga_id, name, reason),
        )

    async def park(self, saga_id: str, name: str, way: Status, step: str, reason: str) -> None:
        """A saga waits for a person."""
        await self.rows(
            "INSERT INTO skerry.saga (id, name, status, way, step, parked) VALUES (%s, %s, 'parked', %s, %s, %s)"
            " ON CONFLICT (id) DO UPDATE SET status = 'parked', way = excluded.way, step = excluded.step, parked = excluded.parked",
            *(saga_id, name, way, step, reason),
        )

    async def unpark(self, saga_id: str) -> None:
        """A person has decided."""
        await self.rows("UPDATE skerry.saga SET status = NULLIF(way, 'running') WHERE id = %s", saga_id)

    async def forced(self, saga_id: str, name: str) -> None:
        """A saga whose workflow will not run again has ended as it stands."""
        await self.rows(
            "INSERT INTO skerry.saga (id, name, status) VALUES (%s, %s, 'confirmed') ON CONFLICT (id) DO UPDATE SET status ="
            " CASE WHEN skerry.saga.status = 'compensating' THEN 'compensated' ELSE 'confirmed' END",
            *(saga_id, name),
        )

    async def decide(self, saga_id: str, key: str, how: How, at: float) -> None:
        """Keep a person's decision."""
        await self.rows(
            "INSERT INTO skerry.repair (id, key, how, at) VALUES (%s, %s, %s, %s)"
            " ON CONFLICT (id, key) DO UPDATE SET how = excluded.how, at = excluded.at, used = ''",
            *(saga_id, key, how, at),
        )

    async def decided(self, saga_id: str, key: str) -> Repair | None:
        """What a person decided about this point of a saga."""
        found = await self.rows("SELECT how, at FROM skerry.repair WHERE id = %s AND key = %s", saga_id, key)
        return Repair(How(found[0][0]), found[0][1]) if found else None

    async def skips(self, saga_id: str, key: str) -> bool:
        """Whether a person wants this step to be skipped, as the one that the saga could not get past."""
        found = await self.rows(
            "UPDATE skerry.repair SET used = %s WHERE id = %s AND key = '' AND how = 'skip' AND used IN ('', %s) RETURNING 1",
            *(key, saga_id, key),
        )
        return bool(found)
