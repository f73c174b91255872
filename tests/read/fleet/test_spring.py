"""Who speaks to whom in fleets of Spring: from clients, configuration, starters and routes."""

from pathlib import Path

import pytest
from tests.read.fleet._reading import compose
from tests.read.fleet._spring import POM, edges, read, service

FEIGN = """package app;
@FeignClient({})
public interface StockClient {{ @GetMapping("/stock") String stock(); }}
"""


@pytest.mark.parametrize(
    "given",
    [
        '"stock"',
        'name = "stock", fallback = StockFallback.class',
        'value = "STOCK"',
        'contextId = "a", url = "${stock.url:http://stock:8080}"',
        "name = Names.STOCK",
    ],
)
def test_a_feign_client_calls_the_service_of_its_name(tmp_path: Path, given: str) -> None:
    names = 'package app;\npublic class Names { public static final String STOCK = "stock"; }\n'
    fleet = read(tmp_path, service("orders", StockClient=FEIGN.format(given), Names=names), service("stock"))
    assert edges(fleet, "http") == {("orders", "stock")}


def test_a_client_in_a_module_beside_is_of_those_that_name_it(tmp_path: Path) -> None:
    uses = "package app;\nclass Uses { StockClient client; }\n"
    library = {
        "stock-client/pom.xml": POM.format(name="stock-client", libraries=""),
        "stock-client/src/main/java/app/StockClient.java": FEIGN.format('"stock"'),
    }
    fleet = read(
        tmp_path,
        service("orders", "stock-client", Uses=uses),
        service("billing", "stock-client"),
        service("stock"),
        library,
    )
    assert edges(fleet, "http") == {("orders", "stock")}


@pytest.mark.parametrize(
    "code",
    [
        'String url = "http://stock/items/" + id; rest.getForObject(url, String.class);',
        'rest.getForObject(String.format("http://stock/items/%s", id), String.class);',
        'discovery.getInstances("stock");',
        'balancer.choose("STOCK");',
        'builder.baseUrl("lb://stock").build();',
    ],
)
def test_hosts_in_code_that_are_services(tmp_path: Path, code: str) -> None:
    remark = '// rest.getForObject("http://billing/not");'
    text = f"package app;\nclass Stocks {{ void ask(String id) {{\n {code}\n {remark}\n}} }}\n"
    fleet = read(tmp_path, service("orders", Stocks=text), service("stock"), service("billing"))
    assert edges(fleet, "http") == {("orders", "stock")}


@pytest.mark.parametrize(
    "starter", ["spring-cloud-starter-zipkin", "spring-boot-starter-zipkin", "spring-boot-starter-opentelemetry"]
)
def test_a_starter_for_traces_leads_to_the_only_tracer_whose_address_stands_in_another_repository(
    tmp_path: Path, starter: str
) -> None:
    here = compose(zipkin="image: openzipkin/zipkin", orders="build: orders")
    fleet = read(tmp_path, service("orders", starter), **{"docker-compose.yml": here})
    assert ("orders", "zipkin") in edges(fleet)


def test_starters_imply_the_platform_also_without_an_address(tmp_path: Path) -> None:
    fleet = read(
        tmp_path,
        service("eureka", "spring-cloud-starter-netflix-eureka-server", marks="@EnableEurekaServer"),
        service("settings", "spring-cloud-config-server", marks="@EnableConfigServer"),
        service("orders", "spring-cloud-starter-netflix-eureka-client", "spring-cloud-starter-config",
                "spring-cloud-starter-zipkin", "spring-cloud-starter-bus-amqp"),
        service("alone", "spring-boot-starter-web"),
        **{"docker-compose.yml": compose(zipkin="image: openzipkin/zipkin", rabbit="image: rabbitmq:3", orders="build: orders")},
    )  # fmt: skip
    assert edges(fleet) >= {("orders", "eureka"), ("orders", "settings"), ("orders", "zipkin")}
    assert not {edge for edge in edges(fleet) if "alone" in edge and "user" not in edge}


