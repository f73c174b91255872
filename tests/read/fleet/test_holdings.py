"""Whose data is where: databases from addresses, tables from code, and both put together."""

from pathlib import Path

import pytest
from tests.read.fleet._reading import compose, fleet_of

from skerry.facts.fleet import Fleet

ENTITY = """
package shop;
import jakarta.persistence.*;
import org.springframework.data.jpa.repository.JpaRepository;
@Entity @Table(name = "orders")
public class Order { @Id Long id; }
interface OrderRepository extends JpaRepository<Order, Long> {}
class Placing { OrderRepository orders; void place(Order order) { orders.save(order); } }
"""


def held(fleet: Fleet) -> set[tuple[str, str, str, str, str, str]]:
    return {(h.node, h.server, h.database, h.schema, h.table, h.mode) for h in fleet.holdings}


def databases(fleet: Fleet) -> set[tuple[str, str, str, str]]:
    return {(h.node, h.server, h.database, h.schema) for h in fleet.holdings}


@pytest.mark.parametrize(
    ("image", "url", "database", "schema"),
    [
        ("postgres:16", "jdbc:postgresql://db:5432/shop?currentSchema=orders", "shop", "orders"),
        ("postgres:16", "postgres://me:secret@db/shop?sslmode=disable", "shop", ""),
        ("postgres:16", "postgresql+asyncpg://me:secret@db:5432/shop", "shop", ""),
        ("postgres:16", "Host=db;Database=shop;Username=me;Password=secret", "shop", ""),
        ("postgres:16", "host=db port=5432 user=me dbname=shop sslmode=disable", "shop", ""),
        ("mysql:8", "jdbc:mysql://db/shop?useSSL=false", "shop", ""),
        ("mysql:8", "me:secret@tcp(db:3306)/shop?parseTime=true", "shop", ""),
        ("mysql:8", "mysql:host=db;dbname=shop;charset=utf8mb4", "shop", ""),
        ("mysql:8", "Server=db;Port=3306;Database=shop;Uid=me;Pwd=secret", "shop", ""),
        ("mongo:7", "mongodb://me:secret@db:27017/shop?authSource=admin", "shop", ""),
        ("redis:7", "redis://db:6379/2", "2", ""),
    ],
)
def test_an_address_says_which_database_is_used(
    tmp_path: Path, image: str, url: str, database: str, schema: str
) -> None:
    fleet = fleet_of(
        tmp_path,
        {
            "compose.yml": compose(
                db=f"image: '{image}'", shop=f"build: ./shop, environment: {{ URL: '{url}' }}, depends_on: [db]"
            )
        },
    )
    assert ("shop", "db", database, schema) in databases(fleet)


def test_nothing_that_is_shown_of_an_address_has_its_password(tmp_path: Path) -> None:
    url = "postgres://me:s3cret@db/shop"
    fleet = fleet_of(
        tmp_path, {"compose.yml": compose(db="image: postgres", shop=f"build: ., environment: {{ URL: '{url}' }}")}
    )
    shown = [witness.text for holding in fleet.holdings for witness in holding.evidence]
    assert shown and not any("s3cret" in text for text in shown)


def test_a_host_and_a_database_under_keys_that_begin_alike_belong_together(tmp_path: Path) -> None:
    given = "ORDER_DB_HOST: db, ORDER_DB_NAME: orders, AUDIT_DB_HOST: log, AUDIT_DB_NAME: audit"
    fleet = fleet_of(
        tmp_path,
        {
            "compose.yml": compose(
                db="image: postgres", log="image: postgres", shop=f"build: ./shop, environment: {{ {given} }}"
            )
        },
    )
    assert databases(fleet) == {("shop", "db", "orders", ""), ("shop", "log", "audit", "")}


def test_tables_of_the_code_are_in_the_database_that_the_node_is_told_to_use(tmp_path: Path) -> None:
    url = "jdbc:postgresql://db/shop"
    fleet = fleet_of(
        tmp_path,
        {
            "compose.yml": compose(
                db="image: postgres", shop=f"build: ./shop, environment: {{ SPRING_DATASOURCE_URL: '{url}' }}"
            ),
            "shop/src/main/java/shop/Order.java": ENTITY,
        },
    )
    assert ("shop", "db", "shop", "", "orders", "write") in held(fleet)
    assert ("shop", "db", "shop", "", "", "use") not in held(fleet), "what its tables say already"


def test_the_manifest_wins_over_a_default_for_a_developer(tmp_path: Path) -> None:
    url = "jdbc:mysql://db/live"
    fleet = fleet_of(
        tmp_path,
        {
            "compose.yml": compose(
                db="image: mysql", shop=f"build: ./shop, environment: {{ SPRING_DATASOURCE_URL: '{url}' }}"
            ),
            "shop/src/main/resources/application.yml": "spring:\n  datasource:\n    url: jdbc:mysql://localhost:3306/mine\n",
        },
    )
    assert databases(fleet) == {("shop", "db", "live", "")}


