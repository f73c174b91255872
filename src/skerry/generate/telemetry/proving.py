"""Unit tests for promtool: each alert fires on synthetic series in which its trouble happens, and ends once that is over."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from skerry.generate.kubernetes.meta import Object
from skerry.generate.telemetry import burning, rules
from skerry.generate.telemetry.alerting import Alert
from skerry.model.system import System


def tests(system: System, service: str, found: Sequence[Alert]) -> Iterator[tuple[str, str]]:
    """The files of one service by name, paths as seen from their folder: promises, whose windows are hours, are looked at less often."""
    for name, every, mine in (
        (service, "1m", [each for each in found if not each.proof.slow]),
        (f"{service}-promises", "5m", [each for each in found if each.proof.slow]),
    ):
        if mine:
            yield name, _file((rules.WINDOWS, service), every, [_test(system, each) for each in mine])


def windows() -> str:
    """The file of the windows: an hour of bad requests after three days without any, so each window has its own share of them.

    That of a month is made of means over hours, so it is looked at when the hour has passed.
    """
    every, quiet, bad, rest = 5, 3 * 24 * 60, 60, 120  # minutes
    labels = 'namespace="any", job="any", slo="availability"'
    checks = []
    for window, minutes in burning.WINDOWS.items():
        at = quiet + bad + (rest if minutes == burning.MONTH else -every)
        share = min(1, bad / min(minutes, at))
        checks.append(
            {
                "expr": f"abs({burning.ratio(window)} - {share:.4f}) < bool {0.15 * share:.4f}",
                "eval_time": f"{at}m",
                "exp_samples": [{"labels": f"{{{labels}}}", "value": 1}],
            }
        )
    values = " ".join(f"{value}+0x{minutes // every - 1}" for value, minutes in ((0, quiet), (10, bad), (0, rest)))
    test = {
        "name": "each window has the share of its own time",
        "interval": f"{every}m",
        "input_series": [
            {"series": f"{burning.REQUESTS}{{{labels}}}", "values": f"10+0x{(quiet + bad + rest) // every}"},
            {"series": f"{burning.BAD}{{{labels}}}", "values": f"{values} 0"},
        ],
        "promql_expr_test": checks,
    }
    return _file((rules.WINDOWS,), f"{every}m", [test])


def _file(names: Sequence[str], every: str, tests: Sequence[Object]) -> str:
    """Lines of JSON within YAML: a series or a check is read as one, and there are thousands of them."""
    found = ["rule_files:", *(f"  - ../rules/{name}.yaml" for name in names), f"evaluation_interval: {every}", "tests:"]
    for test in tests:
        lead = "  - "
        for key, value in test.items():
            if isinstance(value, str):
                found.append(f"{lead}{key}: {json.dumps(value)}")
            else:
                found += [f"{lead}{key}:", *(f"      - {json.dumps(each, ensure_ascii=False)}" for each in value)]
            lead = "    "
    return "\n".join(found) + "\n"


def _test(system: System, alert: Alert) -> Object:
    return {
        "name": " ".join((alert.name, *alert.labels.values())),
        "interval": "1m",
        "input_series": [{"series": name, "values": values} for name, values in alert.proof.series.items()],
        "alert_rule_test": list(_checks(system, alert)),
    }


def _checks(system: System, alert: Alert) -> Iterator[Object]:
    proof = alert.proof
    fired = {
        "exp_labels": {**proof.found, **rules.labels(alert)},
        "exp_annotations": rules.told(system, alert),
    }
    yield {"eval_time": f"{proof.quiet}m", "alertname": alert.name, "exp_alerts": []}
    yield {"eval_time": f"{proof.fires}m", "alertname": alert.name, "exp_alerts": [fired]}
    for name in proof.silent:
        yield {"eval_time": f"{proof.fires}m", "alertname": name, "exp_alerts": []}
    yield {"eval_time": f"{proof.ends}m", "alertname": alert.name, "exp_alerts": []}
