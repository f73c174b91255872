"""App hosts of .NET Aspire: what `DistributedApplication.CreateBuilder` is told to run, and who references whom.

Source: the Aspire documentation, "App host overview" and "Reference resources". The text is cut into statements, not compiled.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import dirname, join, normpath

from msgspec import Struct

from skerry.facts.fleet import Witness
from skerry.read.manifests._part import Claim, Part, Pointer, Setting
from skerry.read.manifests._products import product
from skerry.read.manifests._texts import Texts

READER = "aspire"
RANK = 95
_HOST = "DistributedApplication.CreateBuilder"
_REMARK = re.compile(r"//[^\n]*|/\*.*?\*/", re.S)
_VARIABLE = re.compile(r"^\s*(?:var|IResourceBuilder<[^=]*>|\w+)\s+(\w+)\s*=\s*")
_ADD = re.compile(
    r"(\w+)\s*\.\s*Add(\w+?)\s*(?:<\s*(?:Projects\.)?(\w+)\s*>)?\s*\(\s*(?:name:\s*)?\"([\w.-]+)\"([^)]*)"
)
_CALL = re.compile(r"\.\s*(\w+)\s*(?:<[^<>()]*>)?\s*\(")
_TEXT = re.compile(r'\$?"([^"]*)"')
_WORD = re.compile(r"\b[A-Za-z_]\w*\b")
_MOST_STATEMENTS = 2_000
# What is added, as far as its name tells what it is there for.
_KINDS = (
    (re.compile(r"Database$|^(Azure)?(Postgres|SqlServer|Sql|MySql|MongoDB|Oracle|CosmosDB|Elasticsearch)"), "database"),
    (re.compile(r"^(Azure)?(Milvus|Qdrant|Storage|Blobs?|Tables)"), "database"),
    (re.compile(r"^(Azure)?(Redis|Valkey|Garnet)"), "cache"),
    (re.compile(r"^(Azure)?(RabbitMQ|Kafka|Nats|ServiceBus|EventHubs|Queues|ActiveMQ|LavinMQ)"), "broker"),
    (re.compile(r"^(Yarp|Ocelot|Kong|Traefik|Nginx)$"), "gateway"),
    (re.compile(r"^Keycloak"), "auth"),
    (re.compile(r"^(Seq|Prometheus|Grafana|Jaeger|Zipkin|OpenTelemetry|ApplicationInsights|AzureApplicationInsights)"), "telemetry"),
    (re.compile(r"^(MailDev|MailPit|PapercutSmtp|Ollama|K6|DbGate|Adminer|PgAdmin|DevTunnel)"), "tool"),
    (re.compile(r"^ExternalService$"), "external"),
)  # fmt: skip
_TECHNOLOGIES = {
    "Postgres": "postgres", "SqlServer": "sqlserver", "Sql": "sqlserver", "MySql": "mysql", "MongoDB": "mongodb", "RabbitMQ": "rabbitmq",
    "Kafka": "kafka", "Nats": "nats", "Redis": "redis", "Valkey": "valkey", "Yarp": "yarp", "Keycloak": "keycloak", "Seq": "seq",
    "ServiceBus": "servicebus", "CosmosDB": "cosmosdb", "Garnet": "garnet", "Elasticsearch": "elasticsearch",
}  # fmt: skip
_NOT_RUN = re.compile(
    r"^(Parameter|ConnectionString|Dockerfile\w*BuildArg|.*Environment|.*Publisher|HealthCheck|Annotation|Volume)$"
)
_UNDER = re.compile(r"\W+")


class _Resource(Struct):
    name: str
    what: str
    line: int
    project: str = ""
    image: str = ""
    folder: str | None = None
    parent: str = ""
    replicas: int = 0
    public: bool = False
    pointers: list[Pointer] = []
    settings: list[Setting] = []
    claims: list[Claim] = []


def read(texts: Texts) -> Iterator[Part]:
    """A part for each resource of each app host."""
    for file in texts.named("*.cs"):
        if file.role == "source" and _HOST in texts.of(file.path):
            yield from _Host(texts, file.path).parts()


class _Host:
    """One app host: its resources, and the variables that hold them."""

    def __init__(self, texts: Texts, path: str) -> None:
        self._texts, self._path = texts, path
        self._resources: dict[str, _Resource] = {}
        self._variables: dict[str, _Resource] = {}
        text = _REMARK.sub(lambda m: "\n" * m[0].count("\n"), texts.of(path))
        for start, statement in _statements(text):
            self._take(text, start, statement)

    def parts(self) -> Iterator[Part]:
        projects = _projects(self._texts)
        for each in self._resources.values():
            role = next((role for pattern, role in _KINDS if pattern.search(each.what)), "")
            technology = next(
                (t for key, t in _TECHNOLOGIES.items() if each.what.removeprefix("Azure").startswith(key)), ""
            )
            if not role and each.image:
                role, technology = product(each.image)
            if each.what == "Database" and each.parent in self._resources:
                above = self._resources[each.parent]
                technology = next((t for key, t in _TECHNOLOGIES.items() if above.what.startswith(key)), "")
            folder = projects.get(each.project) if each.project else each.folder
            yield Part(
                each.name, Witness(self._path, each.line, READER, each.name), rank=RANK, folder=folder, image=each.image, role=role,
                technology=technology, replicas=each.replicas, settings=tuple(each.settings), pointers=tuple(each.pointers),
                claims=tuple(each.claims), among=f"{READER}:{self._path}",
            )  # fmt: skip

    def _take(self, text: str, start: int, statement: str) -> None:
        variable = _VARIABLE.match(statement)
        added = _ADD.search(statement)
        line = text.count("\n", 0, start) + 1
        resource: _Resource | None = None
        behind = 0
        if added and not _NOT_RUN.match(added[2]):
            resource = self._added(statement, added, line)
            behind = added.end()
        elif not added:
            first = _WORD.search(statement, variable.end() if variable else 0)
            resource = self._variables.get(first[0]) if first else None
            behind = first.end() if first else 0
        if variable and resource is not None:
            self._variables[variable[1]] = resource
        if resource is not None:
            for call, arguments, at in _calls(statement, behind):
                self._told(resource, call, arguments, text.count("\n", 0, start + at) + 1)

    def _added(self, statement: str, added: re.Match[str], line: int) -> _Resource:
        at = line + statement.count("\n", 0, added.start(2))
        what, rest = added[2], [found[1] for found in _TEXT.finditer(added[5])]
        parent = self._variables.get(added[1])
        found = _Resource(
            added[4], what, at, parent=parent.name if parent is not None else "", pointers=[], settings=[], claims=[]
        )
        if added[3]:
            found.project = added[3]
        elif what == "Project" and rest:
            found.folder = self._beside(dirname(rest[0].replace("\\", "/")))
        elif what in {"Container", "DockerImage"} and rest:
            found.image = rest[0]
        elif what.endswith(("App", "Dockerfile", "Module", "Executable")) and rest:
            found.folder = self._beside(rest[-1 if what == "Executable" else 0].replace("\\", "/"))
        self._resources.setdefault(found.name, found)
        return self._resources[found.name]

    def _beside(self, path: str) -> str | None:
        found = normpath(join(dirname(self._path), path))
        return found if found in self._texts.folders else None

    def _told(self, resource: _Resource, call: str, arguments: str, line: int) -> None:
        meant = [self._variables[word] for word in _WORD.findall(_TEXT.sub("", arguments)) if word in self._variables]
        texts = [found[1] for found in _TEXT.finditer(arguments)]
        witness = Witness(self._path, line, READER, f"{call}({arguments.strip()})"[:80])
        if call.startswith("WithEnvironment") and texts:
            value = f"http://{meant[0].name}" if meant else texts[-1] if len(texts) > 1 else ""
            resource.settings.append(Setting(texts[0], value, witness))
        elif call in {"WaitFor", "WaitForCompletion", "WaitForStart"}:
            resource.pointers += [Pointer(each.name, Witness(self._path, line, "depends_on", call)) for each in meant]
            resource.claims.append(Claim("fixed-startup-order", witness))
        elif call == "WithReplicas" and arguments.strip().isdigit():
            resource.replicas = int(arguments)
        elif call in {"WithHttpHealthCheck", "WithHttpsHealthCheck", "WithHealthCheck"}:
            resource.claims.append(Claim("liveness", witness))
        elif call == "WithExternalHttpEndpoints":
            resource.claims.append(Claim("publishes-port", witness))
        elif call == "WithImage" and texts:
            resource.image = texts[0]
        elif call not in {"WithParentRelationship", "WithRelationship", "GetEndpoint"}:
            resource.pointers += [Pointer(each.name, witness) for each in meant if each is not resource]


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """The statements of a file with their places: what stands between semicolons and braces that are in no text."""
    start, number = 0, 0
    for found in re.finditer(r'"(?:\\.|[^"\\\n])*"|[;{}]', text):
        if found[0][0] != '"' and number < _MOST_STATEMENTS:
            number += 1
            inside = text.count("(", start, found.start()) > text.count(")", start, found.start())
            if inside:  # of a lambda that is an argument
                continue
            lead = len(text[start : found.start()]) - len(text[start : found.start()].lstrip())
            yield start + lead, text[start + lead : found.start()]
            start = found.end()


def _calls(statement: str, behind: int) -> Iterator[tuple[str, str, int]]:
    """The calls of a chain with the text of their arguments; calls inside arguments are part of these."""
    at = behind
    while found := _CALL.search(statement, at):
        end, depth = found.end(), 1
        while end < len(statement) and depth:
            depth += {"(": 1, ")": -1}.get(statement[end], 0)
            end += 1
        yield found[1], statement[found.end() : end - 1], found.start(1)
        at = end


def _projects(texts: Texts) -> dict[str, str]:
    """The folders of projects under the names that the app host's generated classes have: `Basket.API` is `Basket_API`."""
    return {
        _UNDER.sub("_", file.path.rpartition("/")[2].removesuffix(".csproj")): dirname(file.path)
        for file in texts.named("*.csproj")
    }  # fmt: skip
