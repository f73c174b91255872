"""Which parts are the same node: folders, names, images, and lists in which different entries stay different."""

from pathlib import Path

import pytest
from tests.read.fleet._reading import compose, fleet_of

from skerry.facts.fleet import Fleet

BOOT = "package a;\n@SpringBootApplication\npublic class App { public static void main(String[] a) {} }\n"


def application(folder: str, name: str) -> dict[str, str]:
    return {f"{folder}/src/main/resources/application.properties": f"spring.application.name={name}\nserver.port=8081\n",
            f"{folder}/src/main/java/a/App.java": BOOT, f"{folder}/pom.xml": "<project><artifactId>x</artifactId></project>"}  # fmt: skip


def names(fleet: Fleet) -> dict[str, tuple[str, ...]]:
    return {node.name: node.aliases for node in fleet.services}


def test_a_folder_joins_names_that_have_nothing_in_common(tmp_path: Path) -> None:
    files = {"docker-compose.yml": compose(pro="build: core/product"), **application("core/product", "product-service")}
    fleet = fleet_of(tmp_path, files)
    assert names(fleet) == {"product-service": ("pro", "product")}
    assert (fleet.nodes[0].folders, fleet.nodes[0].ports) == (("core/product",), (8081,))


def test_a_name_that_was_copied_into_another_folder_joins_nothing(tmp_path: Path) -> None:
    files = {"docker-compose.yml": compose(orders='build: orders', delivery='build: delivery'),
             **application("orders", "orders"), **application("delivery", "orders")}  # fmt: skip
    assert {n: node.folders for n, node in fleet_of(tmp_path, files).by_name.items() if node.role != "external"} == {
        "orders": ("orders",), "delivery": ("delivery",),
    }  # fmt: skip


def test_an_application_that_no_compose_file_runs_is_a_node(tmp_path: Path) -> None:
    files = {
        "docker-compose.yml": compose(cart="build: cart"),
        **application("cart", "cart"),
        **application("stock", "stock"),
    }
    assert names(fleet_of(tmp_path, files)).keys() == {"cart", "stock"}


def test_images_of_one_prefix_lead_to_the_folders_they_are_built_of(tmp_path: Path) -> None:
    files = {"docker-compose.yml": compose(pages='image: "acme/basic-directory:1"', cart='image: "acme/basic-cart:1"'),
             **application("directory", "directory"), **application("cart", "cart")}  # fmt: skip
    assert names(fleet_of(tmp_path, files)).keys() == {"directory", "cart"}


def test_two_services_of_one_image_are_two_nodes(tmp_path: Path) -> None:
    files = {"docker-compose.yml": compose(a_db='image: acme/db, build: db', b_db='image: acme/db, build: db'),
             "db/Dockerfile": "FROM mongo:5\n"}  # fmt: skip
    fleet = fleet_of(tmp_path, files)
    assert {n.name for n in fleet.nodes} == {"a-db", "b-db"}


def test_names_that_differ_in_hyphens_are_one(tmp_path: Path) -> None:
    files = {"docker-compose.yml": compose(webportal="image: acme/x"), **application("web-portal", "web-portal")}
    assert names(fleet_of(tmp_path, files)) == {"web-portal": ("webportal",)}


def test_the_same_name_for_other_source_or_another_product_is_another_node(tmp_path: Path) -> None:
    files = {
        "a/docker-compose.yml": compose(web="build: web", db='image: "postgres:16"'),
        "b/docker-compose.yml": compose(web="build: web", db='image: "mysql:8"'),
    }
    found = {(n.role, n.technology, n.folders) for n in fleet_of(tmp_path, files).nodes if n.role != "external"}
    assert found == {
        ("business", "", ("a/web",)),
        ("business", "", ("b/web",)),
        ("database", "postgres", ()),
        ("database", "mysql", ()),
    }


def test_several_programs_of_one_build_are_told_by_their_commands(tmp_path: Path) -> None:
    imports = '"net/http"\n\t"acme.com/shop/services/%s"\n\t"acme.com/shop/common"'
    main = f'package main\nimport (\n\t{imports}\n)\nfunc main() {{ http.ListenAndServe(":1", nil) }}\n'
    files = {
        "docker-compose.yml": compose(cart_1='build: ., entrypoint: cart', orders='build: ., command: [/bin/orders, -v]'),
        "go.mod": "module acme.com/shop\n", "Dockerfile": "FROM golang\nRUN go install ./cmd/...\n",
        "cmd/cart/main.go": main % "cart", "cmd/orders/main.go": main % "orders", "services/cart/a.go": "package cart\n",
        "services/orders/a.go": "package orders\n", "common/a.go": "package common\n",
    }  # fmt: skip
    assert {n.name: n.folders for n in fleet_of(tmp_path, files).services} == {
        "cart-1": ("cmd/cart", "services/cart"), "orders": ("cmd/orders", "services/orders"),
    }  # fmt: skip


