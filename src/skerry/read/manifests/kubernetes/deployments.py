"""The ways in which the manifests of a tree install its system: overlays, folders that are variants of one another, charts with values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import combinations

from skerry.facts.fleet import Deployment
from skerry.read.manifests._purposes import purpose
from skerry.read.manifests._texts import Texts
from skerry.read.manifests.kubernetes.files import KUSTOMIZE, Manifests
from skerry.read.manifests.kubernetes.helm.charts import HELM
from skerry.read.manifests.kubernetes.kustomize import Kustomizations
from skerry.read.manifests.kubernetes.objects import READER
from skerry.read.manifests.kubernetes.workloads import workloads

_MOST = 30  # folders in which a workload of one name is compared


def deployments(texts: Texts) -> Iterator[Deployment]:
    """Kustomizations that no other one takes, plain manifests, and charts."""
    manifests = texts.derived(Manifests)
    kustomizations = manifests.kustomizations
    named: set[str] = set()
    for folder in kustomizations.of:
        named.update(kustomizations.files(folder))
    running = _running(manifests)
    for several in _overlays(kustomizations, running):
        short = several[0].rpartition("/")[2] or KUSTOMIZE
        files = dict.fromkeys(path for folder in several for path in kustomizations.files(folder))
        yield Deployment(short, KUSTOMIZE, tuple(files), purpose(short, several[0]))
    yield from _plain({path: rows for path, rows in running.items() if path not in named}, manifests, named)
    for name, paths in manifests.charts.deployments():
        yield Deployment(name, HELM, paths, purpose(name))


def _overlays(kustomizations: Kustomizations, running: Mapping[str, set[str]]) -> Iterator[list[str]]:
    """The folders that are installed together: of one name, and with nothing in common, as each service has its own `overlays/prod`."""
    found: dict[str, list[tuple[list[str], set[str]]]] = defaultdict(list)
    for folder in kustomizations.tops():
        runs = set[str]().union(*(running.get(path, ()) for path in kustomizations.files(folder)))
        known = found[folder.rpartition("/")[2]]
        for folders, names in known[:_MOST]:
            if names.isdisjoint(runs):
                folders.append(folder)
                names.update(runs)
                break
        else:
            known.append(([folder], runs))
    return (folders for each in found.values() for folders, _ in each)


def _running(manifests: Manifests) -> dict[str, set[str]]:
    """The files, and the names of the workloads in each."""
    return {
        path: {each.origin.name for each in workloads(rows) if not each.is_patch} for path, rows in manifests.of.items()
    }


def _plain(running: Mapping[str, set[str]], manifests: Manifests, named: set[str]) -> Iterator[Deployment]:
    """Manifests that are applied as they stand. Folders that run the same are variants; what is in none of them belongs to each."""
    if not any(running.values()):
        return
    files = [path for path, rows in manifests.of.items() if rows and path not in named]
    variants = _variants(running)
    if not variants:
        yield Deployment(READER, READER, tuple(files))
        return
    home = {path: _home(path, variants) for path in files}
    for folder in sorted(variants):
        own = tuple(path for path in files if home[path] in {folder, None})
        short = folder.rpartition("/")[2] or READER
        yield Deployment(short, READER, own, purpose(short, folder))


def _variants(running: Mapping[str, set[str]]) -> set[str]:
    """The folders that tell variants apart: below the last one in common, of folders that run a workload of one name."""
    folders: dict[str, dict[str, None]] = defaultdict(dict)
    for path, names in running.items():
        for name in names:
            folders[name][path.rpartition("/")[0]] = None
    found: set[str] = set()
    for several in {tuple(each)[:_MOST] for each in folders.values() if len(each) > 1}:
        for one, other in combinations(several, 2):
            found |= {_apart(one, other), _apart(other, one)}
    return found


def _apart(folder: str, other: str) -> str:
    """The first folder on the way to one that is not on the way to the other; the whole, if that lies in it."""
    steps, others = folder.split("/"), other.split("/")
    for at, step in enumerate(steps):
        if at >= len(others) or step != others[at]:
            return "/".join(steps[: at + 1])
    return folder


def _home(path: str, variants: set[str]) -> str | None:
    folder = path.rpartition("/")[0]
    while folder not in variants:
        if not folder:
            return None
        folder = folder.rpartition("/")[0]
    return folder
