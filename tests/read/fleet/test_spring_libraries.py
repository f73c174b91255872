"""What a library aboard says, and what it does not say alone."""

from pathlib import Path

import pytest
from tests.read.fleet._reading import compose
from tests.read.fleet._spring import POM, edges, read, service

BUS = "spring-cloud-starter-bus-amqp"


@pytest.mark.parametrize(
    ("more", "runs"),
    [
        (service("orders", BUS, config="  cloud:\n    bus:\n      destination: refresh\n"), ""),
        (service("orders", BUS, config="  rabbitmq:\n    host: ${QUEUE_ADDRESS}\n"), ""),
        (service("orders", BUS, Sender="package app;\nclass Sender { RabbitTemplate template; }\n"), ""),
        (service("orders", BUS, Hears='package app;\nclass Hears {\n  @RabbitListener(queues = "a")\n  void on() {}\n}\n'), ""),
        (service("orders", BUS), ", environment: { SPRING_RABBITMQ_USERNAME: me }"),
        (service("orders", BUS), ", depends_on: [rabbit]"),
    ],
)  # fmt: skip
def test_a_library_of_a_broker_is_used_if_something_says_so(tmp_path: Path, more: dict[str, str], runs: str) -> None:
    deployed = {"docker-compose.yml": compose(rabbit="image: rabbitmq:3", orders=f"build: orders{runs}")}
    assert edges(read(tmp_path, more, **deployed), "async") == {("orders", "rabbit")}


def test_a_library_of_a_broker_alone_is_a_possibility(tmp_path: Path) -> None:
    orders = service(
        "orders", BUS, Uses="package app;\nimport org.springframework.amqp.rabbit.connection.ConnectionFactory;\n"
    )
    fleet = read(
        tmp_path, orders, **{"docker-compose.yml": compose(rabbit="image: rabbitmq:3", orders="build: orders")}
    )
    assert not edges(fleet, "async")
    assert [(edge.source, edge.target) for edge in fleet.edges if edge.kind == "async"] == [("orders", "rabbit")]
    assert "rabbitmq" not in read(tmp_path / "alone", orders).by_name


STORE = "SPRING_DATASOURCE_URL: 'jdbc:mysql://db/shop'"


@pytest.mark.parametrize(
    "build",
    [
        "dependencies {\n compile(project(':model')) {\n  exclude module: 'spring-boot-starter-data-jpa'\n }\n}\n",
        'dependencies {\n implementation(project(":model")) {\n  exclude(group = "a.b", module = "spring-boot-starter-data-jpa")\n }\n}\n',
    ],
)
def test_what_a_module_excludes_of_another_is_not_aboard(tmp_path: Path, build: str) -> None:
    model = {"model/build.gradle": "dependencies {\n compile 'a.b:spring-boot-starter-data-jpa:1'\n}\n"}
    gradle = {path: text for path, text in service("orders").items() if not path.endswith("pom.xml")}
    deployed = compose(db="image: mysql:8", orders=f"build: orders, environment: {{ {STORE} }}")
    with_it = {"orders/build.gradle": "dependencies {\n compile project(':model')\n}\n", "docker-compose.yml": deployed}
    without = {"orders/build.gradle": build, "docker-compose.yml": deployed}
    assert edges(read(tmp_path / "with", gradle, model, with_it), "db") == {("orders", "db")}
    assert not edges(read(tmp_path / "without", gradle, model, without), "db")


def test_maven_excludes_what_another_module_would_bring(tmp_path: Path) -> None:
    jpa = "<artifactId>spring-boot-starter-data-jpa</artifactId>"
    kept = "<dependency><artifactId>model</artifactId></dependency>"
    excluding = (
        f"<dependency><artifactId>model</artifactId><exclusions><exclusion>{jpa}</exclusion></exclusions></dependency>"
    )
    orders, stock = service("orders"), service("stock")
    orders["orders/pom.xml"] = POM.format(name="orders", libraries=kept)
    stock["stock/pom.xml"] = POM.format(name="stock", libraries=excluding)
    given = f"environment: {{ {STORE} }}"
    fleet = read(
        tmp_path, orders, stock, {"model/pom.xml": POM.format(name="model", libraries=f"<dependency>{jpa}</dependency>")},
        **{"docker-compose.yml": compose(db="image: mysql:8", orders=f"build: orders, {given}", stock=f"build: stock, {given}")},
    )  # fmt: skip
    assert edges(fleet, "db") == {("orders", "db")}