def test_where_nothing_runs_it_what_is_built_to_serve_is_a_node(tmp_path: Path) -> None:
    files = {
        "docker-compose.yml": compose(db='image: postgres'),
        "cart/Dockerfile": "FROM node:20\nEXPOSE 80\nCMD node .\n", 
        "cart/package.json": '{"name": "@acme/cart", "dependencies": {"express": "4"}, "scripts": {"start": "x"}}',
        "shared/package.json": '{"name": "@acme/shared"}', "tools/Dockerfile": "FROM alpine\nRUN make\n",
    }  # fmt: skip
    assert names(fleet_of(tmp_path, files)).keys() == {"cart"}


def test_what_is_only_built_is_no_node_beside_what_runs(tmp_path: Path) -> None:
    files = {"docker-compose.yml": compose(cart='build: cart'), "cart/Dockerfile": "FROM node\nEXPOSE 80\nCMD x\n",
             "lab/Dockerfile": "FROM node\nEXPOSE 80\nCMD x\n"}  # fmt: skip
    assert names(fleet_of(tmp_path, files)).keys() == {"cart"}


def test_skaffold_says_which_folder_an_image_is_built_of(tmp_path: Path) -> None:
    files = {
        "skaffold.yaml": "build:\n  artifacts:\n  - image: acme/one\n    context: src/cart\n"
        "  - image: acme/two\n    jib: {project: src/ledger}\n",
        "compose.yml": compose(basket='image: acme/one', ledger='image: acme/two'), "src/cart/a.py": "", "src/ledger/A.java": "class A {}",
    }  # fmt: skip
    assert {n.name: n.folders for n in fleet_of(tmp_path, files).services} == {
        "basket": ("src/cart",),
        "ledger": ("src/ledger",),
    }


def test_libraries_belong_to_the_one_program_that_needs_them(tmp_path: Path) -> None:
    def project(sdk: str, *needs: str) -> str:
        rows = "".join(f'<ProjectReference Include="..\\{name}\\{name}.csproj" />' for name in needs)
        return f'<Project Sdk="Microsoft.NET.Sdk{sdk}"><ItemGroup>{rows}</ItemGroup></Project>'

    files = {
        "tye.yaml": "services:\n- name: orders\n  project: Orders.Api/Orders.Api.csproj\n"
        "- name: cart\n  project: Cart.Api/Cart.Api.csproj\n",
        "Orders.Api/Orders.Api.csproj": project(".Web", "Orders.Data", "Common"), "Cart.Api/Cart.Api.csproj": project(".Web", "Common"),
        "Orders.Data/Orders.Data.csproj": project(""), "Common/Common.csproj": project(""),
    }  # fmt: skip
    assert {n.name: n.folders for n in fleet_of(tmp_path, files).services} == {
        "orders": ("Orders.Api", "Orders.Data"), "cart": ("Cart.Api",),
    }  # fmt: skip


def test_each_service_with_a_compose_file_of_its_own_has_its_own_database(tmp_path: Path) -> None:
    def one(port: int) -> str:
        return compose(app="build: .", db="image: 'postgres:16'", mq=f"image: rabbitmq, ports: ['{port}:5672']")

    apart = {"cart/docker-compose.yml": one(1), "stock/docker-compose.yml": one(2)}
    assert (
        sorted(n.technology for n in fleet_of(tmp_path / "apart", apart).nodes if n.role == "database")
        == ["postgres"] * 2
    )
    whole = {
        **apart,
        "docker-compose.yml": compose(
            cart="build: cart", stock="build: stock", db="image: 'postgres:16'", mq="image: rabbitmq"
        ),
    }
    fleet = fleet_of(tmp_path / "whole", whole)
    assert sorted(n.name for n in fleet.nodes if n.role != "external") == ["cart", "db", "mq", "stock"]
    assert fleet.by_name["mq"].published == (1, 2)


def test_the_only_broker_of_two_ways_to_deploy_one_system_is_one(tmp_path: Path) -> None:
    def deployment(name: str, image: str) -> str:
        pod = f"{{containers: [{{name: x, image: '{image}'}}]}}"
        return f"apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: {name}}}\nspec: {{template: {{spec: {pod}}}}}\n---\n"

    both = {
        "compose.yml": compose(cart="image: a/cart", stock="image: a/stock", mq="image: rabbitmq", db="image: mysql")
    }
    both["k8s.yaml"] = "".join([deployment("cart", "a/cart"), deployment("stock", "a/stock"), deployment("events", "rabbitmq"),
                                deployment("one", "mysql"), deployment("two", "mysql")])  # fmt: skip
    assert {n.name for n in fleet_of(tmp_path, both).nodes if n.role != "external"} == {
        "cart",
        "stock",
        "mq",
        "db",
        "one",
        "two",
    }


