"""There should be a single type of central logging subsystem.

One collector of log lines: Logstash, Fluentd, Loki, Graylog, Seq … Its store and its screen belong to it.
"""

from __future__ import annotations

from skerry.facts.fleet import Fleet
from skerry.rules.verdicts._terms import log_servers
from skerry.rules.verdicts._verdict import Verdict, one


def verdict(fleet: Fleet) -> Verdict:
    """Whether the rule holds."""
    return one(log_servers(fleet), "central logging subsystems")
