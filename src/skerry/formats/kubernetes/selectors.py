"""Label selectors: `matchLabels`, `matchExpressions`, and the plain map that Services and Istio have.

Source: Kubernetes documentation, Labels and Selectors.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from skerry.formats.kubernetes.values import labels as labels_at
from skerry.formats.kubernetes.values import listed, rows, text


def has_all(wanted: Mapping[str, str], labels: Mapping[str, str]) -> bool:
    """Whether labels have all that are wanted, as a Service asks it."""
    return all(labels.get(key) == value for key, value in wanted.items())


def matches(selector: Any, labels: Mapping[str, str]) -> bool:
    """Whether a LabelSelector takes these labels: an empty one takes all. An operator that does not exist takes none."""
    return has_all(labels_at(selector, "matchLabels"), labels) and all(
        _holds(text(each, "key"), text(each, "operator"), listed(each, "values"), labels)
        for _, each in rows(selector, "matchExpressions")
    )


def _holds(key: str, operator: str, values: list[Any], labels: Mapping[str, str]) -> bool:
    match operator:
        case "In":
            return labels.get(key) in values
        case "NotIn":
            return labels.get(key) not in values
        case "Exists":
            return key in labels
        case "DoesNotExist":
            return key not in labels
    return False


def shown(wanted: Mapping[str, str]) -> str:
    """`app=orders, version=v1`."""
    return ", ".join(f"{key}={value}" for key, value in wanted.items())
