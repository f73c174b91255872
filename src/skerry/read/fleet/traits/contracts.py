"""Whether an interface is written down, and whether it has versions."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from posixpath import basename

from skerry.facts.fleet import Trait, Witness
from skerry.facts.kinds import Endpoint
from skerry.read.fleet.routes import base_path
from skerry.read.fleet.traits._signs import Family, library, sign
from skerry.read.fleet.traits._stand import Stand

_FAMILY = Family(
    "contracts",
    (
        sign("documents-api", "EnableSwagger2 EnableOpenApi OpenAPIDefinition Docket GroupedOpenApi", kinds="java", value="openapi"),
        sign("documents-api", "AddSwaggerGen AddOpenApi UseSwagger MapOpenApi AddOpenApiDocument", kinds="csharp", value="openapi"),
        sign("documents-api", "swaggerUi SwaggerModule swaggerJsdoc", kinds="node", value="openapi"),
        sign("documents-api", "FastAPI FastMCP Flasgger flasgger drf_spectacular",
            r"\bFast(?:API|MCP)\s*\(|\b[fF]lasgger\b|\bdrf_spectacular\b", "python", "openapi"),
        sign("documents-api", "ginSwagger httpSwagger", r"\b(?:gin|http|echo)Swagger\.", "go", "openapi"),
        sign("versions-api", "ApiVersion AddApiVersioning NewVersionedApi HasApiVersion MapToApiVersion",
            r"\[(?:Map\w*)?ApiVersion\s*\(|\.(?:AddApiVersioning|NewVersionedApi|HasApiVersion|MapToApiVersion)\b", "csharp", "header"),
        # The document that describes it has a version, which its address has too (`/swagger/v1/swagger.json`).
        sign("versions-api", "SwaggerDoc AddOpenApi AddOpenApiDocument",
            r"\bSwaggerDoc\s*\(\s*\"|\bAddOpenApi\s*\(\s*\"v\d", "csharp", "document"),
        sign("versions-api", "Info OpenAPI OpenAPIDefinition ApiInfoBuilder ApiInfo",
            r"\bnew\s+Info\s*\(\s*\)[^;]{0,400}?\.version\s*\(|@Info\s*\([^)]*\bversion\s*=|"
            r"\bApiInfoBuilder\b[^;]{0,400}?\.version\s*\(",
            "java", "document"),
        sign("versions-api", "FastAPI", r"\bFastAPI\s*\([^)]*\bversion\s*=", "python", "document"),
        sign("versions-api", "DocumentBuilder setVersion", r"\.setVersion\s*\(", "node", "document"),
        sign("versions-api", "version enableVersioning", r"\benableVersioning\s*\(|@Version\s*\(\s*['\"]", "node", "nest"),
        sign("versions-api", "versioning_class default_version", r"\bversioning_class\b|\bDEFAULT_VERSIONING_CLASS\b", "python", "drf"),
    ),
    (
        library("documents-api",
            "springdoc-openapi-* springfox-* swagger-ui-express swagger-jsdoc @nestjs/swagger flasgger drf-spectacular "
            "drf-yasg apispec Swashbuckle.AspNetCore* NSwag.AspNetCore Microsoft.AspNetCore.OpenApi", "openapi"),
        library("documents-api", "spring-boot-starter-data-rest spring-data-rest-webmvc", "alps"),  # it serves /profile
    ),
)  # fmt: skip

_METHODS = re.compile(r"\b(GET|POST|PUT|PATCH|DELETE)\b")
_HOLE = re.compile(r"\{[^{}/]*\}|:\w+|<[^<>/]*>|\*+")
_SAID = re.compile(r"/[\w{}:<>.*/-]*")
_MOST_PROSE = 200_000  # bytes of a document
_DOCUMENT = re.compile(r"(?i)(^|[-_.])(openapi|swagger|asyncapi)([-_.]|$)|\.proto$|\.graphqls?$|\.thrift$|\.avsc$")
_VERSION = re.compile(r"(?:^|/)v\d+(?:[./]|$)|\{version\}", re.I)
_PACKAGE = re.compile(r"(?m)^package\s+[\w.]*\bv\d+\w*\s*;")


def find(stand: Stand) -> Iterator[Trait]:
    """From code and libraries, from contracts that stand in a node's folders, what a README lists, and the paths of routes."""
    yield from _FAMILY.find(stand)
    yield from _documents(stand)
    yield from _prose(stand)
    yield from _paths(stand)


def _documents(stand: Stand) -> Iterator[Trait]:
    for node in stand.nodes:
        for file in stand.ground.files(node.name):
            name = basename(file.path)
            if file.role == "test" or not _DOCUMENT.search(name):
                continue
            kind = "proto" if name.endswith(".proto") else "document"
            yield Trait(node.name, "documents-api", "", kind, (Witness(file.path, 0, "contracts", name),))
            if kind == "proto" and (found := _PACKAGE.search(text := stand.ground.texts.of(file.path))):
                line = text.count("\n", 0, found.start()) + 1
                yield Trait(
                    node.name, "versions-api", "", "package", (Witness(file.path, line, "contracts", found[0]),)
                )


def _prose(stand: Stand) -> Iterator[Trait]:
    """A table or list for people that has the method and the path of at least two routes of a node, and of half of all it has."""
    wanted: dict[str, set[tuple[str, str]]] = defaultdict(set)
    code = stand.ground.code
    for fact in code.of(Endpoint):
        node = stand.ground.node_of(code.units[fact.at if fact.at >= 0 else fact.unit].path)
        if node and _METHODS.fullmatch(fact.method):
            wanted[node].add((fact.method, _plain(base_path(stand.ground, node) + fact.path)))
    texts = stand.ground.texts
    listed = [(file.path, _listed(texts.of(file.path))) for file in texts.named("*.md") if file.size <= _MOST_PROSE]
    for node, routes in wanted.items():
        for path, said in listed:
            owner = stand.ground.node_of(path)
            there = {key: line for key, line in said.items() if key in routes} if owner in {"", node} else {}
            if len(there) >= 2 and 2 * len(there) >= len(routes):
                yield Trait(node, "documents-api", "", "prose", (Witness(path, min(there.values()), "contracts"),))
                break


def _listed(text: str) -> dict[tuple[str, str], int]:
    """The methods and paths that stand on one line with each other, and on which."""
    found: dict[tuple[str, str], int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        methods = _METHODS.findall(line) if "/" in line else []
        for said in _SAID.findall(line) if methods else ():
            for method in methods[:5]:
                found.setdefault((method, _plain(said)), number)
    return found


def _plain(path: str) -> str:
    """A path whose holes all look alike."""
    return _HOLE.sub("{}", path).rstrip("/") or "/"


def _paths(stand: Stand) -> Iterator[Trait]:
    code = stand.ground.code
    for fact in code.of(Endpoint):
        path = code.units[fact.at if fact.at >= 0 else fact.unit].path
        if _VERSION.search(fact.path) and (node := stand.ground.node_of(path)):
            witness = Witness(path, fact.line, "contracts", f"{fact.method} {fact.path}", fact.strength)
            yield Trait(node, "versions-api", "", "path", (witness,))
