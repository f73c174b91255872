"""Who runs sagas: a lease for each worker, by the clock of the database, as hosts need not agree on the time."""

from __future__ import annotations

from collections.abc import Sequence

from skerry_runtime.saga.dbos.connection import Connection


class Leases(Connection):
    """The leases, on a connection of their own: renewing one never waits for the work of sagas."""

    async def heartbeat(self, executor: str, incarnation: str, version: str, lease: float, first: bool) -> bool:
        """Renew a lease; False if another process has taken the name."""
        kept = await self.rows(
            "INSERT INTO skerry.lease VALUES (%s, %s, %s, now() + make_interval(secs => %s))"
            " ON CONFLICT (executor) DO UPDATE SET incarnation = excluded.incarnation, version = excluded.version,"
            " until = excluded.until WHERE skerry.lease.incarnation = excluded.incarnation OR %s RETURNING 1",
            *(executor, incarnation, version, lease, first),
        )
        return bool(kept)

    async def release(self, executor: str, incarnation: str) -> None:
        """End a lease at once."""
        await self.rows("DELETE FROM skerry.lease WHERE executor = %s AND incarnation = %s", executor, incarnation)

    async def adopt(self, executor: str, version: str, known: Sequence[str], first: bool) -> list[str]:
        """Make the sagas we know, whose workers are gone, ones of our version; the workers to recover from.

        The version decides who may run a workflow, and a worker that is gone may have had another set of definitions.
        """
        living = "(SELECT executor FROM skerry.lease WHERE until > now())"
        await self.rows(
            "UPDATE dbos.workflow_status SET application_version = %s WHERE name = ANY(%s) AND application_version != %s"
            f" AND ((status = 'PENDING' AND (executor_id NOT IN {living} OR (executor_id = %s AND %s)))"
            "  OR (status = 'ENQUEUED' AND application_version NOT IN (SELECT version FROM skerry.lease WHERE until > now())))",
            *(version, list(known), version, executor, first),
        )
        gone = await self.rows(
            f"SELECT DISTINCT executor_id FROM dbos.workflow_status WHERE status = 'PENDING' AND executor_id NOT IN {living}"
            " AND application_version = %s AND executor_id != %s",
            *(version, executor),
        )
        return [row[0] for row in gone]

    async def holds(self, executor: str, saga_id: str) -> bool:
        """Whether a worker still has a saga that it runs: nobody else has taken it over."""
        query = (
            "SELECT 1 FROM dbos.workflow_status WHERE workflow_uuid = %s AND executor_id = %s AND status = 'PENDING'"
        )
        return bool(await self.rows(query, saga_id, executor))
