"""By which other names the workloads of a tree are known, so that variants of one system are not taken for several."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from skerry.read.manifests._products import product
from skerry.read.manifests.kubernetes.services import Services
from skerry.read.manifests.kubernetes.values import text
from skerry.read.manifests.kubernetes.workloads import Workload

_SAYS_LITTLE = re.compile(
    r"^((main|my|the|web|app|api|http|rest|grpc|server|backend|frontend|service|container|sample|demo|example|user|k8s|kube)[-_]?)+$"
)

_MANY = 4  # workloads that have to agree
_SAYS_WHAT = re.compile(r"(.*(sql|mongo|db|redis|kafka|rabbit|cache|memcached|queue|service|svc|srv|app|api)s?)?-$")
_ORDINAL = re.compile(r"^-\d+(?=-)")
_ENDINGS = frozenset(["-service", "-svc", "-srv", "-api", "-server", "-app", "-web", "-worker"])


def chart_names(workloads: Sequence[Workload]) -> list[str]:
    """Of each workload: its chart's name, if it is the only one of that and is called so but for an ending that most have; else ''.

    Umbrella charts often end all names with what the whole is called.
    """
    alone = Counter(each.origin.chart for each in workloads)
    endings = [_ending(each) if alone[each.origin.chart] == 1 else "" for each in workloads]
    common = Counter(endings)
    return [
        each.origin.chart if ending and common[ending] > 2 and ending not in _ENDINGS else ""
        for each, ending in zip(workloads, endings, strict=True)
    ]


def _ending(workload: Workload) -> str:
    chart = workload.origin.chart
    if not chart or not workload.name.startswith(chart + "-"):
        return ""
    return _ORDINAL.sub("", workload.name[len(chart) :])


def without_common_word(workloads: Sequence[Workload]) -> list[str]:
    """Of each workload: its name without the word that all names of a tree begin with, which is the system's; '' where there is none.

    Other manifests of the same system often leave that out. A single word that is no product's name, as `image`, would be found anywhere.
    """
    names = {each.name for each in workloads}
    word = next(iter(names), "").partition("-")[0] + "-"
    if len(names) < _MANY or _SAYS_WHAT.match(word) or not all(name.startswith(word) and name > word for name in names):
        return [""] * len(workloads)
    rest = [each.name.removeprefix(word) for each in workloads]
    return [name if "-" in name or product(name)[0] else "" for name in rest]


def without_release(workloads: Sequence[Workload]) -> list[str]:
    """Of each workload: its name without that of its Helm release, where labels say which that is, and no other has the rest; else ''.

    Charts name what they make `RELEASE-COMPONENT`, as a cluster has it and rendered manifests do. Source: Helm, labels and annotations.
    """
    found = [_in_release(each) for each in workloads]
    bearers: dict[str, set[str]] = defaultdict(set)
    for each, name in zip(workloads, found, strict=True):
        bearers[name].add(each.name)
    return [name if len(bearers[name]) == 1 else "" for name in found]


def _in_release(workload: Workload) -> str:
    release = text(workload.labels, "app.kubernetes.io/instance")
    return workload.name.removeprefix(f"{release}-") if release and workload.name.startswith(f"{release}-") else ""


def second_names(workloads: Sequence[Workload], led: Services) -> list[tuple[str, ...]]:
    """Of each workload: the name that Dapr calls it by, that in its Helm release, and its container's, if that has several words and
    is no other's.

    Compose calls the latter `container_name`, and it often stays when a workload is renamed for another kind of cluster.
    """
    bearers: dict[tuple[str, str], set[str]] = defaultdict(set)
    for each in workloads:
        bearers[each.origin.folder, each.name].add(each.name)
        for container in each.containers[:1]:
            bearers[each.origin.folder, text(container, "name")].add(each.name)
    dapr = [text(each.annotations, "dapr.io/app-id") for each in workloads]
    short = without_common_word(workloads)
    return [
        (*filter(None, given), *_names(each, bearers, led))
        for *given, each in zip(dapr, short, without_release(workloads), workloads, strict=True)
    ]


def _names(workload: Workload, bearers: dict[tuple[str, str], set[str]], led: Services) -> tuple[str, ...]:
    for container in workload.containers[:1]:
        name = text(container, "name")
        mine = bearers[workload.origin.folder, name] == {workload.name} and not led.hosts.get(name)
        if mine and re.search(r"\w[-_]\w", name) and not _SAYS_LITTLE.match(name) and not workload.is_job:
            return (name,)
    return ()
