"""There should be a single type of service registry.

One registry: Eureka, Consul, Nacos, etcd. Counted by node, as the rules' authors did: three servers of one cluster that the manifests
name one by one are three.
"""

from __future__ import annotations

from skerry.facts.fleet import Fleet
from skerry.rules.verdicts._terms import registries
from skerry.rules.verdicts._verdict import Verdict, one


def verdict(fleet: Fleet) -> Verdict:
    """Whether the rule holds."""
    return one(registries(fleet), "service registries")