@pytest.mark.parametrize(
    ("key", "library", "found"),
    [
        ("SHOP_ZOOKEEPER_CONNECTION_STRING", "shop-messaging-zookeeper", {("orders", "zookeeper")}),
        ("SHOP_ZOOKEEPER_CONNECTION_STRING", "shop-messaging-kafka", set()),
        ("SPRING_ZIPKIN_BASE_URL", "spring-cloud-starter-zipkin", {("orders", "zipkin")}),
        ("SPRING_ZIPKIN_BASE_URL", "spring-boot-starter-web", set()),
        ("CACHE_HOST", "spring-boot-starter-data-redis", {("orders", "redis")}),
        ("CACHE_HOST", "spring-boot-starter-web", set()),
    ],
)
def test_a_variable_that_no_code_reads_needs_a_library_that_does(
    tmp_path: Path, key: str, library: str, found: set[tuple[str, str]]
) -> None:
    images = {"zookeeper": "zookeeper:3", "zipkin": "openzipkin/zipkin", "redis": "redis:7"}
    there = {name: f"image: '{image}'" for name, image in images.items()}
    value = {"SHOP": "zookeeper:2181", "SPRI": "http://zipkin:9411/", "CACH": "redis"}[key[:4]]
    own = "---\nshop.zookeeper.connection.string: localhost:2181\n"
    fleet = read(
        tmp_path, service("orders", library, config=own),
        **{"docker-compose.yml": compose(**there, orders=f"build: orders, environment: {{ {key}: '{value}' }}")},
    )  # fmt: skip
    assert edges(fleet) == found


def test_a_client_of_a_platform_may_come_with_another_starter(tmp_path: Path) -> None:
    given = "environment: { SPRING_CLOUD_CONFIG_URI: 'http://settings:8888' }, depends_on: [settings]"
    fleet = read(
        tmp_path,
        service("settings", "spring-cloud-config-server", marks="@EnableConfigServer"),
        service("orders", "spring-cloud-starter-zuul"),
        **{"docker-compose.yml": compose(settings="build: settings", orders=f"build: orders, {given}")},
    )
    assert edges(fleet, "config") == {("orders", "settings")}


@pytest.mark.parametrize(("library", "found"), [("postgresql", {("orders", "db")}), ("spring-boot-starter-web", set())])
def test_who_starts_after_a_database_uses_it_if_its_driver_is_aboard(
    tmp_path: Path, library: str, found: set[tuple[str, str]]
) -> None:
    deployed = compose(db="image: postgres:16", other="image: postgres:16", orders="build: orders, depends_on: [db]")
    assert edges(read(tmp_path, service("orders", library), **{"docker-compose.yml": deployed}), "db") == found


KEY = "package app;\nclass Tokens {{\n  void on() {{ converter.{}(key); }}\n}}\n"


def test_a_resource_server_that_holds_the_key_asks_nobody(tmp_path: Path) -> None:
    checks = "@EnableResourceServer"
    fleet = read(
        tmp_path,
        service("logins", "spring-security-oauth2", marks="@EnableAuthorizationServer"),
        service("orders", marks=checks, Tokens=KEY.format("setSigningKey")),
        service("stock", marks=checks, Tokens=KEY.format("setAccessTokenConverter")),
        service("billing", marks=checks, config="security.oauth2.resource.jwt.key-value: abc\n"),
        service("shop", marks="@EnableOAuth2Sso", Tokens=KEY.format("setVerifierKey")),
    )
    assert edges(fleet, "auth") == {("stock", "logins"), ("shop", "logins")}
