"""Who calls from outside, and how numbers and logs come to where they are looked at."""

from pathlib import Path

from tests.read.fleet._reading import compose, fleet_of

from skerry.facts.fleet import Fleet


def edges(fleet: Fleet, kind: str) -> set[tuple[str, str]]:
    return {(edge.source, edge.target) for edge in fleet.believed if edge.kind == kind}


def test_prometheus_scrapes_and_grafana_asks_it(tmp_path: Path) -> None:
    fleet = fleet_of(
        tmp_path,
        {
            "compose.yml": compose(
                numbers="image: prom/prometheus, volumes: ['./prometheus.yml:/etc/prometheus/prometheus.yml']",
                charts="image: grafana/grafana",
                orders="image: shop/orders",
                stock="image: shop/stock, ports: ['9090:9090']",
            ),
            "prometheus.yml": "scrape_configs:\n- static_configs:\n  - targets: ['orders:8080', 'localhost:9090']\n",
            "grafana/datasources/all.yml": "datasources:\n- name: Prometheus\n  url: http://numbers:9090\n",
        },
    )
    assert edges(fleet, "telemetry") == {("numbers", "orders"), ("charts", "numbers")}


def test_logs_go_by_driver_appender_and_pipeline(tmp_path: Path) -> None:
    appender = "<!-- <destination>elasticsearch:9200</destination> --><destination>${TO:-logstash:5000}</destination>"
    fleet = fleet_of(
        tmp_path,
        {
            "compose.yml": compose(
                elasticsearch="image: 'elasticsearch:8'", kibana="image: 'kibana:8'",
                logstash="image: 'logstash:8', ports: ['5000:5000']",
                orders="image: shop/orders, logging: { driver: syslog, options: { syslog-address: 'tcp://127.0.0.1:5000' } }",
                stock="build: stock",
            ),
            "logstash/pipeline.conf": 'output {\n elasticsearch { hosts => ["elasticsearch:9200"] }\n}\n',
            "stock/pom.xml": "<project><artifactId>stock</artifactId></project>",
            "stock/src/main/resources/application.yml": "spring.application.name: stock\n",
            "stock/src/main/resources/logback-spring.xml": appender,
        },
    )  # fmt: skip
    assert edges(fleet, "telemetry") == {
        ("orders", "logstash"), ("stock", "logstash"), ("logstash", "elasticsearch"), ("kibana", "elasticsearch"),
    }  # fmt: skip


def test_a_watcher_of_containers_watches_those_beside_it(tmp_path: Path) -> None:
    fleet = fleet_of(tmp_path, {"compose.yml": compose(scope="image: weaveworks/scope", orders="image: shop/orders")})
    assert edges(fleet, "telemetry") == {("scope", "orders")}


def test_a_user_calls_the_gateway_or_the_screen_before_it(tmp_path: Path) -> None:
    gateway = "image: 'kong:3', ports: ['80:8000']"
    without = fleet_of(
        tmp_path / "a", {"compose.yml": compose(kong=gateway, orders="image: shop/orders, ports: ['1:1']")}
    )
    behind = fleet_of(
        tmp_path / "b", {"compose.yml": compose(kong=gateway, web_ui="image: shop/web, ports: ['81:80']")}
    )
    neither = fleet_of(
        tmp_path / "c", {"compose.yml": compose(orders="image: shop/orders, ports: ['1:1']", stock="image: shop/stock")}
    )
    assert edges(without, "user") == {("user", "kong")}
    assert edges(behind, "user") == {("user", "web-ui")}
    assert edges(neither, "user") == {("user", "orders")}


def test_a_service_of_ours_may_be_called_user(tmp_path: Path) -> None:
    fleet = fleet_of(tmp_path, {"compose.yml": compose(user="image: shop/user", kong="image: 'kong:3'")})
    assert fleet.by_name["user"].role == "business"
    assert edges(fleet, "user") == {("person", "kong")}


def test_who_is_called_from_inside_is_no_front_door(tmp_path: Path) -> None:
    code = 'class Stocks { void ask() { rest.getForObject("http://stock/all", String.class); } }\n'
    fleet = fleet_of(
        tmp_path,
        {
            "compose.yml": compose(orders="build: orders, ports: ['1:1']", stock="image: shop/stock, ports: ['2:2']"),
            "orders/pom.xml": "<project><dependency><artifactId>spring-web</artifactId></dependency></project>",
            "orders/src/main/java/Stocks.java": code,
        },
    )
    assert edges(fleet, "user") == {("user", "orders")}


def test_a_screen_is_told_by_what_it_is_built_with(tmp_path: Path) -> None:
    fleet = fleet_of(
        tmp_path,
        {
            "compose.yml": compose(
                admin="build: admin, ports: ['1:80']", orders="build: orders, ports: ['2:80']", backoffice="build: back"
            ),
            "admin/package.json": '{ "dependencies": { "vue": "^3.0.0" } }',
            "orders/package.json": '{ "dependencies": { "express": "^4.0.0" } }',
            "back/package.json": '{ "dependencies": { "vue": "^3.0.0" } }',
        },
    )
    assert edges(fleet, "user") == {("user", "admin")}


def test_a_link_to_a_platform_is_a_use_and_one_to_a_service_only_may_be(tmp_path: Path) -> None:
    files = {
        "compose.yml": compose(
            orders="image: shop/orders, links: [consul, stock]", consul="image: consul", stock="image: shop/stock"
        )
    }
    fleet = fleet_of(tmp_path, files)
    assert {edge.target for edge in fleet.out("orders")} == {"consul"}
    assert ("orders", "stock") in {(edge.source, edge.target) for edge in fleet.edges if not edge.believed}
