"""What each node answers: routes of its code, its gRPC services, and, where code shows none, of the OpenAPI documents beside it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from skerry.facts.fleet import Route, Witness
from skerry.facts.kinds import Endpoint
from skerry.read import yaml_nodes
from skerry.read.fleet.evidence._configuration import configuration
from skerry.read.fleet.ground import Ground
from skerry.read.fleet.owners import Owners

_BASE_KEYS = frozenset(
    ["server.servlet.context-path", "server.context-path", "server.contextpath", "spring.webflux.base-path",
     "server.servlet.contextpath", "server.servlet-path", "spring.mvc.servlet.path", "quarkus.http.root-path"]
)  # fmt: skip
_RPC = re.compile(
    r"\bservice\s+(?P<service>\w+)\s*\{|\brpc\s+(?P<rpc>\w+)\s*\(|^\s*package\s+(?P<package>[\w.]+)\s*;|(?P<end>^\})",
    re.MULTILINE,
)
# How a program says that it serves a gRPC service: the generated code's names of Go, Python, Java and Kotlin, C#, Node and Rust.
_SERVES = re.compile(
    r"\bRegister(\w+?)Server\(|\badd_(\w+?)Servicer_to_server\(|(?<![\w.])(\w+?)Grpc\.\w+ImplBase\b|:\s*(?:\w+\.)*(\w+)\.\1?(\w+)Base\b"
    r"|\.addService\(\s*[\w.\[\]'\"]*?(\w+)\.service\b|\b(\w+)Server::(?:new|with_interceptor)\(|(\w+)GrpcKt\.\w+CoroutineImplBase\b"
)
_CODES = frozenset([".go", ".py", ".java", ".kt", ".cs", ".js", ".ts", ".rs"])
_OPENAPI = re.compile(r"(?i)(openapi|swagger|api)[\w.-]*\.(ya?ml|json)$")
_CLAIM = re.compile(r"""(?m)^\s*\{?\s*["']?(?:swagger["']?\s*:\s*["']?2|openapi["']?\s*:\s*["']?3)""")
_VERBS = frozenset(["get", "post", "put", "patch", "delete", "head", "options"])
_MOST_EVIDENCE = 5


def routes(ground: Ground) -> tuple[Route, ...]:
    """All routes of all nodes, each once, sorted."""
    found: dict[tuple[str, str, str], list[Witness]] = defaultdict(list)
    answering = set()
    bases = {node.name: base_path(ground, node.name) for node in ground.nodes}
    remote = list(_remote(ground))
    told = {route.rpartition("/")[0].rpartition(".")[2] for _, _, route, _ in remote}
    for endpoint in ground.code.of(Endpoint):
        if endpoint.method == "GRPC" and endpoint.path.strip("/").partition("/")[0] in told:
            continue  # known with its package, from the contract
        method = "RPC" if endpoint.method == "GRPC" else endpoint.method
        path = ground.code.units[endpoint.at if endpoint.at >= 0 else endpoint.unit].path
        for node in ground.derived(Owners).of(path):
            answering.add(node)
            served = bases[node] + endpoint.path if endpoint.path != "/" or not bases[node] else bases[node]
            place = Witness(
                path, endpoint.line, endpoint.reader, f"{endpoint.method} {endpoint.path}", endpoint.strength
            )
            found[node, method, served].append(place)
    for node, method, route, witness in remote:
        found[node, method, route].append(witness)
        answering.add(node)
    for node, method, route, witness in _described(ground, answering):
        found[node, method, route].append(witness)
    return tuple(Route(*key, tuple(places[:_MOST_EVIDENCE])) for key, places in sorted(found.items()))


def base_path(ground: Ground, node: str) -> str:
    """What stands before every path of a node, as its configuration has it; '' for nothing."""
    for setting in (*ground.settings(node), *configuration(ground, node)):
        key = setting.key.lower().replace("_", ".") if setting.key.isupper() else setting.key.lower()
        if key in _BASE_KEYS or key == "server.servlet.context.path":
            path = setting.value.strip().strip("/")
            return f"/{path}" if re.fullmatch(r"[\w./-]+", path) else ""
    return ""


# -- gRPC ------------------------------------------------------------------------------------------------------------------


def _remote(ground: Ground) -> Iterator[tuple[str, str, str, Witness]]:
    """The methods of each gRPC service that a node's code serves."""
    known = _services(ground)
    for node in ground.nodes if known else ():
        for file in ground.files(node.name):
            if file.extension not in _CODES or file.role != "source":
                continue
            text = ground.texts.of(file.path)
            for match in _SERVES.finditer(text) if "rpc" in text or "Base" in text or "pb" in text.lower() else ():
                for name in {name for name in match.groups() if name and name in known}:
                    line = text.count("\n", 0, match.start()) + 1
                    witness = Witness(file.path, line, "grpc", f"{name}")
                    yield from ((node.name, "RPC", f"/{full}/{rpc}", witness) for full, rpc in known[name])


def _services(ground: Ground) -> dict[str, list[tuple[str, str]]]:
    """A service's own name, to its full name and the names of its methods. Copies of one file count once."""
    found: dict[str, dict[tuple[str, str], None]] = defaultdict(dict)
    for file in ground.texts.named("*.proto"):
        package = service = ""
        for match in _RPC.finditer(_without_comments(ground.texts.of(file.path))):
            package = match["package"] or package
            service = match["service"] or ("" if match["end"] else service)
            if match["rpc"] and service:
                found[service][f"{package}.{service}".lstrip("."), match["rpc"]] = None
    return {name: list(rows) for name, rows in found.items()}


def _without_comments(text: str) -> str:
    return re.sub(r"//[^\n]*|/\*.*?\*/", "", text, flags=re.DOTALL)


# -- documents -------------------------------------------------------------------------------------------------------------


def _described(ground: Ground, answering: set[str]) -> Iterator[tuple[str, str, str, Witness]]:
    """The operations of OpenAPI documents of nodes whose code shows no route: it is made of the document, or nobody reads its language."""
    for file in ground.texts.tree.files:
        if not _OPENAPI.search(file.path) or file.role == "test":
            continue
        node = ground.node_of(file.path)
        if node and node not in answering and not ground.by_name[node].infrastructure:
            text = ground.texts.of(file.path)
            if _CLAIM.search(text[:4_000]):
                yield from ((node, *each) for each in _operations(file.path, text))


def _operations(path: str, text: str) -> Iterator[tuple[str, str, Witness]]:
    try:
        root = yaml_nodes.compose(text.encode())
    except yaml_nodes.Refused:  # reported by whoever reads the document as a fact
        return
    for route, item in yaml_nodes.items(yaml_nodes.child(root, "paths")):
        for verb, _ in yaml_nodes.pairs(item) if route.startswith("/") else ():
            if verb.value in _VERBS:
                witness = Witness(path, yaml_nodes.line(verb), "openapi", f"{verb.value.upper()} {route}", 0.7)
                yield verb.value.upper(), route, witness
