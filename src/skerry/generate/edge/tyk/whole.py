"""The documents: one for each service, found under its name, and one for each service of gRPC."""

from __future__ import annotations

from skerry.generate.edge.tyk.operations import middleware, paths
from skerry.generate.edge.values import Edge, Object
from skerry.generate.edge.ways import DEADLINE, OUTSIDE, Way, ways
from skerry.generate.gateway.envoy.bounds import LARGEST_BODY

EXTENSION = "x-tyk-api-gateway"
_TOKEN = "token"


def tyk(edge: Edge) -> dict[str, Object]:
    """By the name of the service."""
    by: dict[str, list[Way]] = {}
    for way in ways(edge):
        by.setdefault(way.service, []).append(way)
    found = {service: _service(edge, service, several) for service, several in by.items()}
    return found | {each["name"]: _spoken(edge, each) for each in edge.table.get("grpc", ())}


def _service(edge: Edge, service: str, several: list[Way]) -> Object:
    document = _document(edge, service)
    guarded = any(each.roles is not None for each in several)
    server: Object = {"listenPath": {"value": f"/{service}/", "strip": True}, **_host(edge)}
    if guarded:
        server["authentication"] = _tokens(edge)
        document["components"] = {
            "securitySchemes": {_TOKEN: {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}}
        }
        document["security"] = [{_TOKEN: []}]
    extension: Object = {
        "info": _info(edge, service),
        "server": server,
        "upstream": _upstream(edge, service, several),
        "middleware": {"global": _all(edge, several), "operations": middleware(edge, several)},
    }
    return {**document, "paths": paths(several), EXTENSION: extension}


def _spoken(edge: Edge, spoken: Object) -> Object:
    """gRPC is passed on as it is; the service says itself when it is late."""
    service, backend = spoken["service"], edge.backends[spoken["service"]]
    headers = {**_stripped(), "add": [{"name": DEADLINE, "value": str(round(spoken["timeout"] * 1000))}]}
    extension = {
        "info": _info(edge, spoken["name"]),
        "server": {"listenPath": {"value": f"/{spoken['name']}/", "strip": False}, **_host(edge)},
        "upstream": {"url": f"h2c://{edge.address(backend.stable or service)}:{backend.grpc}"},
        "middleware": {"global": {"transformRequestHeaders": headers}},
    }
    return {**_document(edge, spoken["name"]), "paths": {}, EXTENSION: extension}


def _document(edge: Edge, name: str) -> Object:
    return {"openapi": "3.0.3", "info": {"title": f"{edge.namespace}: {name}", "version": "1"}}


def _info(edge: Edge, name: str) -> Object:
    return {"name": f"{edge.namespace}-{name}", "id": f"{edge.namespace}-{name}", "state": {"active": True}}


def _host(edge: Edge) -> Object:
    return {"customDomain": {"enabled": True, "name": edge.host}} if edge.host else {}


def _upstream(edge: Edge, service: str, several: list[Way]) -> Object:
    """A canary is split by weights where it is for all requests; one for some goes without: its requests go to the stable version."""
    port = edge.backends[service].http
    targets = next(each.targets for each in several if not each.meant)
    found: Object = {"url": f"http://{edge.address(targets[0].name)}:{port}"}
    if len(targets) > 1:
        split = [{"url": f"http://{edge.address(each.name)}:{port}", "weight": each.weight} for each in targets]
        found["loadBalancing"] = {"enabled": True, "targets": split}
    if whole := next((each for each in several if each.place is None), None):
        found["enforceTimeout"] = {"enabled": True, "duration": f"{whole.milliseconds}ms"}
    if rate := edge.table["services"][service].get("rate"):
        found["rateLimit"] = {"enabled": True, "rate": rate["limit"], "per": f"{rate['window']}s"}
    return found


def _tokens(edge: Edge) -> Object:
    """Tokens of the issuer, for us. `defaultPolicies` names the policy that Tyk wants for each token: whoever runs Tyk makes it."""
    known = edge.tokens
    token = {
        "enabled": True,
        "header": {"enabled": True, "name": "Authorization"},
        "signingMethod": "rsa",
        "subjectClaims": ["sub"],
        "jwksURIs": [{"url": known.keys}],
        "allowedIssuers": [known.issuer],
        "allowedAudiences": [known.audience],
        "defaultPolicies": [edge.namespace],
    }
    return {"enabled": True, "securitySchemes": {_TOKEN: token}}


def _all(edge: Edge, several: list[Way]) -> Object:
    """What holds for every request. Where operations are not known, all are told the same time."""
    told = [{"name": DEADLINE, "value": str(each.milliseconds)} for each in several if each.place is None][:1]
    found: Object = {
        "transformRequestHeaders": {**_stripped(), **({"add": told} if told else {})},
        "requestSizeLimit": {"enabled": True, "value": LARGEST_BODY},
    }
    cors = edge.table["cors"]
    if cors["origins"]:
        found["cors"] = {
            "enabled": True,
            "allowedOrigins": cors["origins"],
            "allowedMethods": cors["methods"],
            "allowedHeaders": cors["headers"],
            "exposedHeaders": cors["expose"],
            "maxAge": cors["max_age"],
        }
    return found


def _stripped() -> Object:
    return {"enabled": True, "remove": [*OUTSIDE, DEADLINE]}