def test_what_is_switched_off_in_one_profile_is_on_in_another(tmp_path: Path) -> None:
    off = "eureka.client.enabled: false\n"
    client = "spring-cloud-starter-netflix-eureka-client"
    fleet = read(
        tmp_path,
        service("eureka", "spring-cloud-starter-netflix-eureka-server", marks="@EnableEurekaServer"),
        service("orders", client, config=f"---\nspring.profiles: local\n{off}"),
        service("stock", client, config=off),
    )
    assert edges(fleet, "discovery") == {("orders", "eureka")}


def test_shared_configuration_holds_for_those_that_are_built_with_what_reads_it(tmp_path: Path) -> None:
    kept = "settings/src/main/resources/shared"
    fleet = read(
        tmp_path,
        service("settings", "spring-cloud-config-server", marks="@EnableConfigServer"),
        service(
            "orders", "spring-cloud-starter-config", "spring-boot-starter-data-mongodb", "spring-boot-starter-amqp"
        ),
        service("stock", "spring-cloud-starter-config"),
        **{
            f"{kept}/application.yml": "spring:\n  rabbitmq:\n    host: queue\n",
            f"{kept}/orders.yml": "spring:\n  data:\n    mongodb:\n      host: orders-data\n",
            "docker-compose.yml": compose(
                queue="image: rabbitmq:3", orders_data="image: mongo:6", stock_data="image: mongo:6"
            ),
        },
    )
    assert edges(fleet, "async") == {("orders", "queue")}
    assert edges(fleet, "db") == {("orders", "orders-data")}


def test_placeholders_are_filled_from_the_environment_that_manifests_give(tmp_path: Path) -> None:
    orders = service("orders", config="  datasource:\n    url: jdbc:mysql://${SPOT:localhost}/orders\n")
    given = compose(
        orders="build: orders, environment: { SPOT: first }", first="image: mysql:8", second="image: mysql:8"
    )
    assert edges(read(tmp_path, orders, **{"docker-compose.yml": given}), "db") == {("orders", "first")}


ZUUL = ("spring-cloud-starter-netflix-zuul", "spring-cloud-starter-netflix-eureka-client")
CLIENT = "spring-cloud-starter-netflix-eureka-client"


@pytest.mark.parametrize(
    ("config", "routed"),
    [
        ("zuul:\n  routes:\n    a: {path: /a/**, serviceId: orders}\n", {"orders"}),
        ("zuul:\n  routes:\n    stock: /stock/**\n", {"stock"}),
        ("zuul:\n  routes:\n    a: {path: /a/**, url: 'http://orders:8080'}\n", {"orders"}),
        ("", {"orders", "stock"}),
        ("zuul.ignored-services: '*'\n", set()),
    ],
)
def test_zuul_routes_what_is_written_else_all_that_is_registered(tmp_path: Path, config: str, routed: set[str]) -> None:
    fleet = read(
        tmp_path,
        service("edge", *ZUUL, marks="@EnableZuulProxy", config=config),
        service("orders", CLIENT),
        service("stock", CLIENT),
        service("private"),
    )
    assert edges(fleet, "http") == {("edge", name) for name in routed}


def test_a_module_that_nothing_runs_is_not_there_to_register(tmp_path: Path) -> None:
    fleet = read(
        tmp_path,
        service("edge", *ZUUL, marks="@EnableZuulProxy"),
        service("orders", CLIENT),
        service("stock", CLIENT),
        **{"docker-compose.yml": compose(edge="build: edge", orders="build: orders", db="image: mysql")},
    )
    assert edges(fleet, "http") == {("edge", "orders")}


