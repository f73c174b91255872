"""Which part of the business a service is: core (what sets it apart), generic (what every business has and can buy) or supporting."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from skerry.decompose.ownership import holdings
from skerry.decompose.partition import Partition
from skerry.decompose.proposal import Reason
from skerry.facts.history import churn
from skerry.facts.kinds import REFERENCE_KINDS, Endpoint, Outbound, Transaction

# What can be bought or taken ready-made, by the words that tell of it. Knowledge of the world, which no code base teaches.
_READY_MADE = {
    "identity and access": "access account auth authentication authorization claim credential identity ldap login logout oauth "
    "oidc password permission role saml session token user",
    "notification": "email inbox mail mailer message messaging newsletter notification notifier push recipient sms smtp "
    "subscriber template",
    "payment": "bankcard braintree card charge payment payout paypal refund stripe transaction",
    "file storage": "attachment blob bucket download file media storage thumbnail upload",
}
_TOP = 8
_MATCHES = 3
_CORE_SHARE = 1.25  # of what services have on average
_KINDS_OF_CALL = frozenset(REFERENCE_KINDS.index(kind) for kind in ("call", "create", "inject"))


def kinds(partition: Partition, words: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, tuple[Reason, ...]]]:
    """Each service's kind and why. `words` are the services' vocabularies, the most telling first."""
    ready = {service: _ready_made(partition, service, words.get(service, ())) for service in partition.services}
    weights = _weights(partition)
    found: dict[str, tuple[str, tuple[Reason, ...]]] = {}
    for service in partition.services:
        telling = _heavier(service, weights)
        mean = sum(weight.get(service, 0.0) for weight in weights.values()) / max(1, len(weights))
        if ready[service] and mean < 2 * _CORE_SHARE:
            found[service] = ("generic", tuple(ready[service]))
        elif mean >= _CORE_SHARE and len(telling) > 1:
            found[service] = ("core", tuple(telling))
        else:
            found[service] = ("supporting", (_rest(service, weights),))
    return found


def _ready_made(partition: Partition, service: str, words: Sequence[str]) -> list[Reason]:
    found = []
    top = list(words[:_TOP])
    for field, known in _READY_MADE.items():
        said = [word for word in top if word in known.split()]
        if len(said) >= (_MATCHES if top[:1] != said[:1] else _MATCHES - 1):
            found.append(Reason("names", f"its words are those of {field}: {', '.join(said)}", len(said) / _TOP))
    protocols = _protocols(partition).get(service, Counter())
    if found and protocols:
        said = [f"{number} by {protocol}" for protocol, number in sorted(protocols.items())]
        found.append(Reason("structure", f"it calls other systems: {', '.join(said)}", 0.2))
    return sorted(found, key=lambda reason: (-reason.weight, reason.text))


def _protocols(partition: Partition) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for fact in partition.graph.of(Outbound):
        found[partition.of_unit[fact.unit]][fact.protocol] += 1
    return found


# -- what makes a service weigh more than others ---------------------------------------------------------------------------


def _weights(partition: Partition) -> dict[str, dict[str, float]]:
    """For each measure the services' shares, in multiples of the average; measures that nobody has are left out."""
    found = {}
    for name, counts in _counts(partition):
        total = sum(counts[service] for service in partition.services)
        if total:
            found[name] = {service: counts[service] * len(partition.services) / total for service in partition.services}
    return found


def _counts(partition: Partition) -> Iterator[tuple[str, Counter[str]]]:
    of_unit, graph = partition.of_unit, partition.graph
    yield "entities", Counter(held.owner for held in holdings(partition))
    yield "transactions", Counter(of_unit[fact.unit] for fact in graph.of(Transaction))
    yield "endpoints", Counter(of_unit[fact.unit] for fact in graph.of(Endpoint))
    changes = churn(graph.history)
    counts: Counter[str] = Counter()
    for path, service in partition.service_of.items():
        counts[service] += changes.get(path, 0)
    yield "changes", counts
    yield "calls to and from others", _calls(partition)


def _calls(partition: Partition) -> Counter[str]:
    found: Counter[str] = Counter()
    table, of_unit = partition.graph.references, partition.of_unit
    for source, target, kind in zip(table.sources, table.targets, table.kinds, strict=True):
        left, right = of_unit[source], of_unit[target]
        if left and right and left != right and kind in _KINDS_OF_CALL:
            found[left] += 1
            found[right] += 1
    return found


def _heavier(service: str, weights: Mapping[str, Mapping[str, float]]) -> list[Reason]:
    """Where the service has much more than its part, the strongest first."""
    found = [(weight[service], name) for name, weight in weights.items() if weight[service] >= _CORE_SHARE]
    family = {"entities": "data", "transactions": "data", "endpoints": "routes", "changes": "history"}
    return [
        Reason(
            family.get(name, "structure"),
            f"{times:.1f} times the average of {name}",
            min(1.0, times / len(weights) / 2),
        )
        for times, name in sorted(found, key=lambda item: (-item[0], item[1]))
    ]


def _rest(service: str, weights: Mapping[str, Mapping[str, float]]) -> Reason:
    mean = sum(weight[service] for weight in weights.values()) / max(1, len(weights))
    return Reason(
        "structure", f"it has {mean:.1f} times what services have on average, and nothing that could be bought", 0.5
    )