def test_versions_that_run_side_by_side_are_one_node(tmp_path: Path) -> None:
    def deployment(name: str, image: str) -> str:
        labels = f"labels: {{app: {name.partition('-')[0]}}}"
        pod = f"{{metadata: {{{labels}}}, spec: {{containers: [{{name: x, image: '{image}'}}]}}}}"
        return f"apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: {name}}}\nspec: {{template: {pod}}}\n---\n"

    files = {
        "k8s.yaml": deployment("reviews-v1", "acme/reviews-v1:1") + deployment("reviews-v2", "acme/reviews-v2:1")
        + deployment("ratings-v1", "acme/ratings:1")
    }  # fmt: skip
    assert names(fleet_of(tmp_path, files)).keys() == {"reviews", "ratings"}


ASPIRE = """
var builder = DistributedApplication.CreateBuilder(args);
var pg = builder.AddPostgres("pg"); // var x = builder.AddRedis("remark");
var shopDb = pg.AddDatabase("shopdb");
var mq = builder.AddRabbitMQ("mq").WithLifetime(ContainerLifetime.Persistent);
var cart = builder.AddProject<Projects.Cart_Api>("cart-api")
    .WithReference(shopDb)
    .WithReference(mq).WaitFor(mq)
    .WithReplicas(2);
var endpoint = cart.GetEndpoint("http");
builder.AddProject<Projects.Web>("web").WithExternalHttpEndpoints().WithReference(cart)
    .WithEnvironment("Cart__Url", endpoint);
builder.AddYarp("edge").WithConfiguration(yarp => { yarp.AddRoute("/x", cart); });
builder.AddParameter("secret");
builder.Build().Run();
"""


def test_an_aspire_app_host_names_what_it_runs(tmp_path: Path) -> None:
    fleet = fleet_of(
        tmp_path,
        {"AppHost/Program.cs": ASPIRE, "src/Cart.Api/Cart.Api.csproj": '<Project Sdk="Microsoft.NET.Sdk.Web"/>'},
    )
    assert {(n.name, n.role, n.technology) for n in fleet.nodes if n.role != "external"} == {
        ("pg", "database", "postgres"), ("shopdb", "database", "postgres"), ("mq", "broker", "rabbitmq"),
        ("cart-api", "business", "dotnet"), ("web", "business", ""), ("edge", "gateway", "yarp"),
    }  # fmt: skip
    assert (fleet.by_name["cart-api"].folders, fleet.by_name["cart-api"].replicas) == (("src/Cart.Api",), 2)
    assert {(e.source, e.target) for e in fleet.believed if e.kind != "user"} >= {
        ("cart-api", "shopdb"),
        ("cart-api", "mq"),
        ("web", "cart-api"),
    }


@pytest.mark.parametrize(
    ("name", "image", "role"),
    [
        ("a", "bitnami/postgresql:16", "database"), ("a", "docker.elastic.co/elasticsearch/elasticsearch:5.2", "database"),
        ("a", "confluentinc/cp-kafka", "broker"), ("a", "provectuslabs/kafka-ui", "tool"), ("a", "prom/prometheus:v2", "telemetry"),
        ("a", "grafana/k6", "tool"), ("a", "acme/order-service-with-jaeger", "business"),
        ("a", "ghcr.io/open-telemetry/demo:1-kafka", "business"),
        ("payment-gateway", "acme/x", "business"), ("api-gateway", "acme/x", "gateway"), ("load-generator", "acme/x", "tool"),
        ("orders-migrations", "acme/x", "job"), ("eureka-server", "acme/x", "registry"), ("config-server", "acme/x", "config"),
        ("proxy", "nginx", "gateway"), ("edge-router", "acme/x", "gateway"), ("knowledge", "acme/x", "business"),
        ("a", "eventuateio/eventuate-cdc-service:$V", "tool"), ("a", "debezium/connect:2", "tool"),
        ("a", "debezium/postgres:16", "database"), ("orders-cdc", "acme/x", "tool"),
        ("outbox-relay", "acme/x", "tool"),
        ("a", "hashicorp/consul", "registry"), ("a", "quay.io/keycloak/keycloak:26", "auth"), ("a", "mailhog/mailhog", "tool"),
    ],
)  # fmt: skip
def test_roles(name: str, image: str, role: str, tmp_path: Path) -> None:
    fleet = fleet_of(tmp_path, {"compose.yml": f"services:\n  {name}:\n    image: '{image}'\n"})
    assert fleet.by_name[name].role == role


