"""What Kubernetes manifests say of their workloads besides who runs."""

from pathlib import Path

import pytest
from tests.read.manifests._kubernetes import believed, deployment, documents, env, fleet, service, traits

PROBES = (
    ", livenessProbe: { httpGet: { path: /alive, port: 80 } }, readinessProbe: { tcpSocket: { port: 80 } }"
    ", resources: { limits: { cpu: 1000m, memory: 1024Mi } }"
)


def test_probes_and_limits(tmp_path: Path) -> None:
    found = fleet(tmp_path, {"a.yaml": documents(deployment("cart", PROBES), deployment("web"))})
    assert traits(found, "cart") >= {
        ("liveness", "", "/alive"),
        ("readiness", "", ""),
        ("limits-resources", "", "cpu=1 memory=1Gi"),
    }
    assert not traits(found, "web")


@pytest.mark.parametrize(
    ("container", "pod", "trait"),
    [
        (", securityContext: { runAsUser: 0 }", "", "runs-as-root"),
        ("", ", securityContext: { runAsUser: 0 }", "runs-as-root"),
        (", securityContext: { privileged: true }", "", "privileged"),
        (", securityContext: { capabilities: { add: [SYS_ADMIN] } }", "", "privileged"),
        ("", ", hostNetwork: true", "privileged"),
        ("", ", nodeName: node-7", "pinned-to-host"),
        ("", ", nodeSelector: { kubernetes.io/hostname: node-7 }", "pinned-to-host"),
        (env(DB_PASSWORD="hunter2"), "", "literal-secret"),
    ],
)
def test_what_pods_are_allowed_and_tied_to(tmp_path: Path, container: str, pod: str, trait: str) -> None:
    found = fleet(tmp_path, {"a.yaml": documents(deployment("cart", container, pod=pod), deployment("web"))})
    assert found.has("cart", trait)
    assert not found.has("web", trait)


INGRESS = (
    "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: { name: in }\n"
    "spec: { rules: [{ http: { paths: [{ path: /, backend: { service: { name: front, port: { number: 80 } } } }] } }] }\n"
)
GATEWAY = (
    "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: { name: r }\n"
    "spec: { parentRefs: [{ name: g }], rules: [{ backendRefs: [{ name: front, port: 80 }] }] }\n"
)
ISTIO = (
    "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: { name: v }\n"
    "spec: { hosts: ['*'], gateways: [g], http: [{ route: [{ destination: { host: front } }] }] }\n"
)
ROUTE = "apiVersion: route.openshift.io/v1\nkind: Route\nmetadata: { name: r }\nspec: { to: { name: front } }\n"


@pytest.mark.parametrize("more", [", type: LoadBalancer", ", type: NodePort", INGRESS, GATEWAY, ISTIO, ROUTE])
def test_what_is_reached_from_outside(tmp_path: Path, more: str) -> None:
    kind, other = (more, "") if more.startswith(",") else ("", more)
    parts = [
        deployment("web"),
        service("front", "app: web", more=kind),
        deployment("cart"),
        service("cart", "app: cart"),
    ]
    found = fleet(tmp_path, {"a.yaml": documents(*parts, *filter(None, [other]))})
    assert found.has("web", "publishes-port")
    assert not found.has("cart", "publishes-port")


def test_replicas_are_one_where_nobody_says_more_but_an_autoscaler(tmp_path: Path) -> None:
    scaler = (
        "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: { name: h }\n"
        "spec: { maxReplicas: 5, scaleTargetRef: { kind: Deployment, name: web } }\n"
    )
    found = fleet(
        tmp_path,
        {"a.yaml": documents(deployment("cart", spec=", replicas: 3"), deployment("pay"), deployment("web"), scaler)},
    )
    assert {node.name: node.replicas for node in found.nodes} == {"cart": 3, "pay": 1, "web": 0}
    assert ("autoscales", "", "5") in traits(found, "web")


def test_of_what_scales_the_fewest_count(tmp_path: Path) -> None:
    """How many there are is the autoscaler's to say from moment to moment; the fewest are somebody's decision."""
    scaler = (
        "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: { name: h }\n"
        "spec: { minReplicas: 2, maxReplicas: 9, scaleTargetRef: { kind: Deployment, name: cart } }\n"
    )
    found = fleet(tmp_path, {"a.yaml": documents(deployment("cart", spec=", replicas: 7"), scaler)})
    assert found.by_name["cart"].replicas == 2


def test_a_service_with_a_job_of_its_own_image_is_no_job(tmp_path: Path) -> None:
    job = (
        "apiVersion: batch/v1\nkind: Job\nmetadata: { name: cart-prepare }\n"
        "spec: { template: { spec: { containers: [{ name: c, image: shop/cart }] } } }\n"
    )
    found = fleet(tmp_path, {"a.yaml": documents(deployment("cart").replace("image: cart", "image: shop/cart"), job)})
    assert found.by_name["cart"].role == "business"


