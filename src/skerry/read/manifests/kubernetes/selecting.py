"""Selectors: which labels they ask for. Source: Kubernetes, "Labels and Selectors"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from skerry.read.manifests.kubernetes.values import listed, mapping, mappings, text

_TERM = re.compile(
    r"\s*(?:(?P<key>[\w./-]+)\s+(?P<op>in|notin)\s*\((?P<values>[^)]*)\)|(?P<name>[\w./-]+)\s*(?P<sign>==?|!=)\s*(?P<value>[\w.-]*)"
    r"|(?P<not>!?)\s*(?P<bare>[\w./-]+))\s*(?:,|$)"
)


def is_selected(labels: Mapping[str, Any], selector: Mapping[str, Any]) -> bool:
    """Whether labels have all that `matchLabels` and `matchExpressions` ask for; what asks for nothing selects all."""
    wanted = mapping(selector, "matchLabels")
    if any(text(labels, key) != text(wanted, key) or key not in labels for key in wanted):
        return False
    return all(_holds(labels, each) for each in mappings(selector, "matchExpressions"))


def _holds(labels: Mapping[str, Any], expression: Mapping[str, Any]) -> bool:
    key, operator = text(expression, "key"), text(expression, "operator").lower()
    values = {text(each) for each in listed(expression, "values")}
    if operator == "in":
        return key in labels and text(labels, key) in values
    if operator == "notin":
        return key not in labels or text(labels, key) not in values
    if operator in {"exists", "doesnotexist"}:
        return (key in labels) == (operator == "exists")
    return False


def expressed(written: str) -> Mapping[str, Any] | None:
    """A selector in one line (`app=cart,tier in (a, b),!old`) as `matchExpressions`; None for what is none."""
    rows: list[dict[str, Any]] = []
    at = 0
    while at < len(written):
        found = _TERM.match(written, at)
        if not found or found.end() == at:
            return None
        at = found.end()
        if found["key"]:
            operator = "In" if found["op"] == "in" else "NotIn"
            rows.append(
                {
                    "key": found["key"],
                    "operator": operator,
                    "values": [each.strip() for each in found["values"].split(",")],
                }
            )
        elif found["name"]:
            operator = "NotIn" if found["sign"] == "!=" else "In"
            rows.append({"key": found["name"], "operator": operator, "values": [found["value"]]})
        else:
            rows.append({"key": found["bare"], "operator": "DoesNotExist" if found["not"] else "Exists"})
    return {"matchExpressions": rows}