def test_a_default_behind_an_address_that_is_filled_in_at_run_time_names_the_database(tmp_path: Path) -> None:
    fleet = fleet_of(
        tmp_path,
        {
            "compose.yml": compose(db="image: mysql", shop="build: ./shop, environment: { DB_HOST: db }"),
            "shop/src/Kernel.php": "<?php $url = sprintf('jdbc:mysql://%s/cities?useSSL=false', $host);",
        },
    )
    assert databases(fleet) == {("shop", "db", "cities", "")}


def test_documents_are_in_the_database_that_code_opens(tmp_path: Path) -> None:
    code = """
package main

import "go.mongodb.org/mongo-driver/mongo"

func place(client *mongo.Client) {
	collection := client.Database("shop-db").Collection("orders")
	collection.InsertOne(nil, nil)
}
"""
    fleet = fleet_of(
        tmp_path,
        {
            "compose.yml": compose(store="image: mongo", shop="build: ./shop, environment: { MONGO: 'store:27017' }"),
            "shop/main.go": code,
        },
    )
    assert ("shop", "store", "shop-db", "", "orders", "write") in held(fleet)


def test_a_table_of_a_library_is_held_by_whom_it_serves(tmp_path: Path) -> None:
    lib = "from sqlalchemy.orm import declarative_base\nBase = declarative_base()\nclass Order(Base):\n    __tablename__ = 'orders'\n"
    use = "from shared.models import Order\ndef all_orders(session):\n    return session.query(Order).all()\n"
    fleet = fleet_of(
        tmp_path,
        {
            "compose.yml": compose(
                db="image: postgres",
                shop="build: ./shop, environment: { URL: 'postgres://db/one' }",
                desk="build: ./desk, environment: { URL: 'postgres://db/one' }",
                mail="build: ./mail",
            ),
            "shared/__init__.py": "",
            "shared/models.py": lib,
            "shop/main.py": use,
            "desk/main.py": use,
            "mail/main.py": "def send():\n    pass\n",
        },
    )
    assert {h.node for h in fleet.holdings if h.table == "orders"} == {"shop", "desk"}


def test_a_table_with_two_servers_to_be_in_is_in_neither(tmp_path: Path) -> None:
    given = "A_URL: 'postgres://one/a', B_URL: 'postgres://two/b'"
    fleet = fleet_of(
        tmp_path,
        {
            "compose.yml": compose(
                one="image: postgres", two="image: postgres", shop=f"build: ./shop, environment: {{ {given} }}"
            ),
            "shop/src/main/java/shop/Order.java": ENTITY,
        },
    )
    assert {h.server for h in fleet.holdings if h.table == "orders"} == {""}
    assert {("shop", "one", "a", ""), ("shop", "two", "b", "")} <= databases(fleet)


def test_what_is_not_said_is_what_the_server_makes_at_its_first_start(tmp_path: Path) -> None:
    fleet = fleet_of(
        tmp_path,
        {
            "compose.yml": compose(
                db="image: postgres, environment: { POSTGRES_DB: shop }",
                shop="build: ./shop, environment: { DB_ADDRESS: 'db:5432' }",
            )
        },
    )
    assert databases(fleet) == {("shop", "db", "shop", "")}


def test_of_two_ways_to_deploy_one_service_the_one_nearest_to_the_root_counts(tmp_path: Path) -> None:
    def deployed(database: str) -> str:
        return compose(
            db="image: mysql",
            shop=f"image: shop, environment: {{ SPRING_DATASOURCE_URL: 'jdbc:mysql://db/{database}' }}",
        )

    fleet = fleet_of(
        tmp_path, {"compose.yml": deployed("shop"), "deploy/elsewhere/compose.yml": deployed("everything")}
    )
    assert databases(fleet) == {("shop", "db", "shop", "")}


def test_a_configuration_server_says_which_database_a_service_uses(tmp_path: Path) -> None:
    fleet = fleet_of(
        tmp_path,
        {
            "compose.yml": compose(store="image: mongo", shop="build: ./shop", config="build: ./config"),
            "config/src/main/resources/shared/shop.yml": "spring:\n  data:\n    mongodb:\n      host: store\n      database: orders\n",
            "config/pom.xml": "<project><dependencies><dependency><groupId>org.springframework.cloud</groupId>"
            "<artifactId>spring-cloud-config-server</artifactId></dependency></dependencies></project>",
            "config/src/main/java/Config.java": "@EnableConfigServer\nclass Config {}\n",
            "shop/pom.xml": "<project><artifactId>shop</artifactId></project>",
            "shop/src/main/java/shop/Shop.java": "@SpringBootApplication\nclass Shop {}\n",
        },
    )
    assert databases(fleet) == {("shop", "store", "orders", "")}


def test_statements_with_a_remark_before_them_read_and_write(tmp_path: Path) -> None:
    code = "package db\n\nconst place = `-- name: Place :one\nINSERT INTO sales.orders (id) VALUES ($1)\n`\n"
    fleet = fleet_of(
        tmp_path,
        {
            "compose.yml": compose(
                db="image: postgres", shop="build: ./shop, environment: { URL: 'postgres://db/one' }"
            ),
            "shop/query.sql.go": code,
        },
    )
    assert held(fleet) == {("shop", "db", "one", "sales", "orders", "write")}


