"""Plain Kubernetes manifests: what runs, under which names, and what it is given."""

import json
from pathlib import Path

import pytest
from tests.read.manifests._kubernetes import believed, deployment, documents, env, fleet, names, service

# Aliases that would be 2^30 values if they were written out.
BOMB = "a0: &a0 {}\n" + "".join(f"a{n}: &a{n} {{ x: *a{n - 1}, y: *a{n - 1} }}\n" for n in range(1, 31))


def test_workloads_of_all_kinds_are_nodes_and_jobs_say_so(tmp_path: Path) -> None:
    found = fleet(
        tmp_path,
        {
            "k8s/all.yaml": documents(
                deployment("cart"),
                deployment("store", kind="StatefulSet"),
                deployment("agent", kind="DaemonSet"),
                deployment("load", kind="Job"),
                deployment("old", kind="DeploymentConfig"),
            ),
            "k8s/nightly.yaml": "apiVersion: batch/v1\nkind: CronJob\nmetadata: { name: nightly }\n"
            "spec: { jobTemplate: { spec: { template: { spec: { containers: [{ name: a, image: shop/nightly }] } } } } }\n",
        },
    )
    assert names(found) == {"cart", "store", "agent", "load", "old", "nightly"}
    assert {node.name for node in found.nodes if node.role == "job"} == {"load", "nightly"}


def test_a_service_is_another_name_of_what_it_selects(tmp_path: Path) -> None:
    found = fleet(
        tmp_path,
        {
            "k8s/cart.yaml": documents(deployment("cart-deployment"), service("basket", "app: cart-deployment", 8080)),
            "k8s/web.yaml": deployment("web", env(CART_URL="http://basket.shop.svc.cluster.local:8080")),
        },
    )
    assert names(found) == {"cart", "web"}
    assert "basket" in found.by_name["cart"].aliases
    assert found.by_name["cart"].ports == (8080,)
    assert believed(found) == {("web", "cart", "http")}


def test_the_same_name_in_two_namespaces_folders_and_formats_is_one_node(tmp_path: Path) -> None:
    files = {
        f"{folder}/cart.yaml": documents(deployment("cart"), service("cart", "app: cart"))
        for folder in ("kubernetes", "openshift", "overlays/prod")
    }
    found = fleet(tmp_path, files | {"docker-compose.yml": "services: { cart: { image: shop/cart } }\n"})
    assert names(found) == {"cart"}


def test_a_name_that_only_says_its_kind_or_version_is_shortened(tmp_path: Path) -> None:
    one, two = (deployment(f"reviews-{v}", labels=f", version: {v}, what: reviews") for v in ("v1", "v2"))
    found = fleet(
        tmp_path,
        {"a.yaml": documents(one, two, service("reviews", "what: reviews"), deployment("auth-depl"))},
    )
    assert names(found) == {"reviews", "auth"}


def test_a_service_over_many_workloads_is_none_of_them(tmp_path: Path) -> None:
    found = fleet(
        tmp_path,
        {
            "a.yaml": documents(
                deployment("cart", labels=", of: shop"),
                deployment("pay", labels=", of: shop"),
                deployment("web", env(ANY="http://all:80"), labels=", of: shop"),
                service("all", "of: shop"),
            )
        },
    )
    assert names(found) == {"cart", "pay", "web"}
    assert not believed(found)


def test_variables_come_from_maps_and_secrets_by_their_keys(tmp_path: Path) -> None:
    maps = (
        "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: addresses }\ndata: { cart: 'http://cart:8080' }\n",
        "apiVersion: v1\nkind: Secret\nmetadata: { name: hidden }\ndata: { url: cG9zdGdyZXM6Ly9kYi9zaG9w }\n",  # postgres://db/shop
    )
    reads = (
        ", env: [{ name: CART, valueFrom: { configMapKeyRef: { name: addresses, key: cart } } },"
        " { name: DB, valueFrom: { secretKeyRef: { name: hidden, key: url } } }, { name: PAY, value: 'http://$(PAY_HOST)/' }]"
    )
    found = fleet(
        tmp_path,
        {
            "a.yaml": documents(
                deployment("web", reads), deployment("cart"), deployment("db").replace("shop/db", "postgres:16"), *maps
            )
        },
    )
    assert believed(found) == {("web", "cart", "http"), ("web", "db", "db")}


