"""The 25 architectural verdicts: each on a fleet that keeps it, on one that breaks it, and where nobody knows."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from skerry.facts.fleet import Edge, Fleet, Node, Trait
from skerry.rules.verdicts import Verdict, verdicts

# A fleet in one line a part: nodes as `name:role[:technology]`, calls as `a>b[:kind]`, traits as `node.trait[=value]`.
SHOP = "user:external gate:gateway:zuul shop:business stock:business user>gate:user gate>shop:http shop>stock:http"
WATCHED = "look:telemetry:grafana m:telemetry:prometheus look>m:telemetry m>shop:telemetry"
READ = "gate.source-read shop.source-read stock.source-read"
GUARDED = f"{SHOP} {READ} auth:auth gate.checks-tokens shop.checks-tokens stock.checks-tokens auth.issues-tokens gate>auth:http"


def fleet(text: str) -> Fleet:
    nodes, edges, traits = [], [], []
    for word in text.split():
        if ">" in word:
            source, _, rest = word.partition(">")
            target, _, kind = rest.partition(":")
            edges.append(Edge(source, target, kind or "http"))
        elif ":" in word:
            name, role, *technology = word.split(":")
            nodes.append(
                Node(name, role, "".join(technology), folders=(name,) if role in {"business", "gateway"} else ())
            )
        else:
            said, _, value = word.partition("=")
            node, _, trait = said.partition(".")
            traits += [Trait(node, each, value=value) for each in implied(trait)]
    return Fleet(".", tuple(nodes), tuple(edges), traits=tuple(traits))


def implied(trait: str) -> Iterable[str]:
    return (trait, "authenticates", "authorizes") if trait == "checks-tokens" else (trait,)


def verdict(rule: str, text: str) -> Verdict:
    return verdicts(fleet(text))[rule]


def test_there_are_all_25() -> None:
    assert list(verdicts(fleet(SHOP))) == [f"R{number:02}" for number in range(1, 26)]


@pytest.mark.parametrize(
    ("rule", "kept", "broken"),
    [
        ("R01", SHOP, f"{SHOP} auth:auth auth.issues-tokens"),
        ("R02", f"{SHOP} gate.breaks-circuit", f"{SHOP} {READ}"),
        ("R03", f"{SHOP} gate.balances-load=ribbon", f"{SHOP} {READ} gate.balances-load=kubernetes"),
        ("R04", GUARDED, f"{SHOP} {READ}"),
        ("R05", GUARDED, f"{SHOP} {READ}"),
        ("R06", GUARDED, f"{SHOP} {READ} shop.checks-tokens"),
        ("R07", GUARDED, f"{SHOP} {READ} shop.authenticates"),
        ("R08", GUARDED, SHOP),
        ("R09", GUARDED, f"{GUARDED} other:auth"),
        ("R10", f"{SHOP} auth:auth auth.authorizes", GUARDED),
        ("R11", f"{SHOP} auth:auth auth.authenticates", GUARDED),
        ("R12", f"{GUARDED} auth.limits-rate", GUARDED),
        ("R13", f"{SHOP} gate.encrypts=tls", SHOP),
        ("R14", f"{SHOP} shop.encrypts=tls stock.encrypts=tls", f"{SHOP} shop.encrypts=tls"),
        ("R15", f"{SHOP} gate.logs shop.logs stock.logs", f"{SHOP} {READ} shop.logs"),
        ("R16", f"{SHOP} sink:telemetry:logstash", f"{SHOP} sink:telemetry:logstash other:telemetry:loki"),
        ("R17", f"{SHOP} queue:broker", SHOP),
        ("R18", f"{SHOP} queue:broker shop.logs shop>queue:async", f"{SHOP} queue:broker shop.logs"),
        ("R19", f"{SHOP} shop.logs", f"{SHOP} shop.logs sink:telemetry:logstash shop>sink:telemetry"),
        ("R20", f"{SHOP} look:telemetry:grafana", f"{SHOP} look:telemetry:spring-boot-admin"),
        ("R21", f"{SHOP} {WATCHED} m>stock:telemetry m>gate:telemetry", f"{SHOP} {WATCHED}"),
        ("R22", f"{SHOP} {READ} shop.logs shop.masks-logs", f"{SHOP} {READ} shop.logs"),
        ("R23", f"{SHOP} names:registry:eureka", f"{SHOP} a:registry:consul b:registry:consul"),
        ("R24", f"{SHOP} names:registry:eureka names.authorizes", f"{SHOP} names:registry:eureka names.source-read"),
        ("R25", f"{SHOP} keys:config:vault", SHOP),
    ],
)  # fmt: skip
def test_a_rule_is_kept_and_broken(rule: str, kept: str, broken: str) -> None:
    assert (verdict(rule, kept).holds, verdict(rule, broken).holds) == (True, False), verdict(rule, kept)


@pytest.mark.parametrize("rule", ["R02", "R03", "R04", "R05", "R06", "R07", "R15", "R24"])
def test_where_no_source_was_read_nobody_knows(rule: str) -> None:
    found = verdict(rule, f"{SHOP} names:registry:eureka")
    assert found.holds is None
    assert found.unknown


def test_a_product_of_others_does_by_itself_nothing_of_the_kind() -> None:
    front = Node("web", "gateway", "nginx", image="nginx:1.27")
    found = verdicts(Fleet(".", (front, Node("user", "external")), (Edge("user", "web", "user"),)))
    assert (found["R02"].holds, found["R02"].failing) == (False, ("web",))


def test_who_fails_is_named() -> None:
    assert verdict("R06", f"{SHOP} {READ} shop.checks-tokens").failing == ("shop -> stock",)
    assert verdict("R15", f"{SHOP} {READ} shop.logs").failing == ("gate", "stock")


def test_an_authorization_server_behind_the_gateway_is_no_entry_point() -> None:
    behind = f"{SHOP} auth:auth gate>auth:http"
    assert verdict("R01", behind).holds is True
    assert verdict("R01", f"{SHOP} auth:auth").failing == ("gate", "auth")


def test_what_asks_the_container_engine_shows_all() -> None:
    assert verdict("R21", f"{SHOP} map:telemetry:scope").holds is True


def test_an_empty_fleet_has_verdicts_too() -> None:
    assert verdict("R17", "").holds is False
    assert verdict("R02", "").holds is None
