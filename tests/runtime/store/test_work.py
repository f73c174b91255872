"""Units of work and repositories: all or nothing, nothing lost, pages that fit together."""

from __future__ import annotations

import asyncio
import time
from datetime import datetime
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.runtime.store.accounts import Account, Note, Opened, State, bank

from skerry_runtime.operations import Conflict, NotFound
from skerry_runtime.store import answers
from skerry_runtime.store import cursor as cursors
from skerry_runtime.store.change import Stale


def test_all_or_nothing(url: str) -> None:
    async def story() -> None:
        async with bank(url) as store:
            taken = await store.add(owner="taken")
            work = store.work()
            notes, accounts = work.repository(Note), work.repository(Account)
            await notes.add(Note(code="n"))
            work.publish(Opened(id=uuid4(), owner="x"))
            await accounts.add(Account(id=uuid4(), owner="taken"))
            with pytest.raises(Conflict):
                await work.commit()
            with pytest.raises(NotFound):
                await store.work().repository(Note).get("n")
            assert await store.work().repository(Account).get(taken.id) == taken

    asyncio.run(story())


def test_what_a_unit_of_work_has_changed_it_sees(url: str) -> None:
    async def story() -> None:
        async with bank(url) as store:
            work = store.work()
            notes = work.repository(Note)
            await notes.add(Note(code="n", text="a"))
            await notes.save(Note(code="n", text="b"))
            assert (await notes.get("n")).text == "b"
            assert work.version(await notes.get("n")) == 1
            await work.commit()
            work = store.work()
            notes = work.repository(Note)
            await notes.remove("n")
            assert await notes.find("n") is None
            await notes.add(Note(code="n", text="c"))
            await work.commit()
            work = store.work()
            assert (await work.repository(Note).get("n")).text == "c"
            await work.repository(Note).put(Note(code="n", text="d"))
            await work.repository(Note).put(Note(code="m"))
            await work.commit()
            assert [each.code for each in (await store.work().repository(Note).page()).items] == ["m", "n"]

    asyncio.run(story())


def test_the_slower_of_two_is_stale(url: str) -> None:
    async def story() -> None:
        async with bank(url) as store:
            account = await store.add()
            first, second = store.work(), store.work()
            for work, name in ((first, "first"), (second, "second")):
                found = await work.repository(Account).get(account.id)
                await work.repository(Account).save(found.model_copy(update={"owner": name}))
            await first.commit()
            with pytest.raises(Stale):
                await second.commit()
            assert (await store.work().repository(Account).get(account.id)).owner == "first"

    asyncio.run(story())


def test_the_slower_of_two_is_stale_without_a_history(url: str) -> None:
    async def story() -> None:
        async with bank(url) as store:
            work = store.work()
            await work.repository(Note).add(Note(code="n"))
            await work.commit()
            changing, removing, slow = store.work(), store.work(), store.work()
            for each in (changing, removing, slow):
                await each.repository(Note).get("n")
            await changing.repository(Note).save(Note(code="n", text="changed"))
            await changing.commit()
            await removing.repository(Note).remove("n")
            await slow.repository(Note).save(Note(code="n", text="slow"))
            for each in (removing, slow):
                with pytest.raises(Stale):
                    await each.commit()
            assert (await store.work().repository(Note).get("n")).text == "changed"

    asyncio.run(story())


def test_states(url: str) -> None:
    async def story() -> None:
        async with bank(url) as store:
            account = await store.add()
            work = store.work()
            accounts = work.repository(Account)
            moved = accounts.moved(await accounts.get(account.id), State.CLOSED, sources=(State.OPEN,))
            assert moved.state is State.CLOSED
            with pytest.raises(Conflict, match="is closed, and has to be open"):
                accounts.moved(moved, State.OPEN, sources=(State.OPEN,))
            await work.commit()
            assert (await store.work().repository(Account).get(account.id)).state is State.CLOSED

    asyncio.run(story())


def test_pages_show_each_once(url: str) -> None:
    async def story() -> None:
        async with bank(url) as store:
            work = store.work()
            for at in range(23):
                await work.repository(Note).add(Note(code=f"{at:02}", text="even" if at % 2 == 0 else None))
            await work.commit()
            seen, cursor = [], ""
            while True:
                page = await store.work().repository(Note).page({"text": "even"}, limit=5, cursor=cursor)
                seen += [each.code for each in page.items]
                if not (cursor := page.next):
                    break
            assert seen == [f"{at:02}" for at in range(0, 23, 2)]
            between = await store.work().repository(Note).page(between={"code": ("05", "07")})
            assert [each.code for each in between.items] == ["05", "06", "07"]
            with pytest.raises(ValueError, match="can't be filtered by 'nothing'"):
                await store.work().repository(Note).page({"nothing": 1})

    asyncio.run(story())


def test_moments_keep_their_place_in_time(url: str) -> None:
    early, late = datetime.fromisoformat("2027-01-11T09:00:00+02:00"), datetime.fromisoformat("2027-01-11T08:30:00Z")

    async def story() -> None:
        async with bank(url) as store:
            work = store.work()
            for code, at in (("late", late), ("early", early)):
                await work.repository(Note).add(Note(code=code, at=at))
            await work.commit()
            notes = store.work().repository(Note)
            assert (await notes.get("early")).at == early
            for until, expected in ((early, ["early"]), (late, ["early", "late"])):
                page = await notes.page(between={"at": (None, until)})
                assert [each.code for each in page.items] == expected

    asyncio.run(story())


@given(st.text(max_size=40))
def test_no_made_up_cursor_is_taken(text: str) -> None:
    with pytest.raises(cursors.ForeignCursor):
        cursors.read("Note []", text)


@given(st.text(max_size=200) | st.integers())
def test_a_cursor_is_read_by_its_own_list_only(after: str | int) -> None:
    cursor = cursors.written("Note []", after)
    assert cursors.read("Note []", cursor) == after
    with pytest.raises(cursors.ForeignCursor):
        cursors.read("Account []", cursor)


def test_many_writers_on_one_thread_each_by_itself(url: str) -> None:
    """They share a commit, and a failing one takes nobody with it."""

    async def story() -> None:
        async with bank(url) as store:

            async def one(at: int) -> bool:
                work = store.work()
                await work.repository(Note).add(Note(code=f"own {at}"))
                await work.repository(Note).add(Note(code=str(at % 20)))
                try:
                    await work.commit()
                except Conflict:
                    return False
                return True

            found = await asyncio.gather(*(one(at) for at in range(40)))
            assert sum(found) == 20
            assert len((await store.work().repository(Note).page(limit=100)).items) == 40

    asyncio.run(story())


def test_answers_are_forgotten_after_their_time(url: str) -> None:
    async def story() -> None:
        async with bank(url) as store:
            database, answer = store.store.database, answers.Stored(201, (("etag", '"1"'),), b"{}", "f")
            began = time.time()
            await database.write(lambda connection: answers.keep(connection, "k", "op", answer))
            assert await database.peek(lambda connection: answers.find(connection, "k")) == answer
            with pytest.raises(answers.Taken):
                await database.write(lambda connection: answers.keep(connection, "k", "op", answer))
            assert await database.write(lambda connection: answers.forget(connection, began - 1)) == 0
            assert await database.write(lambda connection: answers.forget(connection, time.time() + 1)) == 1
            assert await database.peek(lambda connection: answers.find(connection, "k")) is None

    asyncio.run(story())
