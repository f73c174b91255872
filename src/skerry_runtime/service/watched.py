"""What is looked at when somebody asks a service for its metrics: how much waits, how far behind what follows is, who is not called."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from sqlalchemy import Connection, Table, func, select

from skerry_runtime.bus import Bus
from skerry_runtime.clients import Clients
from skerry_runtime.clock import wall
from skerry_runtime.saga import Engine
from skerry_runtime.saga.port import Filter, Status
from skerry_runtime.service.service import Service

_MOST = 1_000  # parked sagas that are counted; whoever has more has other worries

_STATS = {  # fields of `saga.Stats`
    "compensating": "Sagas that are being undone.",
    "waiting": "Sagas that wait for an event.",
    "overdue": "Those whose event should have come.",
    "oldest_seconds": "The age of the oldest saga that has not ended.",
    "lease_seconds": "What is left of the lease of this process; negative where it has run out.",
    "batch": "Writes in a commit of the journal, as a mean of the last.",
    "commit_seconds": "How long a commit of the journal takes, as a mean of the last.",
}


class Watched:
    """Sets the gauges of one service."""

    def __init__(
        self,
        service: Service,
        outbox: Table,
        clients: Clients,
        engine: Callable[[], Engine | None],
        bus: Callable[[], Bus | None],
    ) -> None:
        self._service, self._outbox, self._clients, self._engine, self._bus = service, outbox, clients, engine, bus
        gauge = service.metrics.gauge
        self._waiting = gauge("skerry_outbox_waiting", "Rows of the outbox that are not handed on yet.", "kind")
        self._oldest = gauge("skerry_outbox_oldest_seconds", "How long the oldest of them has waited.", "kind")
        self._unheard = gauge("skerry_events_waiting", "Events of the bus that are not handled yet.")
        self._unheard_oldest = gauge("skerry_events_oldest_seconds", "How long the oldest of them has waited.")
        self._dead = gauge("skerry_dead_letters", "Events that were given up on.")
        self._behind = gauge("skerry_view_behind", "Events that a read model has not read yet.", "view")
        self._delay = gauge("skerry_view_delay_seconds", "How late the last event came to a read model.", "view")
        self._lag = gauge("skerry_view_lag_limit_seconds", "How late the model allows it to be.", "view")
        self._running = gauge("skerry_sagas_running", "Sagas that have not ended.", "saga", "version")
        self._parked = gauge("skerry_sagas_parked", "Sagas that wait for a person.", "saga")
        self._engines = {name: gauge(f"skerry_sagas_{name}", about, "engine") for name, about in _STATS.items()}
        self._open = gauge(
            "skerry_breaker_open", "1 while a service is not called, because its calls have failed.", "server_address"
        )
        self._left_out = gauge("skerry_replicas_left_out", "Replicas that are not asked for a while.", "server_address")
        for watcher in (
            self._look_outbox,
            self._look_bus,
            self._look_views,
            self._look_sagas,
            self._look_breakers,
        ):
            service.metrics.watch(watcher)

    async def _look_outbox(self) -> None:
        """The partial index on what is not handed on keeps this cheap."""
        table = self._outbox
        asked = (
            select(table.c.kind, func.count(), func.min(table.c.at))
            .where(table.c.published.is_(None))
            .group_by(table.c.kind)
        )

        def counted(connection: Connection) -> dict[str, tuple[int, float]]:
            return {kind: (count, oldest) for kind, count, oldest in connection.execute(asked)}

        found, now = await self._service.database.read(counted), wall()
        for kind in ("event", "saga"):
            count, oldest = found.get(kind, (0, now))
            self._waiting.labels(kind).set(count)
            self._oldest.labels(kind).set(max(0.0, now - oldest))

    async def _look_bus(self) -> None:
        """The service's own group; of one that hears nothing, the bus knows none."""
        bus = self._bus()
        if bus is None or not (self._service.hears or self._engine()):
            return
        lag = await bus.lag(self._service.spec.service)
        self._unheard.set(lag.behind)
        self._unheard_oldest.set(lag.seconds)
        self._dead.set(lag.dead)

    async def _look_views(self) -> None:
        views = self._service.store.views
        for view in views.views:
            standing = await views.standing(self._service.database, view.name)
            self._behind.labels(view.name).set(standing.behind)
            self._delay.labels(view.name).set(standing.delay)
            self._lag.labels(view.name).set(view.lag)

    async def _look_sagas(self) -> None:
        engine = self._engine()
        if engine is None:
            return
        running = await engine.versions()
        parked = Counter(each.saga for each in await engine.list(Filter(status=Status.PARKED, limit=_MOST)))
        self._running.clear()  # a version that nobody is in any more is not at its last number for ever
        self._parked.clear()
        for (saga, version), count in running.items():
            self._running.labels(saga, str(version)).set(count)
        for saga, count in parked.items():
            self._parked.labels(saga).set(count)
        stats = await engine.stats()
        for name, each in self._engines.items():
            each.labels(type(engine).__name__.lower()).set(getattr(stats, name.removesuffix("_seconds")) or 0.0)

    async def _look_breakers(self) -> None:
        for server, edge in self._clients.edges.items():
            self._open.labels(server).set(edge.breaker.open)
            self._left_out.labels(server).set(len(self._clients.replicas.left_out(server)))