def test_a_map_that_several_take_as_a_whole_is_weaker_evidence_than_an_own_one(tmp_path: Path) -> None:
    addresses = "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: all }\ndata: { CART: 'cart:80', PAY: 'pay:80', WEB: 'web:80' }\n"
    own = "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: own }\ndata: { PAY: 'pay:80' }\n"
    everything = ", envFrom: [{ configMapRef: { name: all } }]"
    found = fleet(
        tmp_path,
        {
            "a.yaml": documents(
                deployment("cart", everything),
                deployment("pay", everything),
                deployment("web", everything),
                deployment("mail", ", envFrom: [{ configMapRef: { name: own } }]"),
                addresses,
                own,
            )
        },
    )
    assert believed(found) == {("mail", "pay", "http")}
    assert {(edge.source, edge.target) for edge in found.edges} >= {("cart", "pay"), ("web", "cart")}


@pytest.mark.parametrize(
    "given",
    [
        ", args: ['--cart=http://cart:8080']",
        ", args: [--cart, 'cart:8080']",
        ", command: [sh, -c, 'exec serve --upstream http://cart:8080/items']",
    ],
)
def test_arguments_hold_addresses(tmp_path: Path, given: str) -> None:
    found = fleet(tmp_path, {"a.yaml": documents(deployment("web", given), deployment("cart"))})
    assert believed(found) == {("web", "cart", "http")}


@pytest.mark.parametrize(
    "script",
    [
        "until nc -z cart 8080; do sleep 1; done",
        "until nslookup cart; do sleep 1; done",
        "while ! curl -s http://cart:8080/health; do sleep 1; done",
        "./wait-for-it.sh cart:8080 -t 60",
    ],
)
def test_whom_a_pod_waits_for_is_needed(tmp_path: Path, script: str) -> None:
    waits = f", initContainers: [{{ name: wait, image: busybox, command: [sh, -c, '{script}'] }}]"
    found = fleet(tmp_path, {"a.yaml": documents(deployment("web", pod=waits), deployment("cart"))})
    ((edge,),) = ([edge for edge in found.edges if edge.source == "web"],)
    assert (edge.target, [witness.reader for witness in edge.evidence]) == ("cart", ["waits-for"])
    assert found.has("web", "fixed-startup-order")


def test_sidecars_are_no_business_of_a_pod_and_several_programs_are(tmp_path: Path) -> None:
    def pod(name: str, beside: str) -> str:
        return deployment(name).replace(f"image: shop/{name} }}]", f"image: shop/{name} }}, {beside}]")

    found = fleet(
        tmp_path,
        {
            "a.yaml": documents(
                pod("cart", "{ name: proxy, image: 'envoyproxy/envoy:v1' }"),
                pod("pay", "{ name: worker, image: shop/pay-worker }"),
            )
        },
    )
    assert not found.has("cart", "several-processes")
    assert found.has("pay", "several-processes")


def test_an_external_name_is_an_external_system(tmp_path: Path) -> None:
    found = fleet(
        tmp_path,
        {
            "a.yaml": documents(
                deployment("web", env(RATES="http://rates/v1")),
                "apiVersion: v1\nkind: Service\nmetadata: { name: rates }\n"
                "spec: { type: ExternalName, externalName: api.rates.example.org }\n",
            )
        },
    )
    assert found.by_name["rates"].role == "external"
    assert believed(found) == {("web", "rates", "external")}


def test_a_list_in_json_is_read_as_well(tmp_path: Path) -> None:
    item = {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "cart"},
        "spec": {"template": {"spec": {"containers": [{"name": "cart", "image": "cart"}]}}},
    }
    found = fleet(tmp_path, {"all.json": json.dumps({"apiVersion": "v1", "kind": "List", "items": [item]}, indent=1)})
    assert names(found) == {"cart"}


def test_a_template_of_openshift_holds_objects_with_parameters(tmp_path: Path) -> None:
    template = (
        "apiVersion: template.openshift.io/v1\nkind: Template\nmetadata: { name: all }\n"
        "parameters: [{ name: NAME, value: cart }]\nobjects:\n"
        "- { apiVersion: apps.openshift.io/v1, kind: DeploymentConfig, metadata: { name: '${NAME}' },"
        " spec: { template: { spec: { containers: [{ name: a, image: 'shop/${NAME}' }] } } } }\n"
    )
    assert names(fleet(tmp_path, {"t.yaml": template})) == {"cart"}


