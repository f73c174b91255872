"""All objects that are to be in a cluster together, found by type, namespace, name and labels."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations
from typing import Any

from skerry.formats.kubernetes.resource import Resource
from skerry.formats.kubernetes.schemas import Schemas
from skerry.formats.kubernetes.selectors import has_all, matches
from skerry.formats.kubernetes.workloads import Workload, workloads
from skerry.kernel.derived import Derives
from skerry.kernel.problem import Problem


@dataclass(frozen=True)
class Manifests(Derives):
    """`repeated` are keys that stand twice in a map, `problems` what could not be read, `schemas` what the objects have to fit.

    Types are written as `kubectl` does: `Service`, `Deployment.apps`. A manifest that names no namespace may be applied into any: it is
    taken to be in whichever is asked for.
    """

    resources: tuple[Resource, ...] = ()
    repeated: tuple[Problem, ...] = ()
    problems: tuple[Problem, ...] = ()
    schemas: Schemas = field(default_factory=Schemas)

    def of(self, *types: str) -> tuple[Resource, ...]:
        """The objects of some types."""
        return tuple(each for type_ in types for each in self._by_type.get(type_, ()))

    def named(self, type_: str, namespace: str, name: str) -> tuple[Resource, ...]:
        """Every object of this type and name in a namespace: several where variants stand side by side."""
        found = self._by_name.get((type_, name), ())
        return tuple(each for each in found if same(each.namespace, namespace))

    def names(self, type_: str, namespace: str) -> tuple[str, ...]:
        """What the objects of a type in a namespace are called."""
        return tuple(dict.fromkeys(each.name for each in self.of(type_) if same(each.namespace, namespace)))

    @cached_property
    def workloads(self) -> tuple[Workload, ...]:
        """All that run pods."""
        return tuple(workloads(self.resources))

    def pods(self, namespace: str, wanted: Mapping[str, str]) -> tuple[Workload, ...]:
        """The workloads in a namespace whose pods have these labels, as a Service selects them; all of them where none are wanted."""
        asked = min((self._by_label.get(pair, ()) for pair in wanted.items()), key=len, default=self.workloads)
        return tuple(each for each in asked if same(each.namespace, namespace) and has_all(wanted, each.labels))

    def matched(self, namespace: str, selector: Any) -> tuple[Workload, ...]:
        """The workloads in a namespace whose pods a LabelSelector takes."""
        return tuple(
            each for each in self.workloads if same(each.namespace, namespace) and matches(selector, each.labels)
        )

    @cached_property
    def namespaces(self) -> frozenset[str]:
        """Namespaces that are made here, or that something is put into; those that every cluster has are among them."""
        made = {each.name for each in self.of("Namespace")}
        used = {each.namespace for each in self.resources if each.namespace}
        return frozenset(made | used | {"default", "kube-system", "kube-public", "kube-node-lease"})

    def namespace_labels(self, namespace: str) -> dict[str, str]:
        """The labels of a namespace, as far as a manifest says them."""
        found: dict[str, str] = {}
        for each in self.of("Namespace"):
            if same(each.name, namespace):
                found |= each.labels
        return found

    @cached_property
    def _by_label(self) -> dict[tuple[str, str], list[Workload]]:
        found: dict[tuple[str, str], list[Workload]] = defaultdict(list)
        for each in self.workloads:
            for pair in each.labels.items():
                found[pair].append(each)
        return dict(found)

    @cached_property
    def _by_type(self) -> dict[str, list[Resource]]:
        found: dict[str, list[Resource]] = defaultdict(list)
        for each in self.resources:
            found[each.type].append(each)
        return dict(found)

    @cached_property
    def _by_name(self) -> dict[tuple[str, str], list[Resource]]:
        found: dict[tuple[str, str], list[Resource]] = defaultdict(list)
        for each in self.resources:
            found[each.type, each.name].append(each)
        return dict(found)


def same(namespace: str, other: str) -> bool:
    """Whether two namespaces may be one: a manifest that names none can be applied into any."""
    return namespace == other or not namespace or not other


def apart(
    resources: Iterable[Resource], keys: Callable[[Resource], Iterable[Hashable]] = lambda each: ((),)
) -> Iterator[tuple[Resource, Resource]]:
    """Pairs of objects that are in a cluster at once: not two variants of one object, nor of two installations. Only those that share a
    key are paired, which keeps a thousand objects from making half a million pairs."""
    groups: dict[tuple[str, Hashable], list[Resource]] = defaultdict(list)
    for each in resources:
        for key in dict.fromkeys(keys(each)):
            groups[each.scope, key].append(each)
    told: set[tuple[int, int]] = set()
    for rows in groups.values():
        for one, other in combinations(rows, 2):
            pair = id(one), id(other)
            if (one.name, one.namespace) != (other.name, other.namespace) and pair not in told:
                told.add(pair)
                yield one, other
