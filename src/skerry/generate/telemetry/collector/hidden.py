"""What of traces and logs may not leave: fields that the model tags. Generated services hide them themselves; others may not."""

from __future__ import annotations

import re
from collections.abc import Iterator

from skerry.model.system import System

_CARDS = (r"\b4[0-9]{12}(?:[0-9]{3})?\b", r"\b(?:5[1-5][0-9]{2}|2[2-7][0-9]{2})[0-9]{12}\b", r"\b3[47][0-9]{13}\b")
_MAIL = r"[\w.+-]+@[\w-]+\.[\w.-]+"


def keys(system: System) -> list[str]:
    """Patterns of attributes that are hidden whatever they hold: a tagged field, alone or behind its type, in any spelling."""
    found = (_key(type_, name) for type_, name, _ in _tagged(system))
    return list(dict.fromkeys(found))


def values(system: System) -> list[str]:
    """Patterns of what is hidden wherever it stands: numbers of cards (PCI) and addresses of mail, where the model tags such."""
    tagged = list(_tagged(system))
    cards = list(_CARDS) if any(tag == "pci" for _, _, tag in tagged) else []
    return [*cards, *([_MAIL] if any("mail" in name.lower() for _, name, _ in tagged) else [])]


def _tagged(system: System) -> Iterator[tuple[str, str, str]]:
    for service in system.services.values():
        for rule in service.data:
            yield rule.type.name, rule.field_name, rule.tag


def _key(type_: str, field: str) -> str:
    # the collector puts variables in place of what follows one dollar
    return rf"(?i)^({_spelled(type_)}[._-]?)?{_spelled(field)}$$"


def _spelled(name: str) -> str:
    """`customerId`, `customer_id` and `customer-id`."""
    return "[._-]?".join(re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+", name)) or re.escape(name)
