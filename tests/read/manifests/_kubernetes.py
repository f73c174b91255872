"""Short spellings of Kubernetes objects for tests, and what is read of a folder of them."""

from collections.abc import Mapping
from pathlib import Path

from tests.read.fleet._reading import fleet_of

from skerry.facts.fleet import Fleet


def deployment(
    name: str, container: str = "", kind: str = "Deployment", labels: str = "", spec: str = "", pod: str = ""
) -> str:
    """A workload with one container; the arguments are further keys in YAML's flow style, each with a comma before it."""
    return (
        f"apiVersion: apps/v1\nkind: {kind}\nmetadata: {{ name: {name} }}\n"
        f"spec: {{ template: {{ metadata: {{ labels: {{ app: {name}{labels} }} }},\n"
        f"  spec: {{ containers: [{{ name: main, image: shop/{name}{container} }}]{pod} }} }}{spec} }}\n"
    )


def service(name: str, selector: str, port: int = 80, more: str = "") -> str:
    """A Service; `more` are further keys of its spec."""
    return (
        f"apiVersion: v1\nkind: Service\nmetadata: {{ name: {name} }}\n"
        f"spec: {{ selector: {{ {selector} }}, ports: [{{ port: {port} }}]{more} }}\n"
    )


def documents(*texts: str) -> str:
    """Several documents in one file."""
    return "---\n".join(texts)


def env(**variables: str) -> str:
    """A container's variables."""
    return ", env: [" + ", ".join(f"{{ name: {key}, value: '{value}' }}" for key, value in variables.items()) + "]"


def fleet(root: Path, files: Mapping[str, str]) -> Fleet:
    """The fleet of these files."""
    return fleet_of(root, files)


def names(found: Fleet) -> set[str]:
    """The names of all nodes."""
    return {node.name for node in found.nodes}


def believed(found: Fleet) -> set[tuple[str, str, str]]:
    """The edges that are more likely there than not."""
    return {(edge.source, edge.target, edge.kind) for edge in found.believed}


def traits(found: Fleet, node: str) -> set[tuple[str, str, str]]:
    """Name, other node and value of what is known of a node."""
    return {(trait.name, trait.other, trait.value) for trait in found.traits if trait.node == node}