def test_a_gateway_whose_routes_are_kept_elsewhere_leads_to_what_nobody_else_calls(tmp_path: Path) -> None:
    fleet = read(
        tmp_path,
        service("settings", "spring-cloud-config-server", marks="@EnableConfigServer"),
        service("edge", *ZUUL, "spring-cloud-starter-config", marks="@EnableZuulProxy"),
        service("orders", CLIENT, StockClient=FEIGN.format('"stock"')),
        service("stock", CLIENT),
    )
    assert edges(fleet, "http") == {("edge", "orders"), ("orders", "stock")}


def test_routes_of_spring_cloud_gateway_in_configuration_and_in_code(tmp_path: Path) -> None:
    routes = "  cloud:\n    gateway:\n      routes:\n        - id: a\n          uri: lb://orders\n"
    route = 'b.routes().route(p -> p.path("/s")\n .uri("lb://stock")).build()'
    code = f"package app;\nclass Routes {{ Object routes(RouteLocatorBuilder b) {{ return {route}; }} }}\n"
    gateway = service("edge", "spring-cloud-starter-gateway", config=routes, Routes=code)
    fleet = read(tmp_path, gateway, service("orders"), service("stock"))
    assert edges(fleet, "http") == {("edge", "orders"), ("edge", "stock")}


def test_resource_servers_ask_the_one_authorization_server(tmp_path: Path) -> None:
    fleet = read(
        tmp_path,
        service("auth", "spring-cloud-starter-oauth2", marks="@EnableAuthorizationServer"),
        service("orders", "spring-cloud-starter-oauth2", marks="@EnableResourceServer"),
        service("stock"),
    )
    assert edges(fleet, "auth") == {("orders", "auth")}


def test_what_is_outside_is_a_node_named_by_its_host(tmp_path: Path) -> None:
    picture = "fallback.picture: https://pictures.io/a.png\nhero.image-url: https://images.io/a\nlogin.redirect-url: https://shop.io/back\n"
    config = "  mail:\n    host: smtp.mail.test\nrates:\n  url: https://api.rates.io/latest\nterms.url: https://example.com/terms\n"
    server = service(
        "settings", "spring-cloud-config-server", marks="@EnableConfigServer",
        config="  cloud:\n    config:\n      server:\n        git:\n          uri: https://github.com/shop/settings\n",
    )  # fmt: skip
    fleet = read(tmp_path, service("orders", "spring-boot-starter-mail", config=config + picture), server)
    assert edges(fleet, "mail") == {("orders", "mail-server")}
    assert edges(fleet, "external") == {("orders", "api.rates.io")}
    assert edges(fleet, "config") == {("settings", "github-repository")}
    assert {fleet.by_name[name].role for name in ("mail-server", "api.rates.io", "github-repository")} == {"external"}


def test_dashboards_show_what_turbine_collects(tmp_path: Path) -> None:
    fleet = read(
        tmp_path,
        service(
            "turbine",
            "spring-cloud-starter-netflix-turbine",
            marks="@EnableTurbine",
            config="turbine.appConfig: orders, STOCK\n",
        ),
        service("dashboard", marks="@EnableHystrixDashboard"),
        service("orders"),
        service("stock"),
        service("other"),
    )
    assert edges(fleet, "telemetry") == {("turbine", "orders"), ("turbine", "stock"), ("dashboard", "turbine")}


def test_configuration_that_does_not_parse_says_what_can_be_seen(tmp_path: Path) -> None:
    broken = "  version: @project.version@\n  datasource:\n    url: jdbc:mysql://store/orders\n\tbroken: [\n"
    fleet = read(tmp_path, service("orders", config=broken), **{"docker-compose.yml": compose(store="image: mysql:8")})
    assert ("orders", "store") in edges(fleet, "db")


def test_of_several_databases_the_one_that_is_named_after_the_service(tmp_path: Path) -> None:
    stores = compose(orders_db="image: mysql:8", stock_db="image: mysql:8")
    fleet = read(
        tmp_path,
        service("orders-service", "mysql-connector-j"),
        service("billing", "mysql-connector-j"),
        **{"docker-compose.yml": stores},
    )
    assert edges(fleet, "db") == {("orders-service", "orders-db")}


