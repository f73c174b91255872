"""Sensitive data that lies open.

Why: Whoever gets a backup, a disk or an account of the database has all of it. Card data and health data may not be kept like
that at all.

Instead: Encrypt the store (`encrypted: true`) or the data (`policies: { data: { phi: { encrypted: true } } }`).

When: A field is tagged as health data, card data or a credential, and neither its policy nor any store of its service is
encrypted.

Source: PCI DSS v4.0, requirement 3.5; 45 CFR 164.312(a)(2)(iv) (HIPAA, encryption at rest).
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.kernel.finding import Edit
from skerry.kernel.problem import Severity
from skerry.kernel.words import joined
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.ERROR, Needs.MODEL)
TAGS = frozenset(["phi", "pci", "secret"])
SOUND = """
contexts: { money: {} }
services:
  card-service: { context: money, owns: [Card], stores: { main: { postgres: c, encrypted: true } }, data: { Card.number: { tag: pci } } }
types: { money: { Card: { id: uuid, number: text } } }
"""
BROKEN = SOUND.replace(", encrypted: true", "")


def check(case: Case) -> Iterator[Hit]:
    """One finding for each service."""
    for service in case.system.services.values() if case.system else ():
        open_ = [
            rule
            for rule in service.data
            if rule.tag in TAGS and not (rule.policy.encrypted and rule.policy.encrypted.value)
        ]
        if open_ and service.stores and not any(store.encrypted for store in service.stores.values()):
            fields = joined(f"{rule.type.name}.{rule.field_name}" for rule in open_)
            edit = Edit(("services", service.name, "stores", next(iter(service.stores)), "encrypted"), "true")
            what = f"{service.name} keeps {fields} unencrypted"
            yield Hit((service.name,), what, open_[0].span, edit=edit if len(service.stores) == 1 else None)
