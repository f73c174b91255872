"""What is settled when the graph is put together."""

from __future__ import annotations

from skerry.facts.kinds import Access, Endpoint, Entity, Mount, Unit
from skerry.read.compose import compose

UNITS = [Unit("file", f"{name}.py", f"{name}.py", 1, 9, -1, "python", "source") for name in "abc"]


def endpoint(path: str, at: int, group: str = "") -> Endpoint:
    return Endpoint(unit=at, line=1, reader="t", method="GET", path=path, at=at, group=group)


def mount(prefix: str, target: int, unit: int, group: str = "", within: str = "") -> Mount:
    return Mount(unit=unit, line=1, reader="t", prefix=prefix, target=target, group=group, within=within)


def paths(*facts: Endpoint | Mount) -> list[str]:
    return [f.path for f in compose(UNITS, facts) if isinstance(f, Endpoint)]


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
    access = Access(unit=0, line=1, reader="t", mode="read", table='"shop"."Orders"')
    (found,) = (f for f in compose(UNITS, [access, entity]) if isinstance(f, Access))
    assert found.target == 2
