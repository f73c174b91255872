"""`skerry chaos` on the shop: it stays true under faults, and what is planted in it is found."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.run.system import PLAIN, SHOP, copied, skerry

pytestmark = pytest.mark.slow

PLAN = """faults:
  - { at: 0.5s, do: kill, to: payment-service }
  - { at: 1s, do: full-disk, to: inventory-service, for: 1s }
  - { at: 1.5s, do: slow, to: catalog-service, for: 2s }
  - { at: 2s, do: duplicate, to: order-service }
  - { at: 2.5s, do: pause, to: customer-service, for: 1s }
  - { at: 3s, do: drop, to: order-service, for: 2s }
  - { at: 4s, do: partition, to: fulfillment-service, for: 1s }
  - { at: 5s, do: kill, to: order-service }
  - { at: 5.2s, do: skew, to: payment-service, by: -90s, for: 2s }
  - { at: 5.4s, do: skew, to: fulfillment-service, by: 20m, for: 2s }
  - { at: 7s, do: full-disk, to: order-service, for: 1s }
"""


def caused(shop: Path, *options: str) -> tuple[int, dict[str, Any]]:
    plan = shop / "plan.yaml"
    plan.write_text(PLAN)
    ran = skerry("chaos", str(shop), "--plan", str(plan), "--format", "json", *PLAIN, *options, limit=400)
    assert ran.stdout.startswith("{"), ran.stderr
    return ran.returncode, json.loads(ran.stdout)


def planted(path: Path, sound: str, broken: str) -> None:
    """Puts a bug into what is written by hand."""
    text = path.read_text()
    assert text.count(sound) == 1
    path.write_text(text.replace(sound, broken))


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return copied(SHOP, tmp_path / "shop")


def test_nothing_is_lost_or_done_twice(shop: Path) -> None:
    code, found = caused(shop, "--for", "9s", "--people", "2")
    assert code == 0, found["broken"]
    assert found["stories"]["true"] == found["stories"]["begun"] > 1
    assert [each["kind"] for each in found["faults"]].count("kill") == 2
    assert not any(each["why_not"] for each in found["faults"])
    assert set(found["invariants"]) >= {
        "every saga ends",
        "what was done is done once",
        "nothing forbidden is answered",
        "the audit logs are whole",
        "each access is in them",
    }
    assert found["refused"] > 10


def test_a_compensation_that_does_nothing_is_found(shop: Path) -> None:
    planted(
        shop / "services/inventory-service/src/inventory_service/behaviour.py",
        "await self._promise(each, -each.quantity)",
        "pass",
    )
    code, found = caused(shop, "--for", "2s", "--people", "1", "--patience", "20s")
    assert code == 1
    assert any("free again" in each["why"] for each in found["broken"]), found["broken"]


def test_an_event_that_is_not_published_is_found(shop: Path) -> None:
    planted(
        shop / "services/fulfillment-service/src/fulfillment_service/behaviour.py",
        "self.work.publish(Shipped(",
        "print(Shipped(",
    )
    code, found = caused(shop, "--for", "2s", "--people", "1", "--patience", "20s")
    assert code == 1 and {each["invariant"] for each in found["broken"]} >= {
        "every story comes true",
        "every saga ends",
    }