def test_a_service_of_knative_is_a_workload(tmp_path: Path) -> None:
    knative = (
        deployment("cart").replace("apps/v1", "serving.knative.dev/v1").replace("kind: Deployment", "kind: Service")
    )
    assert names(fleet(tmp_path, {"k.yaml": knative})) == {"cart"}


def test_a_variant_under_another_name_is_told_by_its_containers_name(tmp_path: Path) -> None:
    def geo(name: str) -> str:
        return deployment(name).replace("name: main", "name: hotel-geo")

    found = fleet(tmp_path, {"kubernetes/geo.yaml": geo("geo"), "knative/geo.yaml": geo("srv-geo")})
    assert len(found.nodes) == 1


def test_what_an_operator_makes_has_its_role_and_its_services(tmp_path: Path) -> None:
    kafka = "apiVersion: kafka.strimzi.io/v1beta2\nkind: Kafka\nmetadata: { name: events }\nspec: { kafka: { replicas: 3 } }\n"
    found = fleet(tmp_path, {"a.yaml": documents(kafka, deployment("web", env(BROKERS="events-kafka-bootstrap:9092")))})
    assert found.by_name["events"].technology == "kafka"
    assert believed(found) == {("web", "events", "async")}


def test_manifests_that_are_broken_or_templates_yield_what_can_be_seen(tmp_path: Path) -> None:
    broken = deployment("pay").replace("spec: {", "spec: { {% if x %}", 1)
    rough = (
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  template:\n    spec:\n      containers:\n"
        "      - name: web\n        image: @image@\n        env:\n        - name: CART\n          value: http://cart:80\n"
    )
    found = fleet(tmp_path, {"a.yaml": documents(deployment("cart"), rough, broken)})
    assert {"cart", "web"} <= names(found)
    assert believed(found) == {("web", "cart", "http")}
    assert [problem.code.id for problem in found.problems] == ["R005"]


def test_tests_and_files_that_only_look_alike_are_left_out(tmp_path: Path) -> None:
    found = fleet(
        tmp_path,
        {
            "k8s/cart.yaml": deployment("cart"),
            "tests/k8s/fake.yaml": deployment("fake"),
            "workflow.yaml": "kind: Deployment\nname: none\n",
            "docs.yaml": "text: 'apiVersion: v1, kind: Deployment'\n",
        },
    )
    assert names(found) == {"cart"}


@pytest.mark.parametrize(
    "text",
    [
        BOMB + "apiVersion: v1\nkind: Template\nmetadata: { name: x }\nobjects: *a30\n",
        "apiVersion: v1\nkind: Deployment\nmetadata: []\nspec: 7\n",
        "apiVersion: v1\nkind: Deployment\nmetadata: { name: [a] }\nspec: { template: { spec: { containers: { a: b } } } }\n",
        "apiVersion: v1\nkind: Service\nmetadata: { name: a }\nspec: { selector: [a], ports: { port: x } }\n",
        "apiVersion: v1\nkind: Deployment\nmetadata: &a { name: x, labels: *a }\n",
        "apiVersion: v1\nkind: Deployment\nmetadata: { name: x }\nspec: " + "[" * 200_000 + "\n",
        "apiVersion: v1\nkind: ConfigMap\na: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n",
        "apiVersion: v1\nkind: List\nitems: [1, null, { kind: List, apiVersion: v1, items: null }]\n",
    ],
    ids=["bomb", "wrong types", "wrong containers", "wrong service", "loop", "deep", "aliases", "lists"],
)
def test_hostile_manifests_are_survived(tmp_path: Path, text: str) -> None:
    assert "cart" in names(fleet(tmp_path, {"bad.yaml": text, "good.yaml": deployment("cart")}))


def test_a_name_in_a_helm_release_is_also_known_without_it(tmp_path: Path) -> None:
    release = ", app.kubernetes.io/instance: shop"
    found = fleet(
        tmp_path,
        {
            "rendered.yaml": documents(deployment("shop-cart", labels=release), deployment("shop-web", labels=release)),
            "compose.yaml": "services: { web: { image: shop/web } }\n",
        },
    )
    assert {name for node in found.nodes for name in (node.name, *node.aliases)} == {
        "shop-cart",
        "cart",
        "shop-web",
        "web",
    }
    assert len(found.nodes) == 2
