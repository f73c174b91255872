"""Settings of manifests, which count as far as code reads their keys, and files of configuration."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.read.fleet._edges_of import calls, compose
from tests.read.fleet._reading import fleet_of


def given(**settings: str) -> str:
    rows = "".join(f"      {key}: '{value}'\n" for key, value in settings.items())
    return compose("stock", store="postgres:16") + f"  shop:\n    build: shop\n    environment:\n{rows}"


def confidence(root: Path, files: dict[str, str]) -> float:
    return next((edge.confidence for edge in fleet_of(root, files).edges if edge.source == "shop"), 0)


@pytest.mark.parametrize(
    ("key", "value", "found"),
    [
        ("STOCK_URL", "http://stock:8080", "shop http stock"),
        ("STOCK_HOST", "stock", "shop http stock"),
        ("DSN", "host=store user=u password=p", "shop db store"),
        ("ConnectionStrings__Shop", "Server=tcp:store,1433;Database=shop", "shop db store"),
        ("SPRING_DATASOURCE_URL", "jdbc:postgresql://store/shop", "shop db store"),
        ("SEEDS", "a:1,store:5432", "shop db store"),
    ],
)
def test_an_address_is_an_edge(tmp_path: Path, key: str, value: str, found: str) -> None:
    assert calls(tmp_path, {"compose.yml": given(**{key: value}), "shop/main.py": f"x['{key}']"}) == {found}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("POSTGRES_USER", "stock"),
        ("DB_NAME", "store"),
        ("PROFILE", "stock"),
        ("KAFKA_ADVERTISED_LISTENERS", "PLAINTEXT://stock:9092"),
        ("CORS_ORIGIN", "http://stock"),
        ("CALLBACK_URL", "http://stock/back"),
        ("NOTE", "we like stock: it pays"),
    ],
)
def test_what_is_no_address_or_is_not_called_is_none(tmp_path: Path, key: str, value: str) -> None:
    assert not calls(tmp_path, {"compose.yml": given(**{key: value}), "shop/main.py": f"x['{key}']"})


def test_a_key_that_no_code_reads_is_worth_less(tmp_path: Path) -> None:
    manifest = given(STOCK_URL="http://stock:8080")
    unread = confidence(tmp_path / "a", {"compose.yml": manifest, "shop/main.py": "MY_STOCK_URLS = 1"})
    read = confidence(tmp_path / "b", {"compose.yml": manifest, "shop/main.py": "os.environ['STOCK_URL']"})
    assert 0 < unread < read


@pytest.mark.parametrize(
    ("path", "code", "key"),
    [
        ("Api.cs", 'var at = configuration.GetSection("Stock")["Url"];', "Stock__Url"),
        ("Api.java", '@ConfigurationProperties(prefix = "stock") class P { String serviceUrl; }', "STOCK_SERVICEURL"),
        ("default.conf", "proxy_pass http://${STOCK_HOST}:8080/;", "STOCK_HOST"),
    ],
)
def test_frameworks_read_keys_by_other_names(tmp_path: Path, path: str, code: str, key: str) -> None:
    manifest = given(**{key: "http://stock:8080"})
    unread = confidence(tmp_path / "a", {"compose.yml": manifest, f"shop/{path}": "x"})
    assert confidence(tmp_path / "b", {"compose.yml": manifest, f"shop/{path}": code}) > unread


def test_a_key_may_be_read_by_a_library_of_the_tree(tmp_path: Path) -> None:
    files = {
        "compose.yml": given(Stock__Url="http://stock:8080"),
        "shop/Shop.csproj": '<Project><ItemGroup><ProjectReference Include="..\\Defaults\\Defaults.csproj" /></ItemGroup></Project>',
        "shop/Program.cs": "builder.AddDefaults();",
        "Defaults/Defaults.csproj": "<Project/>",
        "Defaults/Extensions.cs": 'class E { void F() { configuration.GetSection("Stock"); var u = section["Url"]; } }',
    }
    without = files | {"Defaults/Extensions.cs": "class E {}"}
    assert confidence(tmp_path / "a", files) > confidence(tmp_path / "b", without)


def test_the_order_of_starting_counts_only_towards_stores(tmp_path: Path) -> None:
    manifest = compose("stock", store="postgres:16") + "  shop:\n    build: shop\n    depends_on: [stock, store]\n"
    fleet = fleet_of(tmp_path, {"compose.yml": manifest, "shop/main.py": ""})
    assert {(edge.target, edge.believed) for edge in fleet.edges} == {("store", True), ("stock", False)}


@pytest.mark.parametrize(
    ("path", "text", "found"),
    [
        (
            "appsettings.Production.json",
            '{\n // of the bus\n "RabbitMQHandler": {"Host": "queue", "Queue": "shop"},}',
            "shop async queue",
        ),
        ("appsettings.json", '{"ConnectionStrings": {"Shop": "server=store;database=stock"}}', "shop db store"),
        ("ocelot.json", '{"Routes": [{"DownstreamHostAndPorts": [{"Host": "stock", "Port": 80}]}]}', "shop http stock"),
        ("config.yml", "clients:\n  stock:\n    base_url: http://stock:80\n", "shop http stock"),
        ("config.toml", '[stock]\nendpoint = "stock:50051"\n', "shop http stock"),
        ("config.yml.tmpl", "{{ if .x }}\nstock_host: stock\n", "shop http stock"),
    ],
)
def test_configuration_beside_the_code(tmp_path: Path, path: str, text: str, found: str) -> None:
    manifest = compose("shop", "stock", store="postgres:16", queue="rabbitmq:3")
    assert calls(tmp_path, {"compose.yml": manifest, f"shop/{path}": text}) == {found}


def test_a_file_of_several_counts_for_whose_code_reads_its_keys(tmp_path: Path) -> None:
    one = "build: {context: ., dockerfile: Dockerfile}"
    files = {
        "compose.yml": f"services:\n  shop: {{{one}}}\n  stock: {{{one}}}\n  store: {{image: 'postgres:16'}}\n",
        "config.json": '{"StockMongoAddress": "store:27017"}',
        "cmd/shop/main.go": "package main",
        "cmd/stock/main.go": 'db := open(result["StockMongoAddress"])',
    }
    assert calls(tmp_path, files) == {"stock db store"}


def test_an_address_from_where_others_come_back_is_not_called(tmp_path: Path) -> None:
    code = 'var client = new Client { RedirectUris = { configuration["STOCK_URL"] + "/signin" } };'
    assert not calls(tmp_path, {"compose.yml": given(STOCK_URL="http://stock:8080"), "shop/Config.cs": code})


def test_a_manifest_that_starts_tests_says_less(tmp_path: Path) -> None:
    manifest = compose(store="postgres:16") + "  shop:\n    build: shop\n    depends_on: [store]\n"
    real = confidence(tmp_path / "a", {"docker-compose.yml": manifest, "shop/main.py": ""})
    test = confidence(tmp_path / "b", {"docker-compose.test.yml": manifest, "shop/main.py": ""})
    assert test < real


def test_ways_to_say_the_order_of_starting_are_one_kind_of_evidence(tmp_path: Path) -> None:
    rows = "  shop:\n    build: shop\n    depends_on: [store]\n"
    once = compose(store="postgres:16") + rows
    twice = once + "    links: [store]\n"
    files = {"shop/main.py": ""}
    assert confidence(tmp_path / "a", {"compose.yml": once, **files}) == confidence(
        tmp_path / "b", {"compose.yml": twice, **files}
    )


BOMB = "a0: &a0 []\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30))


@pytest.mark.parametrize("aliases", [BOMB, "a: &a {b: *a}\n"])
def test_configuration_with_endless_aliases_ends(tmp_path: Path, aliases: str) -> None:
    files = {"compose.yml": compose("shop", "stock"), "shop/config.yml": aliases + "stock_url: http://stock:80\n"}
    assert calls(tmp_path, files) == {"shop http stock"}


def test_a_map_that_all_have_counts_for_whose_code_reads_its_keys(tmp_path: Path) -> None:
    def deployment(name: str) -> str:
        container = f"{{name: {name}, image: 'x/{name}', envFrom: [{{configMapRef: {{name: addresses}}}}]}}"
        pod = f"{{metadata: {{labels: {{app: {name}}}}}, spec: {{containers: [{container}]}}}}"
        return f"apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: {name}}}\nspec: {{template: {pod}}}\n---\n"

    data = "data: {STOCK_ADDR: 'stock:8080', SHOP_ADDR: 'shop:8080', SPRING_DATASOURCE_URL: 'jdbc:postgresql://store/shop'}"
    files = {
        "k8s.yaml": "".join(map(deployment, ("shop", "stock", "ledger"))) + f"kind: ConfigMap\napiVersion: v1\n"
        f"metadata: {{name: addresses}}\n{data}\n",
        "compose.yml": compose("shop", "stock", "ledger", store="postgres:16"),
        "shop/main.py": "os.environ['STOCK_ADDR']",
        "stock/main.py": "print()",
        "ledger/pom.xml": "<project><artifactId>ledger</artifactId><dependencies><dependency><groupId>org.springframework.boot</groupId>"
        "<artifactId>spring-boot-starter-data-jpa</artifactId></dependency></dependencies></project>",
        "ledger/src/main/java/x/Ledger.java": "package x; @SpringBootApplication class Ledger {}",
    }  # fmt: skip
    assert calls(tmp_path, files) == {"shop http stock", "ledger db store"}
