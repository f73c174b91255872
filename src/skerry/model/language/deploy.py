"""`deploy:` and `environments:`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from skerry.kernel.span import Span
from skerry.model.language.common import (
    CPU,
    MEMORY,
    PERCENT,
    REPLICAS,
    SERVICE,
    SERVICE_NAME,
    TEXT,
    VERSION_NAME,
    with_entries,
    without_span,
)
from skerry.model.shapes import Entry, Given, Items, Key, Named, Record, Ref, Rest, Shape, Term, Text, Whole, Word
from skerry.model.system.deploy import Autoscale, Canary, Deploy, Environment, Kubernetes, Placement, Tokens
from skerry.model.terms import matches

GATEWAYS = {"kong": "Kong", "tyk": "Tyk", "envoy": "Envoy Gateway", "nginx": "NGINX", "none": "no gateway"}
MESHES = {
    "istio": "Istio, a proxy beside each pod",
    "istio-ambient": "Istio without proxies beside pods: one for the namespace",
    "linkerd": "Linkerd",
    "none": "no mesh",
}
TELEMETRY = {
    "otel": "OpenTelemetry collector",
    "prometheus": "metrics",
    "grafana": "dashboards",
    "loki": "logs",
    "jaeger": "traces",
    "tempo": "traces",
    "zipkin": "traces",
    "elasticsearch": "logs",
}

AUTOSCALE = Record(
    "autoscaling",
    Autoscale,
    (
        Key("min", Whole(), "The fewest replicas.", required=True, attribute="least"),
        Key("max", Whole(1), "The most replicas.", required=True, attribute="most"),
        Key("cpu", PERCENT, "A replica is added above this use of the cpu asked for."),
    ),
)
CANARY = Record(
    "a canary",
    with_entries(Canary, "shares"),
    (
        Key(
            "when",
            Term(matches.parse, "a match of requests", "header version = canary"),
            "Only these requests take part; all others go to the old version.",
        ),
    ),
    (
        Rest(
            "v1, v2, …", VERSION_NAME, Text(), PERCENT, "The share of the requests that goes to this version.", "shares"
        ),
    ),
)
SIZES: tuple[Key, ...] = (
    Key("replicas", Given(REPLICAS), "How many copies run."),
    Key("memory", Given(MEMORY), "Memory asked for, and its limit."),
    Key("cpu", Given(CPU), "Processor asked for, and its limit."),
)
PLACEMENT = Record(
    "the placement of a service",
    without_span(Placement),
    (
        *SIZES,
        Key("autoscale", Given(AUTOSCALE), "How many copies run, by load."),
        Key("canary", Given(CANARY), "A new version that gets a part of the requests first."),
    ),
)
DEPLOY = Record(
    "deploy",
    with_entries(Deploy, "services"),
    (
        Key(
            "kubernetes",
            Record(
                "the cluster",
                Kubernetes,
                (
                    Key("gateway", Word(GATEWAYS), "What stands at the edge."),
                    Key("mesh", Word(MESHES), "What carries calls between services."),
                    Key("registry", TEXT, "Where the images are."),
                    Key("autoscale", AUTOSCALE, "How many copies of a service run, unless it says otherwise."),
                ),
            ),
            "The cluster's parts.",
        ),
        Key("host", TEXT, "The name under which callers outside find it: `shop.example.com`."),
        Key(
            "tokens",
            Record(
                "the tokens",
                Tokens,
                (
                    Key(
                        "issuer",
                        TEXT,
                        "Who signs them: the `iss` of a token, `https://login.example.com`.",
                        required=True,
                    ),
                    Key(
                        "keys",
                        TEXT,
                        "Where its keys are published; `/.well-known/jwks.json` of the issuer, unless said.",
                    ),
                    Key(
                        "audience",
                        TEXT,
                        "For whom they are meant: the `aud` of a token; the system's name, unless said.",
                    ),
                ),
            ),
            "Who signs the tokens that callers show.",
        ),
        Key("observe", Items(Word(TELEMETRY)), "What collects metrics, logs and traces."),
        Key("runbooks", TEXT, "Where the pages are published that alerts name: the address of `telemetry/runbooks`."),
    ),
    (Rest("SERVICE", SERVICE_NAME, SERVICE, PLACEMENT, "How one service runs.", "services"),),
)


def _environment(span: Span, name: str, own: tuple[Entry, ...] = (), **values: Any) -> Environment:
    services: dict[str, dict[str, Any]] = {}
    for entry in own:
        service, _, setting = entry.key.rpartition(".")
        services.setdefault(service, {})[setting] = entry.value
    placements: Mapping[str, Placement] = {service: Placement(**settings) for service, settings in services.items()}
    return Environment(name, Placement(**values), placements, span)


def _of_service(setting: str, of: Shape) -> Rest:
    pattern = re.compile(rf"[a-z][a-z0-9-]*\.{setting}$")
    return Rest(f"SERVICE.{setting}", pattern, Ref(("setting",)), of, f"`{setting}` of one service here.", "own")


ENVIRONMENTS = Named(
    Record("an environment", _environment, SIZES, tuple(_of_service(key.name, key.of) for key in SIZES), named=True),
    defines="environment",
)
