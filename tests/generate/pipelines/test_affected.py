"""Which services a change affects: those whose files it touches; callers are tried where a contract changes; nobody else."""

from __future__ import annotations

import json

import pytest
from tests.generate.pipelines.conftest import Repository

ORDER = "services/order-service"
ALL = 8  # services of the shop that are generated, and what composes their graph


def affected(repository: Repository, *base: str) -> dict[str, list[str]]:
    ran = repository.program("affected", *base)
    assert ran.returncode == 0, ran.stderr
    return {name: json.loads(text) for name, _, text in (line.partition("=") for line in ran.stdout.splitlines())}


@pytest.mark.parametrize(
    ("path", "test", "build", "deploy", "contracts"),
    [
        (f"{ORDER}/src/order_service/behaviour.py", ["order-service"], ["order-service"], ["order-service"], []),
        ("README.md", [], [], [], []),
        ("services/order-service-2/x.py", [], [], [], []),
        ("kubernetes/base/order-service.yaml", [], [], ["order-service"], []),
        ("gateway/supergraph.json", [], ["supergraph"], ["supergraph"], []),
        ("search.openapi.yaml", [], [], [], ["search-service"]),
    ],
)
def test_only_what_a_change_affects(
    repository: Repository, path: str, test: list[str], build: list[str], deploy: list[str], contracts: list[str]
) -> None:
    base = repository.commit()
    repository.commit(path)
    assert affected(repository, base) == {"test": test, "build": build, "deploy": deploy, "contracts": contracts}


def test_callers_are_tried_where_a_contract_changes(repository: Repository) -> None:
    base = repository.commit()
    repository.commit("services/catalog-service/src/catalog_service/contract/v1.yaml")
    found = affected(repository, base)
    assert found["test"] == ["catalog-service", "order-service"] and found["build"] == ["catalog-service"]
    assert found["contracts"] == ["catalog-service"]


def test_a_file_that_moves_affects_both(repository: Repository) -> None:
    base = repository.commit("services/order-service/a.py")
    repository.git("mv", "services/order-service/a.py", "services/order-service/../a.py")
    repository.commit()
    assert affected(repository, base)["build"] == ["order-service"]


@pytest.mark.parametrize("base", [(), ("",), ("0" * 40,)])
def test_without_a_base_everything_is_affected_and_callees_come_first(
    repository: Repository, base: tuple[str, ...]
) -> None:
    found = affected(repository, *base)
    assert len(found["build"]) == ALL and len(found["deploy"]) == ALL + 1 and found["contracts"] == []
    order = found["deploy"].index
    assert order("payment-service") < order("order-service") and order("order-service") < order("supergraph")
