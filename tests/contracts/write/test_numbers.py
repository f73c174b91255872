"""Numbers once given are never given again."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from skerry.contracts.write.numbers import LAST, Lock, assign, parse, renamed, text

M = "shop.order.v1.Order"


def numbers(lock: Lock, of: str = M) -> dict[str, int]:
    return {name: entry.number for name, entry in lock.entries[of].items() if not entry.reserved}


def test_names_get_numbers_in_their_order() -> None:
    assert numbers(assign(Lock(), {M: ["id", "total"]})) == {"id": 1, "total": 2}


def test_the_first_value_of_an_enum_is_zero() -> None:
    assert numbers(assign(Lock(), {M: ["UNSPECIFIED", "A"]}, [M])) == {"UNSPECIFIED": 0, "A": 1}


def test_what_is_inserted_takes_the_next_number() -> None:
    first = assign(Lock(), {M: ["id", "total"]})
    assert numbers(assign(first, {M: ["id", "note", "total"]})) == {"id": 1, "total": 2, "note": 3}


def test_what_is_gone_is_reserved_and_comes_back_under_its_number() -> None:
    first = assign(Lock(), {M: ["id", "total"]})
    without = assign(first, {M: ["id"]})
    assert without.reserved(M) == ((2, "total"),)
    assert numbers(assign(without, {M: ["id", "note", "total"]})) == {"id": 1, "total": 2, "note": 3}


def test_a_message_that_is_gone_keeps_its_numbers() -> None:
    gone = assign(assign(Lock(), {M: ["id", "total"]}), {})
    assert gone.reserved(M) == ((1, "id"), (2, "total"))
    assert numbers(assign(gone, {M: ["total"]})) == {"total": 2}


def test_a_rename_keeps_the_number() -> None:
    first = renamed(assign(Lock(), {M: ["id", "total"]}), M, "total", "amount")
    again = assign(first, {M: ["id", "amount"]})
    assert numbers(again) == {"id": 1, "amount": 2}
    assert again.reserved(M) == ()


def test_a_rename_on_the_line_is_the_same_as_one_by_function() -> None:
    lock = assign(Lock(), {M: ["id", "total"]})
    edited, problems = parse(text(lock).replace("total", "amount"))
    assert problems == ()
    assert text(edited) == text(renamed(lock, M, "total", "amount"))


def test_the_numbers_that_protobuf_keeps_are_left_out() -> None:
    lock, _ = parse(f"{M} last 18999\n")
    assert numbers(assign(lock, {M: ["last", "next"]}))["next"] == 20000


def test_branches_that_add_to_different_messages_merge_line_by_line() -> None:
    base = text(assign(Lock(), {"a.A": ["x"], "a.B": ["x"]})).splitlines()
    ours = text(assign(parse("\n".join(base))[0], {"a.A": ["x", "y"], "a.B": ["x"]})).splitlines()
    theirs = text(assign(parse("\n".join(base))[0], {"a.A": ["x"], "a.B": ["x", "z"]})).splitlines()
    merged = [*ours[:-1], *theirs[-2:]]
    assert parse("\n".join(merged))[1] == ()
    assert set(merged) == {*base, "a.A y 2", "a.B z 2"}


def test_what_cannot_be_used_is_said_with_its_line() -> None:
    broken = f"{M} id 1\n{M} total 1\n{M} id 7\nnonsense\n{M} x -1\n{M} y 99999999999999999999\n{M} z 3 gone\n"
    lock, problems = parse(broken, "numbers.lock")
    assert numbers(lock) == {"id": 1}
    assert [problem.span.line for problem in problems] == [2, 3, 4, 5, 6, 7]


names = st.lists(st.sampled_from("abcdefghij"), unique=True, max_size=8)


@given(st.lists(st.dictionaries(st.sampled_from(["m.A", "m.B", "m.E"]), names, max_size=3), max_size=8))
def test_no_number_ever_means_two_names(versions: list[dict[str, list[str]]]) -> None:
    lock, ever = Lock(), {}
    for declared in versions:
        lock = assign(lock, declared, ["m.E"])
        again, problems = parse(text(lock))
        assert problems == ()
        assert text(again) == text(lock) == text(assign(again, declared, ["m.E"]))
        for of, known in lock.entries.items():
            for name, entry in known.items():
                assert 0 <= entry.number <= LAST
                assert ever.setdefault((of, entry.number), name) == name
                assert entry.reserved == (name not in declared.get(of, []))