@pytest.mark.parametrize(
    ("mark", "library", "role"),
    [
        ("@EnableEurekaServer", "", "registry"), ("@EnableConfigServer", "", "config"),
        ("@EnableZuulProxy @EnableHystrixDashboard", "", "gateway"),
        ("@EnableAuthorizationServer", "", "auth"), ("@EnableAdminServer", "", "telemetry"),
        ("", "spring-cloud-starter-gateway", "gateway"),
        ("", "zipkin-server", "telemetry"), ("", "spring-boot-starter-web", "business"),
    ],
)  # fmt: skip
def test_roles_by_what_spring_is_told(mark: str, library: str, role: str, tmp_path: Path) -> None:
    files = application("thing", "thing")
    files["thing/src/main/java/a/App.java"] = BOOT.replace("@Spring", mark.replace(" ", "\n") + "\n@Spring")
    files["thing/pom.xml"] = (
        f"<project><artifactId>thing</artifactId><dependencies><dependency><artifactId>{library}</artifactId></dependency></dependencies></project>"
    )
    assert fleet_of(tmp_path, files).by_name["thing"].role == role


@pytest.mark.parametrize(
    ("command", "role"),
    [("sleep infinity", "tool"), ("sh -c 'tail -f /dev/null'", "tool"), ("sleep 5 && run", "business")],
)
def test_a_container_that_only_sleeps_is_there_to_work_in(command: str, role: str, tmp_path: Path) -> None:
    fleet = fleet_of(tmp_path, {"compose.yml": compose(a=f'image: acme/x, command: "{command}"')})
    assert fleet.by_name["a"].role == role


def test_a_name_like_a_products_says_nothing_of_own_code(tmp_path: Path) -> None:
    files = {
        "compose.yml": compose(ts_config_service="build: a", api_gateway="build: b"),
        "a/A.java": "class A {}",
        "b/b.js": "",
    }
    assert {n.name: n.role for n in fleet_of(tmp_path, files).services} == {
        "ts-config-service": "business",
        "api-gateway": "gateway",
    }


@pytest.mark.parametrize(
    ("conf", "role"),
    [
        ("location /a { proxy_pass http://cart:80; }\nlocation /b { proxy_pass http://stock/; }\n", "gateway"),
        ("location /a {\n  proxy_pass http://cart:80;\n}\nlocation /b {\n  proxy_pass http://stock/;\n}\n", "gateway"),
        ("location / {\n  root /html;\n}\n", "business"), ("ProxyPass /a http://cart/\nProxyPass /b http://stock/\n", "gateway"),
    ],
)  # fmt: skip
def test_a_web_server_that_passes_on_to_several_is_a_gateway(conf: str, role: str, tmp_path: Path) -> None:
    mounted = {"docker-compose.yml": compose(front="image: 'nginx:1', volumes: ['./front/site.conf:/etc/nginx/conf.d/site.conf']"),
               "front/site.conf": conf}  # fmt: skip
    built = {
        "docker-compose.yml": compose(front="build: front"),
        "front/site.conf": conf,
        "front/Dockerfile": "FROM nginx:1\n",
    }
    assert fleet_of(tmp_path / "mounted", mounted).by_name["front"].role == role
    assert fleet_of(tmp_path / "built", built).by_name["front"].role == role
    pages = {**built, "front/index.html": "<html/>"}
    assert fleet_of(tmp_path / "pages", pages).by_name["front"].role == "business"


def test_each_instance_of_an_image_that_is_a_product_and_its_data_is_that_product(tmp_path: Path) -> None:
    files = {
        "compose.yaml": "services:\n  one-store: {build: store}\n  other-store: {build: store}\n  app: {build: app}\n",
        "store/Dockerfile": "FROM mongo:3\nADD ./dump /\n",
        "store/dump/accounts.js": "db.accounts.insert({})\n",
        "app/Dockerfile": "FROM node:20\n",
        "app/index.js": "require('express')\n",
    }
    fleet = fleet_of(tmp_path, files)
    told = {node.name: (node.role, node.technology) for node in fleet.nodes}
    assert told["one-store"] == told["other-store"] == ("database", "mongodb") and told["app"][0] == "business"


def test_a_database_is_known_by_its_port_where_nothing_else_tells_its_product(tmp_path: Path) -> None:
    compose = "services:\n  user-db: {image: acme/user-db, expose: [27017]}\n  other-db: {image: acme/other-db, expose: [1]}\n"
    fleet = fleet_of(tmp_path, {"compose.yaml": compose})
    assert {node.name: node.technology for node in fleet.nodes} == {"user-db": "mongodb", "other-db": ""}
