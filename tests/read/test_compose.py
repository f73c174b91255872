"""What is settled when the graph is put together."""

from __future__ import annotations

from skerry.facts.kinds import Access, Endpoint, Entity, Job, Mount, Unit
from skerry.read.compose import compose

UNITS = [Unit("file", f"{name}.py", f"{name}.py", 1, 9, -1, "python", "source") for name in "abc"]


def endpoint(path: str, at: int, group: str = "") -> Endpoint:
    return Endpoint(unit=at, line=1, reader="t", method="GET", path=path, at=at, group=group)


def mount(prefix: str, target: int, unit: int, group: str = "", within: str = "") -> Mount:
    return Mount(unit=unit, line=1, reader="t", prefix=prefix, target=target, group=group, within=within)


def paths(*facts: Endpoint | Mount) -> list[str]:
    return [f.path for f in compose(UNITS, facts) if isinstance(f, Endpoint)]


def target_of(table: str, *entities: Entity) -> int:
    access = Access(unit=0, line=1, reader="t", mode="read", table=table)
    (found,) = (f for f in compose(UNITS, [access, *entities]) if isinstance(f, Access))
    return found.target


def test_mounts_chain() -> None:
    assert paths(endpoint("/x", 0), mount("/b/", 0, 1), mount("c", 1, 2)) == ["/c/b/x"]


def test_what_is_mounted_twice_is_served_twice_and_duplicates_are_merged() -> None:
    assert paths(endpoint("/x", 0), endpoint("/x", 0), mount("/b", 0, 1), mount("/c", 0, 2)) == ["/b/x", "/c/x"]


def test_a_mount_may_mean_one_group_only() -> None:
    found = paths(endpoint("/x", 0, "r"), endpoint("/y", 0, "s"), mount("/b", 0, 1, group="r"))
    assert found == ["/b/x", "/y"]


def test_mounts_in_a_circle_end() -> None:
    assert len(paths(endpoint("/x", 0), mount("/b", 0, 1), mount("/a", 1, 0))) <= 24


def test_tables_by_name_are_entities() -> None:
    entity = Entity(unit=2, line=1, reader="t", name="Order", table="orders")
    assert target_of('"shop"."Orders"', entity) == 2


def test_a_table_that_several_classes_share_is_the_first_of_them() -> None:
    payment, card = (
        Entity(unit=n, line=1, reader="t", name=name, table="payments") for n, name in ((1, "P"), (2, "C"))
    )
    assert target_of("payments", payment, card) == 1


def test_a_name_that_two_schemas_have_is_neither() -> None:
    ours, theirs = (
        Entity(unit=n, line=1, reader="t", name="Order", table=f"{s}.orders") for n, s in ((1, "a"), (2, "b"))
    )
    assert target_of("b.orders", ours, theirs) == 2
    assert target_of("orders", ours, theirs) == -1


def test_a_job_that_a_timetable_names_is_one_job() -> None:
    task, other = (Job(unit=n, line=1, reader="t", name="sweep") for n in (0, 1))
    timed = Job(unit=0, line=1, reader="t", name="shop.sweep", schedule="0 3 * * *")
    assert [f for f in compose(UNITS, [task, other, timed])] == [other, timed]
