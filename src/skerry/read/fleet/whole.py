"""The whole way from a folder of services to a Fleet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from skerry.facts.fleet import Fleet
from skerry.facts.graph import FactGraph
from skerry.facts.references import References
from skerry.kernel.problem import Problem
from skerry.read.fleet import slices
from skerry.read.fleet.alone import alone
from skerry.read.fleet.data import holdings
from skerry.read.fleet.deployments import chosen
from skerry.read.fleet.edges import edges
from skerry.read.fleet.evidence import links
from skerry.read.fleet.evidence._channels import channels
from skerry.read.fleet.ground import Ground, ground
from skerry.read.fleet.routes import routes
from skerry.read.fleet.traits import traits
from skerry.read.manifests import Texts, parts
from skerry.read.manifests.kubernetes import of_objects
from skerry.read.sources import SourceTree, walk, walk_all


def read_fleet(root: Path, code: FactGraph, folders: dict[str, Path] | None = None, deployment: str = "") -> Fleet:
    """What runs below `root`, and who speaks to whom; `code` is what `read` has found in the same folder.

    `folders` are those of a workspace by their names, which stand before all paths, also of `code`. `deployment` is the only one that
    is meant; a fleet with nothing but a problem is what comes of a name that none has. Nothing is raised for bad input.
    """
    texts = Texts(walk_all(root, folders, _everything) if folders else walk(root, _everything))
    stand = ground(texts, parts(texts), code)
    if not deployment:
        return _fleet(stand)
    found = chosen(deployment, stand.deployments)
    if isinstance(found, Problem):
        return Fleet(code.root, problems=(found,), deployments=stand.deployments)
    only = texts.of_deployment(found, stand.deployments)
    fleet = _fleet(ground(only, parts(only), code))
    return replace(fleet, deployments=stand.deployments, deployment=found.name)


def fleet_of_objects(objects: Iterable[object], name: str) -> Fleet:
    """What runs in a cluster, of what it answers to `kubectl get -o json` (parsed); `name` is what places are called."""
    code = FactGraph(name, (), References(), ())
    return _fleet(ground(Texts(SourceTree(Path(name))), of_objects(objects, name), code))


def _fleet(stand: Ground) -> Fleet:
    code, texts = stand.code, stand.texts
    # What is called `user` and runs is a service, and no person.
    found = [link for link in links(stand) if link.kind != "user" or link.source not in stand.by_name]
    problems = tuple(sorted(texts.problems, key=lambda p: (p.span, p.code.id)))
    if not stand.nodes:
        nodes_alone, edges_alone = alone(code) if code.units else ((), ())
        return Fleet(code.root, nodes_alone, edges_alone, problems=problems)
    nodes = {link.new.name: link.new for link in found if link.new is not None} | stand.by_name
    weighed = edges(found, nodes, {name for name in nodes if stand.files(name)})
    return Fleet(
        code.root,
        tuple(nodes[name] for name in sorted(nodes)),
        weighed,
        slices.with_holdings(stand, holdings(stand, weighed, nodes)),
        slices.with_routes(stand, routes(stand)),
        slices.with_channels(stand, stand.derived(channels)),
        traits(stand, found),
        problems=problems,
        deployments=stand.deployments,
    )


def _everything(name: str, extension: str) -> bool:
    return True
