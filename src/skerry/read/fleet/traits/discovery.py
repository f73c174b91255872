"""How callees are found, and how calls are spread over their instances."""

from __future__ import annotations

from collections.abc import Iterator

from skerry.facts.fleet import Trait
from skerry.read.fleet.traits._signs import Family, key, library, of_calls, sign
from skerry.read.fleet.traits._stand import Stand

_GATEWAYS = "spring-cloud-starter-netflix-zuul spring-cloud-starter-zuul"

_FAMILY = Family(
    "discovery",
    (
        sign("finds-by-registry", "EnableEurekaClient EnableDiscoveryClient DiscoveryClient EurekaClient SpringCloudApplication",
            kinds="java", value="registry"),
        sign("finds-by-registry", "consul",
            r"\bconsul\.(?:NewClient|New|NewRegistry|Resolver)|['\"]consul['\"]|\bregistry\.NewClient\b", value="consul"),
        sign("finds-by-registry", "AddConsul AddServiceDiscovery AddSteeltoe AddDiscoveryClient ConsulClient", kinds="csharp",
            value="registry"),
        sign("balances-load", "LoadBalanced RibbonClient RibbonClients LoadBalancerClient LoadBalancerClients",
            r"@LoadBalanced\b|@RibbonClients?\b|\bLoadBalancerClient\b", "java", "ribbon"),
        sign("balances-load", "FeignClient", r"@FeignClient\s*\((?![^)]*\burl\s*=)", "java", "ribbon"),
        sign("balances-load", "EnableZuulProxy EnableZuulServer", kinds="java", value="ribbon"),
        sign("balances-load", "uri", r"['\"]lb(?::ws)?://", "java", "spring-cloud-loadbalancer"),
        sign("balances-load", "lb", r"['\"]lb(?::ws)?://", "java", "spring-cloud-loadbalancer"),
        sign("balances-load", "round_robin", r"round_robin", "go node python csharp java", "grpc"),
        sign("balances-load", "RoundRobin LeastRequests",
            r"\bLoadBalancer(?:Options|Policy|Type)?\b[^;\n]*(?:RoundRobin|LeastRequests|LeastConnection)", "csharp", "proxy"),
    ),
    (
        library("finds-by-registry",
            "spring-cloud-starter-netflix-eureka-client spring-cloud-starter-eureka spring-cloud-netflix-eureka-client", "eureka"),
        library("finds-by-registry",
            "spring-cloud-starter-consul-discovery spring-cloud-starter-consul-all Steeltoe.Discovery.Consul Consul", "consul"),
        library("finds-by-registry", "spring-cloud-starter-alibaba-nacos-discovery spring-cloud-starter-zookeeper-discovery "
            "spring-cloud-starter-kubernetes* Steeltoe.Discovery.*", "registry"),
        library("finds-by-registry", "eureka-js-client py_eureka_client py-eureka-client", "eureka"),
        library("balances-load", "spring-cloud-starter-netflix-ribbon spring-cloud-starter-ribbon", "ribbon"),
        library("balances-load", "spring-cloud-starter-loadbalancer", "spring-cloud-loadbalancer"),
        library("balances-load", f"{_GATEWAYS} spring-cloud-starter-gateway", "gateway", 0.7),
    ),
    (
        key("balances-load", r"spring\.cloud\.gateway\..*uri", r"^lb:", "spring-cloud-loadbalancer"),
        key("balances-load", r"spring\.cloud\.gateway\.discovery\.locator\.enabled", "true", "spring-cloud-loadbalancer"),
        key("balances-load", r"zuul\.routes\..*\.serviceid", value="ribbon"),
        key("balances-load", r"spring\.cloud\.loadbalancer\.ribbon\.enabled", value="ribbon"),
        key("finds-by-registry", r"eureka\.client\.serviceurl\..*", value="eureka"),
        key("finds-by-registry", r"spring\.cloud\.(consul|nacos|zookeeper)\.(.*\.)?(host|serveraddr|connectstring|discovery\..*)",
            value="registry"),
    ),
)  # fmt: skip


def find(stand: Stand) -> Iterator[Trait]:
    """From code, libraries and settings. A Kubernetes service spreads calls over pods; its reader claims that."""
    return of_calls(stand, (*_FAMILY.find(stand), *_FAMILY.settings(stand)))


def by_registry(stand: Stand) -> frozenset[str]:
    """The nodes that ask a registry, so that a name in their code is no address."""
    return frozenset(trait.node for trait in _FAMILY.find(stand) if trait.name == "finds-by-registry")
