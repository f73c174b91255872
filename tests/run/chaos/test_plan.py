"""Plans of faults: the same for the same seed, everything in its turn, and written ones with their mistakes."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from skerry.run.chaos.plan import OF_OTHERS, OF_SERVICES, Fault, Kind, PlanError, drawn, possible, read_plan

PARTS = {"order-service": OF_SERVICES, "payment-service": OF_SERVICES, "nats": OF_OTHERS, "gateway": OF_OTHERS}


@given(st.integers(0, 10_000), st.floats(5, 600))
@example(155, 422.4921875)  # the last fault was drawn before 0.85 of the time, and rounded to after it
def test_a_seed_is_a_plan(seed: int, seconds: float) -> None:
    plan = drawn(seed, seconds, PARTS)
    assert plan == drawn(seed, seconds, dict(reversed(PARTS.items())))
    assert all(fault.kind in PARTS[fault.part] and fault.at < seconds * 0.85 for fault in plan)
    assert list(plan) == sorted(plan, key=lambda each: each.at)


def test_a_clock_that_is_wrong_says_by_how_much(tmp_path: Path) -> None:
    skews = [each for each in drawn(3, 600, PARTS) if each.kind is Kind.SKEW]
    assert {each.by for each in skews} == {-90.0, 90.0, 1200.0}
    assert all(each.by == 0 for each in drawn(3, 600, PARTS) if each.kind is not Kind.SKEW)
    text = "faults: [{ at: 1s, do: skew, to: order-service, by: -90s, for: 2s }]"
    assert written(tmp_path, text) == (Fault(1.0, Kind.SKEW, "order-service", 2.0, -90.0),)


def test_everything_has_its_turn() -> None:
    plan = drawn(1, 120, PARTS)
    kinds, parts = Counter(each.kind for each in plan), Counter(each.part for each in plan)
    assert set(kinds) == set(Kind) and max(kinds.values()) - min(kinds.values()) <= 1
    assert set(parts) == set(PARTS)
    assert drawn(1, 60, {}) == ()


def written(folder: Path, text: str) -> tuple[Fault, ...]:
    path = folder / "plan.yaml"
    path.write_text(text)
    return possible(read_plan(path), PARTS)


def test_a_written_plan(tmp_path: Path) -> None:
    text = "faults:\n  - { at: 5s, do: slow, to: payment-service, for: 4s }\n  - { at: 500ms, do: kill, to: nats }\n"
    assert written(tmp_path, text) == (Fault(0.5, Kind.KILL, "nats"), Fault(5.0, Kind.SLOW, "payment-service", 4.0))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("faults: [\n", "plan.yaml:2:1: "),
        (
            "faults:\n  - { at: 1s, do: drown, to: nats }\n",
            "plan.yaml:2:15: Invalid enum value 'drown'; there are kill, pause",
        ),
        (
            "faults:\n  - { at: 1s, do: kill, to: nobody }\n",
            "plan.yaml:2:5: there is no part 'nobody'; there are order-service",
        ),
        ("faults:\n  - { at: 1s, do: slow, to: nats }\n", "plan.yaml:2:5: nats can't be hit by slow"),
        ("faults:\n  - { at: soon, do: kill, to: nats }\n", "plan.yaml:2:5: "),
        ("faults:\n  - { at: 1s, do: skew, to: order-service }\n", "plan.yaml:2:5: `skew` says in `by`"),
        ("faults:\n  - { at: 1s, do: kill, to: nats, by: 90s }\n", "plan.yaml:2:5: `skew` says in `by`"),
        ("flaws: []\n", "Object contains unknown field `flaws`"),
    ],
)
def test_a_plan_that_can_not_be_is_refused(text: str, why: str, tmp_path: Path) -> None:
    with pytest.raises(PlanError) as caught:
        written(tmp_path, text)
    assert why in str(caught.value)


def test_a_plan_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match="No such file"):
        read_plan(tmp_path / "none.yaml")
