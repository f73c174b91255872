"""A real Prometheus asks the running shop, with the generated rules: every panel of every dashboard has something to show."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import sleep
from typing import Any
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest
import yaml
from tests.alive.orders import Market
from tests.alive.shop import ROOT, Shop, until

from skerry.run.process import dies_with_parent, free_port

pytestmark = pytest.mark.slow
BESIDE = ROOT / ".make/prometheus/usr/bin/prometheus"
# What a shop in which all goes well has none of.
QUIET = {"skerry_sagas_running", "skerry_sagas_parked", "ALERTS"}


@pytest.fixture
def prometheus(shop: Shop, tmp_path: Path) -> Iterator[str]:
    program = str(BESIDE) if BESIDE.exists() else shutil.which("prometheus")
    if program is None:
        pytest.skip("prometheus is not here: `make prometheus` (Debian, Ubuntu), or install it")
    shutil.copytree(ROOT / "examples/shop/telemetry/prometheus/rules", tmp_path / "rules")
    targets = [
        {
            "targets": [each["plain"].removeprefix("http://")],
            "labels": {"job": each["name"], "namespace": "shop"},
        }
        for each in shop.parts()
        if each["name"].endswith("-service") and each["name"] != "search-service"
    ]
    (tmp_path / "prometheus.yaml").write_text(
        yaml.safe_dump(
            {
                "global": {"scrape_interval": "1s", "evaluation_interval": "1s"},
                "rule_files": ["rules/*.yaml"],
                "scrape_configs": [{"job_name": "shop", "static_configs": targets}],
            }
        )
    )
    for path in (tmp_path / "rules").iterdir():  # nobody waits five minutes for the first look at days
        path.write_text(path.read_text().replace('interval: "5m"', 'interval: "1s"'))
    address = f"127.0.0.1:{free_port()}"
    command = [
        program, "--config.file=prometheus.yaml", f"--web.listen-address={address}", "--storage.tsdb.path=data",
        "--log.level=error",
    ]  # fmt: skip
    with ThreadPoolExecutor(1) as hand:
        process = hand.submit(subprocess.Popen, command, cwd=tmp_path, preexec_fn=dies_with_parent()).result()
        try:
            yield f"http://{address}"
        finally:
            process.terminate()
            process.wait(30)


def asked(url: str, query: str) -> list[Any]:
    try:
        with urlopen(f"{url}/api/v1/query?{urlencode({'query': query})}") as answer:
            found: list[Any] = json.loads(answer.read())["data"]["result"]
    except OSError:
        return []
    return [each for each in found if each["value"][1] != "NaN"]


def panels() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "examples/shop/telemetry/grafana").glob("*.json")):
        for panel in json.loads(path.read_text())["panels"]:
            for target in panel.get("targets", ()):
                query = target["expr"].replace("$__rate_interval", "30s").replace("$service", "order-service")
                yield f"{path.stem}: {panel['title']}", query


def test_every_panel_has_something_to_show(shop: Shop, prometheus: str) -> None:
    """Orders come a few at a time, so that counters move between two looks; some are declined, and undone."""
    market = Market(lambda: shop.url, shop.issuer)
    until(lambda: len(asked(prometheus, "up == 1")) == 7, "all services are asked")
    asyncio.run(market.open(60))
    waiting = list(market.orders)

    def empty() -> list[tuple[str, str]]:
        asyncio.run(market.place([waiting.pop() for _ in range(min(3, len(waiting)))]))
        return [
            (name, query)
            for name, query in panels()
            if not any(each in query for each in QUIET) and not asked(prometheus, query)
        ]

    for _ in range(20):
        if not (found := empty()):
            break
        sleep(1)
    assert not found, "panels without anything to show"
    assert not asked(prometheus, "nobody_total"), "a name that nobody shows is seen"
    firing = {each["metric"]["alertname"] for each in asked(prometheus, 'ALERTS{alertstate="firing"}')}
    assert {each for each in firing if "Latency" not in each} == set(), (
        "all is well (how fast is the machine's), and somebody is called"
    )
