"""How often one service asks another one the same while it answers one request: the N+1 of a network, of which no code need tell."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from statistics import median_low

from skerry.facts.fleet import Trait, Witness
from skerry.formats.spans import Span

MOST = 5  # calls of one operation for one request that nobody minds
_DEEPEST = 50  # spans of one service within each other


def rounds(path: str, spans: Sequence[Span], reader: str, strength: float) -> Iterator[Trait]:
    """A `calls-in-loop` for each pair of services where half of the requests that lead to such calls lead to more than `MOST` of one
    operation; its value is how many."""
    found: dict[tuple[str, str], tuple[int, str]] = {}
    for (caller, callee, operation), counts in sorted(_counted(spans).items()):
        times = median_low(counts)
        if times > max(MOST, found.get((caller, callee), (0, ""))[0]):
            found[caller, callee] = times, operation
    for (caller, callee), (times, operation) in found.items():
        said = f"{operation} {times} times for one request".strip()
        yield Trait(caller, "calls-in-loop", callee, str(times), (Witness(path, 0, reader, said, strength),))


def _counted(spans: Sequence[Span]) -> Mapping[tuple[str, str, str], list[int]]:
    """For each caller, callee and operation how many calls there were for each request that led to one."""
    known = {span.id: span for span in spans if span.id}
    calls: Counter[tuple[str, str, str, str]] = Counter()
    for span in spans:
        asking = known.get(span.parent)
        if span.kind == "server" and asking is not None and "" != asking.service != span.service != "":
            calls[asking.service, span.service, span.name, _request(asking, known)] += 1
    found: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for (caller, callee, operation, _), times in calls.items():
        found[caller, callee, operation].append(times)
    return found


def _request(span: Span, known: Mapping[str, Span]) -> str:
    """The span with which the service of a span took up what it was asked."""
    for _ in range(_DEEPEST):
        around = known.get(span.parent)
        if span.kind in {"server", "consumer"} or around is None or around.service != span.service:
            break
        span = around
    return span.id
