"""How rules of manifests ask: for each workload or container, and for the objects of a type."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from skerry.formats.kubernetes.manifests import Manifests, same
from skerry.formats.kubernetes.values import Key
from skerry.formats.kubernetes.workloads import Container, Workload
from skerry.kernel.span import Span
from skerry.kernel.words import joined, nearest
from skerry.rules.case import Case
from skerry.rules.hit import Hit

_NONE = Manifests()


def manifests(case: Case) -> Manifests:
    """Those of the case; a rule that needs them is asked only where there are some."""
    return case.manifests if case.manifests is not None else _NONE


def containers(
    case: Case,
    wrong: Callable[[Workload, Container], tuple[Key, ...] | None],
    said: Callable[[str], str],
    fix: str = "",
) -> Iterator[Hit]:
    """One finding for each workload some of whose containers are wrong. `wrong` answers which keys of a container to point at, `()` for
    the container itself, None where nothing is wrong; `said` makes the message of the names of those that are."""
    for workload in manifests(case).workloads:
        found = [(each, keys) for each in workload.containers if (keys := wrong(workload, each)) is not None]
        if found:
            first, keys = found[0]
            names = joined([f"`{each.name}`" for each, _ in found])
            yield Hit(
                (workload.resource.subject, *(each.name for each, _ in found)),
                f"{workload.resource.title}: {said(names)}",
                _place(workload, first, keys),
                fix=fix,
                related=tuple((_place(workload, each, more), f"`{each.name}`, too") for each, more in found[1:4]),
            )


def _place(workload: Workload, container: Container, keys: tuple[Key, ...]) -> Span:
    """What is wrong in a container; its name, where what is wrong is that something is not there."""
    written = bool(keys) and keys[0] in container.body
    return workload.resource.span(*container.keys, *(keys if written else ("name",)))


def workloads(
    case: Case, wrong: Callable[[Workload], tuple[Key, ...] | None], said: str, fix: str = ""
) -> Iterator[Hit]:
    """One finding for each workload that is wrong: `wrong` answers which keys of its pods' template to point at, or None."""
    for each in manifests(case).workloads:
        keys = wrong(each)
        if keys is not None:
            yield Hit((each.resource.subject,), f"{each.resource.title} {said}", each.span(*keys), fix=fix)


def instead(name: str, known: tuple[str, ...] | list[str], otherwise: str) -> str:
    """What to write in place of a name that is not known: the nearest one, or what is there, or something else."""
    near = "" if name.isdigit() else nearest(name, known)  # one number is like another only by chance
    if near:
        return f"did you mean `{near}`?"
    return f"there are {joined([f'`{each}`' for each in known], 6)}; or {otherwise}" if known else otherwise


_NO_PODS = ("k8s.io", "istio.io", "linkerd.io", "cert-manager.io", "external-secrets.io")


def made_by_operator(known: Manifests, namespace: str, wanted: Mapping[str, str]) -> bool:
    """Whether an object of a kind that is not built in is called as the labels say: then its operator makes the pods."""
    values = set(wanted.values())
    return any(
        "." in each.group
        and not each.group.endswith(_NO_PODS)
        and same(each.namespace, namespace)
        and each.name in values
        for each in known.resources
    )


def told(case: Case) -> frozenset[str]:
    """The services of the fleet that was read: what rules of other families say of them is not said twice."""
    return frozenset(node.name for node in case.observed.services) if case.observed is not None else frozenset()
