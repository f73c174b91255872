"""Whom alerts reach: each team its own, pages at once and tickets together; what explains another alert silences it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from skerry.generate.kubernetes.meta import Object
from skerry.generate.telemetry.alerting import PAGE, TICKET
from skerry.kernel.yaml_text import Noted

_SECRETS = "/etc/alertmanager/secrets"
_NOBODY = "nobody"
_SAME = ["namespace", "service"]


def alertmanager(teams: Sequence[str]) -> Object:
    """The whole configuration."""
    return {
        "route": {
            "receiver": _NOBODY,
            "group_by": ["namespace", "service", "slo"],
            "group_wait": "30s",
            "group_interval": "5m",
            "repeat_interval": "4h",
            "routes": [_route(team) for team in teams],
        },
        "inhibit_rules": [
            Noted(
                _inhibits(['alertname="ServiceDown"'], ['alertname!="ServiceDown"']),
                "A service that is down explains all else that is said of it.",
            ),
            Noted(
                _inhibits([f'severity="{PAGE}"', 'slo!=""'], [f'severity="{TICKET}"', 'slo!=""'], "slo"),
                "Who was called needs no ticket about the same promise.",
            ),
        ],
        "receivers": [
            Noted({"name": _NOBODY}, "Alerts of services that no team owns: give `team` in the model."),
            *(receiver for team in teams for receiver in _receivers(team)),
        ],
    }


def _route(team: str) -> Object:
    return {
        "receiver": f"{team}-{TICKET}",
        "matchers": [f'team="{team}"'],
        "group_interval": "1h",
        "repeat_interval": "1d",
        "routes": [
            {
                "receiver": f"{team}-{PAGE}",
                "matchers": [f'severity="{PAGE}"'],
                "group_interval": "5m",
                "repeat_interval": "1h",
            }
        ],
    }


def _inhibits(source: list[str], target: list[str], *also: str) -> Object:
    return {"source_matchers": source, "target_matchers": target, "equal": [*_SAME, *also]}


def _receivers(team: str) -> Iterator[Object | Noted]:
    text = {
        "title": "{{ .CommonLabels.service }}: {{ .CommonLabels.alertname }}",
        "text": "{{ range .Alerts }}{{ .Annotations.summary }} {{ .Annotations.runbook_url }} {{ end }}",
    }
    yield Noted(
        {
            "name": f"{team}-{PAGE}",
            "pagerduty_configs": [
                {
                    "routing_key_file": f"{_SECRETS}/{team}-{PAGE}",
                    "description": "{{ .CommonLabels.service }}: {{ .CommonAnnotations.summary }}",
                    "details": {"runbook": "{{ .CommonAnnotations.runbook_url }}"},
                }
            ],
        },
        "Another pager or chat: write it in place of these. Keys are files of a secret.",
    )
    yield {
        "name": f"{team}-{TICKET}",
        "slack_configs": [
            {"api_url_file": f"{_SECRETS}/{team}-{TICKET}", "channel": f"#{team}", "send_resolved": True, **text}
        ],
    }