def test_where_passwords_are_looked_up_is_no_place_of_data(tmp_path: Path) -> None:
    given = "SPRING_DATA_MONGODB_HOST: store, SPRING_DATA_MONGODB_AUTHENTICATION_DATABASE: admin, SPRING_DATA_MONGODB_DATABASE: orders"
    fleet = fleet_of(
        tmp_path, {"compose.yml": compose(store="image: mongo", shop=f"build: ./shop, environment: {{ {given} }}")}
    )
    assert databases(fleet) == {("shop", "store", "orders", "")}


def test_a_connection_that_no_code_asks_for_makes_no_database(tmp_path: Path) -> None:
    catalog, orders = (f"Server=db;Database={name};User Id=sa" for name in ("catalog", "orders"))
    left_over = f'{{ "ConnectionStrings": {{ "Catalog": "{catalog}", "Orders": "{orders}" }} }}'
    fleet = fleet_of(
        tmp_path,
        {
            "compose.yml": compose(
                db="image: 'mcr.microsoft.com/mssql/server'", shop="build: ./shop, depends_on: [db]"
            ),
            "shop/appsettings.json": left_over,
            "shop/Program.cs": 'var url = configuration.GetConnectionString("Orders");',
        },
    )
    assert databases(fleet) == {("shop", "db", "orders", "")}


def test_a_database_that_an_app_host_adds_to_a_server_is_one_whatever_its_clients_call_it(tmp_path: Path) -> None:
    host = """
var builder = DistributedApplication.CreateBuilder(args);
var server = builder.AddPostgres("server");
var orders = server.AddDatabase("ordersdb");
builder.AddProject<Projects.Shop>("shop").WithReference(orders);
builder.AddProject<Projects.Desk>("desk").WithReference(orders);
"""
    fleet = fleet_of(
        tmp_path,
        {
            "AppHost/Program.cs": host,
            "AppHost/AppHost.csproj": "<Project><PropertyGroup><IsAspireHost>true</IsAspireHost></PropertyGroup></Project>",
            "Shop/Shop.csproj": "<Project/>",
            "Shop/appsettings.Development.json": '{ "ConnectionStrings": { "old": "Host=localhost;Database=Mine;Username=me" } }',
            "Shop/Program.cs": 'builder.AddNpgsqlDbContext<Shop>("ordersdb"); // old',
            "Desk/Desk.csproj": "<Project/>",
            "Desk/Program.cs": 'builder.AddNpgsqlDataSource("ordersdb");',
        },
    )
    assert databases(fleet) == {("shop", "ordersdb", "ordersdb", ""), ("desk", "ordersdb", "ordersdb", "")}


@pytest.mark.parametrize(
    ("build", "uses"),
    [
        ("implementation 'org.springframework.boot:spring-boot-starter-data-jpa:3.3.0'", True),
        ("implementation 'org.springframework.boot:spring-boot-starter-web:3.3.0'", False),
        ("implementation project(':data')", True),
        ("implementation(project(':data')) {\n    exclude module: 'spring-boot-starter-data-jpa'\n  }", False),
    ],
)
def test_a_data_source_that_no_library_reads_is_none(tmp_path: Path, build: str, uses: bool) -> None:
    given = "SPRING_DATASOURCE_URL: 'jdbc:mysql://db/shop'"
    files = {
        "compose.yml": compose(db="image: mysql", shop=f"build: ./shop, environment: {{ {given} }}"),
        "shop/build.gradle": f"dependencies {{\n  {build}\n  implementation 'a:b:1'\n}}\n",
        "data/build.gradle": "dependencies {\n  implementation 'org.springframework.boot:spring-boot-starter-data-jpa:3'\n}\n",
    }
    fleet = fleet_of(tmp_path, files)
    assert (("shop", "db", "shop", "") in databases(fleet)) is uses
    assert bool(fleet.into("db")) is uses


def test_what_an_exclusion_of_maven_leaves_out_comes_along_where_another_way_brings_it(tmp_path: Path) -> None:
    jpa = "<dependency><artifactId>spring-boot-starter-data-jpa</artifactId></dependency>"
    data = "<dependency><artifactId>data</artifactId>{}</dependency>"
    without = data.format(
        "<exclusions><exclusion><artifactId>spring-boot-starter-data-jpa</artifactId></exclusion></exclusions>"
    )
    project = "<project><artifactId>{}</artifactId><dependencies>{}</dependencies></project>"
    given = "environment: { SPRING_DATASOURCE_URL: 'jdbc:mysql://db/shop' }"
    fleet = fleet_of(
        tmp_path,
        {
            "compose.yml": compose(db="image: mysql", shop=f"build: ./shop, {given}", stock=f"build: ./stock, {given}"),
            "data/pom.xml": project.format("data", jpa),
            "more/pom.xml": project.format("more", data.format("")),
            "shop/pom.xml": project.format("shop", without),
            "stock/pom.xml": project.format(
                "stock", without + "<dependency><artifactId>more</artifactId></dependency>"
            ),
        },
    )
    assert {edge.source for edge in fleet.into("db")} == {"stock"}