def test_what_a_policy_permits_and_the_code_does_not_do_is_no_call(tmp_path: Path) -> None:
    policy = (
        "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: p }\n"
        "spec: { podSelector: { matchLabels: { app: pay } }, ingress: [{ from: [{ podSelector: { matchLabels: { app: cart } } }] }] }\n"
    )
    files = {"a.yaml": documents(deployment("cart"), deployment("pay"), policy)}
    assert [(edge.source, edge.target) for edge in fleet(tmp_path, files).believed] == [("cart", "pay")]
    code = {"cart/Dockerfile": "FROM python\nCOPY . .\n", "cart/main.py": "print('cart')\n"}
    assert fleet(tmp_path, {**files, **code}).believed == ()


def test_scraping_by_annotations_and_by_monitors(tmp_path: Path) -> None:
    annotated = deployment("cart").replace(
        "metadata: { labels", "metadata: { annotations: { prometheus.io/scrape: 'true' }, labels"
    )
    monitored = service("pay", "app: pay").replace("{ name: pay }", "{ name: pay, labels: { watch: 'yes' } }")
    monitor = (
        "apiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor\nmetadata: { name: m }\n"
        "spec: { selector: { matchLabels: { watch: 'yes' } } }\n"
    )
    found = fleet(tmp_path, {"a.yaml": documents(annotated, deployment("pay"), monitored, monitor, deployment("web"))})
    assert [found.has(name, "meters") for name in ("cart", "pay", "web")] == [True, True, False]


def test_a_mesh_encrypts(tmp_path: Path) -> None:
    space = "apiVersion: v1\nkind: Namespace\nmetadata: { name: shop, labels: { istio-injection: enabled } }\n"
    within = deployment("cart").replace("{ name: cart }", "{ name: cart, namespace: shop }")
    found = fleet(tmp_path, {"a.yaml": documents(space, within, deployment("web"))})
    assert [found.has(name, "encrypts") for name in ("cart", "web")] == [True, False]


def test_what_a_mesh_does_for_a_host_holds_for_its_callers(tmp_path: Path) -> None:
    rules = (
        "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: { name: v }\n"
        "spec: { hosts: [cart], http: [{ timeout: 1500ms, retries: { attempts: 3 }, route: [{ destination: { host: cart } }] }] }\n",
        "apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: { name: d }\n"
        "spec: { host: cart.shop.svc.cluster.local, trafficPolicy: { outlierDetection: { consecutive5xxErrors: 5 } } }\n",
    )
    parts = [
        deployment("web", env(A="http://cart", B="http://pay")),
        *(each for name in ("cart", "pay") for each in (deployment(name), service(name, f"app: {name}"))),
    ]
    found = fleet(tmp_path, {"a.yaml": documents(*parts, *rules)})
    assert traits(found, "web") >= {
        ("times-out", "cart", "1.5"),
        ("retries", "cart", "3"),
        ("breaks-circuit", "cart", "istio"),
    }
    assert not found.has("web", "times-out", "pay")


def test_a_policy_that_lets_one_call_another_is_evidence(tmp_path: Path) -> None:
    policy = (
        "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: p }\n"
        "spec: { podSelector: { matchLabels: { app: cart } }, ingress: [{ from: [{ podSelector: { matchLabels: { app: web } } },"
        " { namespaceSelector: {} }] }] }\n"
    )
    found = fleet(tmp_path, {"a.yaml": documents(deployment("cart"), deployment("web"), deployment("pay"), policy)})
    assert believed(found) == {("web", "cart", "http")}


def test_a_policy_about_many_tells_none_from_the_others(tmp_path: Path) -> None:
    policy = (
        "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: p }\n"
        "spec: { podSelector: { matchLabels: { of: shop } }, ingress: [{ from: [{ podSelector: { matchLabels: { of: shop } } }] }] }\n"
    )
    workloads = [deployment(f"s{n}", labels=", of: shop") for n in range(12)]
    assert not fleet(tmp_path, {"a.yaml": documents(*workloads, policy)}).edges


def test_a_component_of_dapr_is_for_the_applications_that_it_names(tmp_path: Path) -> None:
    component = (
        "apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata: { name: store }\nscopes: [cart-app]\n"
        "spec: { type: state.redis, version: v1, metadata: [{ name: redisHost, value: 'cache:6379' }] }\n"
    )

    def app(name: str) -> str:
        return deployment(name).replace(
            "metadata: { labels", f"metadata: {{ annotations: {{ dapr.io/app-id: {name}-app }}, labels"
        )

    cache = deployment("cache").replace("shop/cache", "redis:7")
    found = fleet(tmp_path, {"a.yaml": documents(app("cart"), app("pay"), cache, component)})
    assert believed(found) == {("cart", "cache", "db")}
    assert "cart-app" in found.by_name["cart"].aliases


@pytest.mark.parametrize(("parent", "promised"), [("{ kind: Service, name: cart }", True), ("{ name: g }", False)])
def test_a_gateway_promises_nothing_to_services(tmp_path: Path, parent: str, promised: bool) -> None:
    route = (
        "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: { name: r }\n"
        f"spec: {{ parentRefs: [{parent}], rules: [{{ backendRefs: [{{ name: cart, port: 80 }}], timeouts: {{ request: 2s }} }}] }}\n"
    )
    parts = [deployment("web", env(A="http://cart")), deployment("cart"), service("cart", "app: cart")]
    found = fleet(tmp_path, {"a.yaml": documents(*parts, route)})
    assert (("times-out", "cart", "2") in traits(found, "web")) == promised