def test_what_is_used_and_runs_nowhere_in_the_tree_is_a_node(tmp_path: Path) -> None:
    url = "  datasource:\n    url: jdbc:{}\n"
    fleet = read(
        tmp_path,
        service(
            "orders",
            "spring-rabbit",
            config=url.format("mysql://localhost:3306/orders"),
            Sends="package app;\nclass Sends { RabbitTemplate template; }\n",
        ),
        service("stock", "mysql-connector-j", config=url.format("h2:mem:stock")),
    )
    assert edges(fleet) >= {("orders", "mysql"), ("orders", "rabbitmq")}
    assert {fleet.by_name[name].role for name in ("mysql", "rabbitmq")} == {"database", "broker"}
    assert not fleet.out("stock")


def test_a_compose_file_may_be_told_by_its_folder(tmp_path: Path) -> None:
    infra = compose(
        store="image: mysql:8", stock="image: shop/stock, environment: { DB_URL: 'jdbc:mysql://store/stock' }"
    )
    fleet = read(tmp_path, service("orders"), **{"orders/deploy/docker-compose/infra.yml": infra})
    assert edges(fleet, "db") == {("stock", "store")}  # and it is no configuration of the folder's service


def test_a_key_that_names_a_service_where_its_value_is_kept_elsewhere(tmp_path: Path) -> None:
    code = 'package app;\nclass Pay {{ @Value("${{clients.{}.url}}") String url; }}\n'
    fleet = read(
        tmp_path,
        service("orders", Pay=code.format("payment-service")),
        service("stock", Pay=code.format("nobody")),
        service("payment-service"),
    )
    assert edges(fleet, "http") == {("orders", "payment-service")}


def test_a_cloud_gateway_without_routes_has_them_elsewhere(tmp_path: Path) -> None:
    fleet = read(
        tmp_path,
        service("settings", "spring-cloud-config-server", marks="@EnableConfigServer"),
        service("edge", "spring-cloud-starter-gateway", "spring-cloud-starter-config", CLIENT),
        service("alone", "spring-cloud-starter-gateway", CLIENT),
        service("orders", CLIENT),
    )
    assert edges(fleet, "http") == {("edge", "orders")}


def test_libraries_of_gradle_in_lists_and_by_a_version_catalog(tmp_path: Path) -> None:
    catalog = f'[libraries]\neureka-client = {{ module = "org.cloud:{CLIENT}" }}\n[bundles]\nall = ["eureka-client"]\n'
    builds = {
        "orders/build.gradle": "dependencies {\n implementation(libs.eureka.client)\n}\n",
        "stock/build.gradle.kts": "dependencies {\n implementation(libs.bundles.all)\n}\n",
        "billing/build.gradle": f"dependencies {{\n implementation(\n  'org.cloud:{CLIENT}',\n  'a:b:1'\n )\n}}\n",
    }
    written = {path: text for name in ("orders", "stock", "billing") for path, text in service(name).items()}
    fleet = read(
        tmp_path,
        service("eureka", "spring-cloud-starter-netflix-eureka-server", marks="@EnableEurekaServer"),
        {path: text for path, text in written.items() if not path.endswith("pom.xml")},
        **{"gradle/libs.versions.toml": catalog, **builds},
    )
    assert edges(fleet, "discovery") == {("orders", "eureka"), ("stock", "eureka"), ("billing", "eureka")}


def test_a_service_with_data_is_no_front_door_for_having_zuul_aboard(tmp_path: Path) -> None:
    fleet = read(
        tmp_path,
        service("edge", *ZUUL, marks="@EnableZuulProxy"),
        service("orders", *ZUUL, "spring-boot-starter-data-jpa", marks="@EnableZuulProxy"),
    )
    assert edges(fleet, "user") == {("user", "edge")}
    assert edges(fleet, "http") == {("edge", "orders")}
