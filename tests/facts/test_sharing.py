"""A shared database is judged by what is shared, not by the server that keeps it."""

import pytest

from skerry.facts.fleet import Fleet, Holding, Node
from skerry.facts.sharing import Sharing, sharings

NODES = (Node("a", "business"), Node("b", "business"), Node("c", "business"), Node("db", "database"), Node("redis", "cache"),
         Node("cdc", "tool"))  # fmt: skip


def judged(*holdings: Holding) -> list[tuple[str, tuple[str, ...], str, tuple[str, ...]]]:
    found = sharings(Fleet("", NODES, holdings=holdings))
    return [(s.grade, s.nodes, s.database, s.tables) for s in found]


def held(
    node: str, database: str = "", schema: str = "", table: str = "", mode: str = "use", server: str = "db"
) -> Holding:
    return Holding(node, server, database, schema, table, mode)


def test_one_server_with_a_database_each_is_for_information() -> None:
    assert judged(held("a", "one"), held("b", "two")) == [("info", ("a", "b"), "", ())]


def test_the_same_table_is_a_violation_whoever_writes_it() -> None:
    found = judged(held("a", "one", table="orders", mode="write"), held("b", "one", table="Orders", mode="read"))
    assert found == [("violation", ("a", "b"), "one", ("Orders", "orders"))]


def test_one_database_without_schemas_is_a_violation_though_no_table_is_known() -> None:
    assert judged(held("a", "one"), held("b", "one")) == [("violation", ("a", "b"), "one", ())]


def test_a_schema_each_in_one_database_is_weak() -> None:
    assert judged(held("a", "one", "x"), held("b", "one", "y")) == [("weak", ("a", "b"), "one", ())]


def test_the_database_that_a_cache_has_without_asking_is_the_same_for_all() -> None:
    assert judged(held("a", server="redis"), held("b", "0", server="redis")) == [("weak", ("a", "b"), "", ())]
    assert judged(held("a", "1", server="redis"), held("b", "2", server="redis")) == [("info", ("a", "b"), "", ())]


def test_where_nobody_says_which_database_it_is_not_known() -> None:
    assert judged(held("a"), held("b")) == [("unknown", ("a", "b"), "", ())]
    assert judged(held("a", "one"), held("b")) == [("unknown", ("a", "b"), "", ())]


def test_who_only_defines_tables_and_who_serves_others_share_nothing() -> None:
    assert judged(held("a", "one"), held("b", "one", table="t", mode="define")) == []
    assert judged(held("a", "one"), held("cdc", "one")) == []


def test_of_three_at_one_server_only_two_share() -> None:
    found = judged(held("a", "one", table="t"), held("b", "one", table="t"), held("c", "two"))
    assert found == [("violation", ("a", "b"), "one", ("t",)), ("info", ("a", "b", "c"), "", ())]


@pytest.mark.parametrize("server", ["", "elsewhere"])
def test_a_server_that_is_not_known_judges_nothing_or_by_its_name(server: str) -> None:
    found = sharings(Fleet("", NODES, holdings=(held("a", "x", server=server), held("b", "x", server=server))))
    assert [type(s) for s in found] == ([Sharing] if server else [])


def test_several_instances_of_one_service_share_nothing() -> None:
    nodes = (
        Node("orders", "business", folders=("orders",)),
        Node("orders-2", "business", folders=("orders",)),
        Node("db", "database"),
    )
    holdings = (held("orders", "one", table="t"), held("orders-2", "one", table="t"))
    assert sharings(Fleet("", nodes, holdings=holdings)) == ()


def test_a_job_that_prepares_a_database_shares_it_with_nobody() -> None:
    nodes = (Node("orders", "business"), Node("seed", "job"), Node("sweep", "job"), Node("db", "database"))
    holdings = (held("orders", "one"), held("seed", "one"), held("sweep", "one", table="t", mode="write"))
    assert [s.nodes for s in sharings(Fleet("", nodes, holdings=holdings))] == [("orders", "sweep")]
