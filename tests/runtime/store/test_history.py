"""Event-sourced entities, and read models."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import pytest
from msgspec import structs
from sqlalchemy import Column, MetaData, String, delete
from tests.runtime.store.accounts import Account, Bank, Opened, State, bank, happened

from skerry_runtime import spec
from skerry_runtime.operations import NotFound
from skerry_runtime.store import Mapped
from skerry_runtime.store.event_store import EVERY, History
from skerry_runtime.store.tables import EVENTS


async def _changed(store: Bank, account: Account, times: int) -> Account:
    for at in range(times):
        work = store.work("rename")
        accounts = work.repository(Account)
        account = (await accounts.get(account.id)).model_copy(update={"owner": f"name {at}", "limits": {"day": at}})
        await accounts.save(account)
        await work.commit()
    return account


def test_what_happened_is_kept(url: str) -> None:
    async def story() -> None:
        async with bank(url) as store:
            account = await store.add(owner="first")
            await _changed(store, account, 1)
            work = store.work("close", key="k")
            accounts = work.repository(Account)
            accounts.moved(await accounts.get(account.id), State.CLOSED)
            await work.commit()
            work = store.work("drop")
            await work.repository(Account).remove(account.id)
            await work.commit()
            history = store.work().history(Account)
            moments = await history.of(account.id)
            assert [(each.version, each.what, each.operation) for each in moments] == [
                (1, "added", "open"), (2, "changed", "rename"), (3, "changed", "close"), (4, "removed", "drop"),
            ]  # fmt: skip
            assert moments[2].changes == {"state": "closed"}
            assert moments[2].call == "k"
            assert (await history.at(account.id, 1)).owner == "first"
            assert (await history.at(account.id, 3)).state is State.CLOSED
            with pytest.raises(NotFound):
                await history.at(account.id)
            work = store.work("open")
            await work.repository(Account).add(account)
            await work.commit()
            assert await history.at(account.id) == account
            assert (await history.of(account.id))[-1].version == 5

    asyncio.run(story())


def test_snapshots_shorten_the_way(url: str) -> None:
    async def story() -> None:
        async with bank(url) as store:
            account = await _changed(store, await store.add(), EVERY + 3)
            history = store.work().history(Account)
            assert await history.at(account.id) == account
            # without what lies before the snapshot, it is still known
            await store.store.database.write(
                lambda connection: connection.execute(delete(EVENTS).where(EVENTS.c.originator_version < EVERY))
            )
            assert await history.at(account.id) == account

    asyncio.run(story())


def test_the_table_follows_from_the_history(url: str) -> None:
    async def story() -> None:
        async with bank(url) as store:
            kept = await _changed(store, await store.add(), 3)
            gone = await store.add(owner="gone")
            work = store.work()
            await work.repository(Account).remove(gone.id)
            await work.commit()
            table = store.store.mappings[Account].table
            await store.store.database.write(lambda connection: connection.execute(delete(table)))
            assert await store.work().history(Account).rebuild() == 1
            work = store.work()
            assert await work.repository(Account).get(kept.id) == kept
            assert work.version(kept) == 4
            await _changed(store, kept, 1)

    asyncio.run(story())


def test_a_read_model_follows_own_events_at_once_and_others_once(url: str) -> None:
    async def story() -> None:
        async with bank(url) as store:
            id_ = uuid4()
            work = store.work()
            work.publish(Opened(id=id_, owner="mine"))
            await work.commit()
            view = store.work().view("Owners")
            assert await view.find(id_) == {"id": id_, "owner": "mine", "seen": None}
            foreign = happened({"id": str(id_), "seen": 3, "unknown": True}, "seen")
            again = happened({"id": str(id_), "seen": 4}, "seen", foreign.id)
            views, database = store.store.views, store.store.database
            for each in (foreign, again):
                await database.write(lambda connection, each=each: views.feed(connection, [each]))
            assert await view.find(id_) == {"id": id_, "owner": "mine", "seen": 3}
            standing = await views.standing(database, "Owners")
            assert (standing.position, standing.behind) == (2, 0)
            assert 0 <= standing.delay < 60

    asyncio.run(story())


def test_a_read_model_is_made_again(url: str) -> None:
    async def story() -> None:
        async with bank(url) as store:
            views, database = store.store.views, store.store.database
            ids = [uuid4() for _ in range(5)]
            events = [happened({"id": str(each), "owner": f"o{at}"}) for at, each in enumerate(ids)]
            await database.write(lambda connection: views.feed(connection, events))
            before = await store.work().view("Owners").list()
            await database.write(lambda connection: connection.execute(delete(views.views[0].table)))
            assert await store.work().view("Owners").list() == []
            assert await views.rebuild(database, "Owners") == 5
            assert await store.work().view("Owners").list() == before
            assert await store.work().view("Owners").list({"owner": "o2"}) == [
                {"id": ids[2], "owner": "o2", "seen": None}
            ]

    asyncio.run(story())


def test_a_read_model_that_fails_has_the_event_again(url: str) -> None:
    async def story() -> None:
        async with bank(url) as store:
            views, database = store.store.views, store.store.database
            broken = happened({"owner": "no key"})
            with pytest.raises(KeyError):
                await database.write(lambda connection: views.feed(connection, [broken]))
            assert (await views.standing(database, "Owners")).position == 0

    asyncio.run(story())


class Branched(Account):
    branch: str


def test_history_from_before_a_field_can_still_be_read(url: str) -> None:
    async def story() -> None:
        async with bank(url) as store:
            account = await _changed(store, await store.add(), 2)
            before = store.store.mappings[Account]
            table = before.table.to_metadata(MetaData())
            table.append_column(Column("branch", String))

            def of(entity: spec.Entity) -> History[Branched]:
                return History(store.store.database, Mapped(Branched, table, entity))

            found = await of(structs.replace(before.entity, fill={"branch": "none", "owner": "nobody"})).at(account.id)
            assert (found.branch, found.owner) == ("none", account.owner)
            with pytest.raises(ValueError, match="branch"):
                await of(before.entity).at(account.id)

    asyncio.run(story())
