"""Compose files of every kind, as nodes of a fleet: their names, folders, ports, settings and what is claimed of them."""

from pathlib import Path

import pytest
from tests.read.fleet._reading import fleet_of

from skerry.facts.fleet import Fleet, Node
from skerry.read.manifests import Part, Texts, parts
from skerry.read.sources import walk


def written(root: Path, files: dict[str, str]) -> dict[str, Part]:
    """The parts that compose files make, by name; later files are added to earlier ones."""
    fleet_of(root, files)
    return {
        part.name: part
        for part in parts(Texts(walk(root, lambda name, extension: True)))
        if part.witness.reader == "compose"
    }


def node(fleet: Fleet, name: str) -> Node:
    return fleet.by_name[name]


def environment(part: Part) -> dict[str, str]:
    return {setting.key: setting.value for setting in part.settings if setting.how != "argument"}


@pytest.mark.parametrize("head", ["", "version: '2'\nservices:\n", "services:\n"])
def test_services_stand_under_services_or_in_version_1_at_the_top(head: str, tmp_path: Path) -> None:
    indent = "  " if "services" in head else ""
    text = head + "".join(
        f"{indent}{line}\n"
        for line in ("cart:", "  image: acme/cart", "  ports: ['8080:80']", "db:", "  image: postgres:16")
    )
    fleet = fleet_of(tmp_path, {"docker-compose.yml": text})
    assert {(n.name, n.role, n.ports, n.published) for n in fleet.nodes if n.role != "external"} == {
        ("cart", "business", (80,), (8080,)),
        ("db", "database", (), ()),
    }


@pytest.mark.parametrize(
    "path", ["build/docker/docker-compose.yml", "deploy/compose.yaml", "out/docker-compose.prod.yml"]
)
def test_a_compose_file_is_found_in_a_folder_that_is_called_as_an_output(path: str, tmp_path: Path) -> None:
    fleet = fleet_of(tmp_path, {path: "services:\n  cart:\n    image: acme/cart\n"})
    assert "cart" in fleet.by_name


@pytest.mark.parametrize(
    "path", [".hidden/docker-compose.yml", "build/libs/compose.yml", "node_modules/x/docker-compose.yml"]
)
def test_what_is_hidden_built_or_of_others_is_none_of_ours(path: str, tmp_path: Path) -> None:
    built = {"build/libs/app.txt": "", "build/classes/a.txt": ""} if path.startswith("build") else {}
    fleet = fleet_of(tmp_path, {path: "services:\n  cart:\n    image: acme/cart\n", **built})
    assert "cart" not in fleet.by_name


def test_an_override_file_is_the_same_services(tmp_path: Path) -> None:
    fleet = fleet_of(
        tmp_path,
        {
            "docker-compose.yml": "services:\n  cart:\n    image: acme/cart\n",
            "docker-compose.override.yml": "services:\n  cart:\n    ports: ['8081:8080']\n  unknown:\n    ports: ['1:1']\n",
            "docker-compose.dev.yml": "services:\n  cart:\n    build: services/cart\n",
        },
    )
    assert [n.name for n in fleet.services] == ["cart"]
    assert (node(fleet, "cart").published, node(fleet, "cart").folders) == ((8081,), ("services/cart",))


def test_extends_takes_from_other_services_and_files_and_is_no_service_there(tmp_path: Path) -> None:
    files = {
        "docker-compose.yml": "services:\n  cart:\n    extends: {file: common/base.yml, service: base}\n    environment: {B: own}\n",
        "common/base.yml": "services:\n  base:\n    extends: {service: deeper}\n    environment: {A: base, B: base}\n"
        "  deeper:\n    image: acme/base\n    environment: [C=deep]\n",
    }
    found = written(tmp_path, files)
    assert found.keys() == {"cart"}
    assert (found["cart"].image, environment(found["cart"])) == ("acme/base", {"A": "base", "B": "own", "C": "deep"})
    assert {s.key: s.witness.path for s in found["cart"].settings}["A"] == "common/base.yml"


def test_a_ring_of_extends_and_merge_keys_ends(tmp_path: Path) -> None:
    text = "services:\n  a: {image: x/a, extends: {service: b}}\n  b: {image: x/b, extends: {service: a}}\n"
    text += "  c: &c\n    <<: *c\n    image: x/c\n"
    assert written(tmp_path, {"compose.yml": text}).keys() == {"a", "b", "c"}


def test_keys_that_are_merged_over_and_over_take_no_time(tmp_path: Path) -> None:
    def text(depth: int) -> str:
        rows = [f"x{i}: &x{i} {{ <<: [{', '.join([f'*x{i - 1}'] * 15)}] }}\n" for i in range(1, depth + 1)]
        return "x0: &x0 { image: acme/cart }\n" + "".join(rows) + f"services:\n  cart:\n    <<: *x{depth}\n"

    assert [part.image for part in written(tmp_path, {"compose.yml": text(4)}).values()] == ["acme/cart"]
    assert not written(tmp_path, {"compose.yml": text(18)})  # what unfolds to that much is refused


def test_include_reads_files_of_any_name(tmp_path: Path) -> None:
    files = {"compose.yaml": "include:\n  - parts/db.yaml\n  - path: [parts/mq.yaml]\n"
             "services:\n  cart: {image: acme/cart}\n",
             "parts/db.yaml": "services:\n  db: {image: 'postgres:16'}\n",
             "parts/mq.yaml": "services:\n  mq: {image: rabbitmq}\n"}  # fmt: skip
    assert {n.name: n.role for n in fleet_of(tmp_path, files).nodes} == {
        "cart": "business",
        "db": "database",
        "mq": "broker",
    }


def test_variables_come_from_env_beside_it_and_have_defaults(tmp_path: Path) -> None:
    files = {
        ".env": "DB_HOST=db # where\nADDR=${DB_HOST}:5432\n#NO=1\n",
        "compose.yml": "services:\n  cart:\n    image: ${REPO:-acme}/cart:${TAG}\n    env_file: [cart.env]\n    environment:\n"
        "      DB: postgres://$ADDR/x\n      MQ: ${MQ:-mq}\n      EMPTY: ${NOT_KNOWN}\n      PRICE: $$5\n",
        "cart.env": "export FROM_FILE='yes'\n",
    }
    cart = written(tmp_path, files)["cart"]
    assert cart.image == "acme/cart:${TAG}"
    assert environment(cart) == {
        "DB": "postgres://db:5432/x", "MQ": "mq", "EMPTY": "${NOT_KNOWN}", "PRICE": "$5", "FROM_FILE": "yes",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("written_so", "means"),
    [
        ("$A", "a"), ("${A}", "a"), ("${NO}", "${NO}"), ("$NO", "$NO"),
        ("${A:-b}", "a"), ("${NO:-b}", "b"), ("${EMPTY:-b}", "b"), ("${EMPTY-b}", ""), ("${NO-b}", "b"), ("${NO:-}", ""),
        ("${A:+b}", "b"), ("${EMPTY:+b}", ""), ("${EMPTY+b}", "b"), ("${NO+b}", ""),
        ("${A:?must be set}", "a"), ("${NO:?must be set}", "${NO:?must be set}"), ("${NO?x}", "${NO?x}"),
        ("${NO:-${A}}", "a"), ("${NO:-${NO:-${EMPTY-x}y}z}", "yz"), ("${A:+${NO:-deep}}-$A", "deep-a"), ("http://${NO:-h}:${NO:-80}/", "http://h:80/"),
        ("$$A", "$A"), ("$${A:-b}", "${A:-b}"), ("$$$A", "$a"), ("${NO:-$$x}", "$x"), ("${", "${"), ("$", "$"), ("${A:-", "a"),
    ],
)  # fmt: skip
def test_variables_in_all_their_forms(written_so: str, means: str, tmp_path: Path) -> None:
    files = {
        ".env": "A=a\nEMPTY=\n",
        "compose.yml": f"services:\n  cart: {{image: x, environment: {{V: '{written_so}'}}}}\n",
    }
    assert environment(written(tmp_path, files)["cart"])["V"] == means


def test_variables_that_hold_each_other_take_no_time(tmp_path: Path) -> None:
    rows = "".join(f"A{i}=${{A{i + 1}}}${{A{i + 1}}}\n" for i in range(60))
    deep = "${NO:-" * 5_000
    files = {".env": rows, "compose.yml": f"services:\n  cart: {{image: x, environment: {{V: '$A0', W: '{deep}'}}}}\n"}
    assert written(tmp_path, files).keys() == {"cart"}


def test_files_of_variables_may_be_several_and_lose_to_what_stands_there(tmp_path: Path) -> None:
    text = "services:\n  cart:\n    image: x\n    env_file:\n    - a.env\n    - {path: b.env, required: false}\n"
    text += "    - {path: gone.env, required: false}\n"
    files = {"compose.yml": text + "    environment: [OWN=here]\n", "a.env": "A=1\nB=1\nOWN=1\n", "b.env": "B=2\n"}
    found = written(tmp_path, files)["cart"]
    assert environment(found) == {"A": "1", "B": "2", "OWN": "here"}
    assert [s.value for s in found.settings if s.key == "OWN"] == ["here"]


def test_what_a_service_sets_itself_is_over_what_it_inherits(tmp_path: Path) -> None:
    text = (
        "services:\n  base: {image: x, environment: {PEER: old}, command: [--to, old]}\n"
        "  cart: {extends: base, environment: [PEER=new], command: [--to, new]}\n"
    )
    found = written(tmp_path, {"compose.yml": text})["cart"]
    assert [(s.key, s.value) for s in found.settings] == [("PEER", "new"), ("to", "new")]


def test_an_override_adds_replaces_and_takes_away(tmp_path: Path) -> None:
    files = {
        "compose.yaml": "services:\n  cart:\n    image: x\n    ports: ['1:1']\n    expose: [5]\n    links: [a]\n"
        "    environment: {A: a, B: b}\n"
        "  a: {image: y}\n",
        "compose.override.yaml": "services:\n  cart:\n    ports: ['2:2']\n    expose: !override [6]\n    links: !reset []\n"
        "    environment: {A: !reset null, B: over}\n",
    }
    cart = written(tmp_path, files)["cart"]
    assert (cart.published, cart.ports, cart.pointers) == (((1, 1), (2, 2)), (1, 2, 6), ())
    assert environment(cart) == {"B": "over"}


def test_conditions_of_starting_and_what_only_a_developer_needs_are_understood(tmp_path: Path) -> None:
    text = (
        "services:\n  cart:\n    image: x\n    develop: {watch: [{path: ., action: rebuild}]}\n    secrets: [key]\n"
        "    depends_on:\n      db: {condition: service_healthy, restart: true}\n      init: {condition: service_completed_successfully}\n"
        "  init: {image: y}\n  db: {image: postgres}\nsecrets:\n  key: {file: ./key.txt}\n"
    )
    found = written(tmp_path, {"compose.yml": text})["cart"]
    assert {pointer.target for pointer in found.pointers} == {"db", "init"}
    assert not [claim for claim in found.claims if claim.trait == "literal-secret"]


def test_a_configuration_that_stands_in_the_file_is_what_a_service_is_given(tmp_path: Path) -> None:
    text = (
        "configs:\n  c:\n    content: |\n      db.url=jdbc:postgresql://db:5432/shop\n"
        "services:\n  cart: {image: x, configs: [{source: c, target: /app/application.properties}]}\n"
    )
    found = written(tmp_path, {"compose.yml": text})["cart"]
    assert [(s.key, s.value, s.how, s.witness.line) for s in found.settings] == [
        ("db.url", "jdbc:postgresql://db:5432/shop", "file", 4)
    ]


def test_an_included_project_has_files_laid_over_one_another(tmp_path: Path) -> None:
    files = {
        "compose.yaml": "include:\n  - path: [db/compose.yaml, db/more.yaml]\n    env_file: db/.env\nservices:\n  cart: {image: x}\n",
        "db/compose.yaml": "services:\n  db: {image: 'postgres:16'}\n",
        "db/more.yaml": "services:\n  db: {ports: ['9:5432']}\n",
    }
    fleet = fleet_of(tmp_path, files)
    assert node(fleet, "db").published == (9,)
    assert [(each.name, set(each.paths), each.services) for each in fleet.deployments] == [("compose", set(files), 2)]


def test_what_several_services_are_given_together_is_shared(tmp_path: Path) -> None:
    text = (
        "x-env: &env\n  CART: cart:80\nservices:\n  cart:\n    image: a/cart\n    environment:\n      <<: *env\n      OWN: db\n"
        "  shop:\n    image: a/shop\n    environment: *env\n"
    )
    found = written(tmp_path, {"compose.yml": text})
    assert {s.key: s.how for s in found["cart"].settings} == {"CART": "shared", "OWN": "env"}
    assert {s.key: s.how for s in found["shop"].settings} == {"CART": "shared"}


def test_other_names_are_aliases(tmp_path: Path) -> None:
    text = (
        "services:\n  cart:\n    image: a/cart\n    container_name: cart-1\n    hostname: basket\n"
        "    networks:\n      back: {aliases: [korb]}\n"
        "  shop:\n    image: a/shop\n    links: ['cart:carts', cart]\n"
    )
    fleet = fleet_of(tmp_path, {"docker-compose.yml": text})
    assert node(fleet, "cart").aliases == ("basket", "cart-1", "carts", "korb")
    assert [(edge.source, edge.target) for edge in fleet.edges if edge.kind != "user"] == [("shop", "cart")]


def test_commands_are_settings_by_their_flags(tmp_path: Path) -> None:
    text = "services:\n  cart:\n    image: a/cart\n    command: ['--db=db:5432', '--mq', 'mq:1', run, 'wait http://shop:80']\n"
    found = written(tmp_path, {"compose.yml": text})["cart"]
    assert [(s.key, s.value) for s in found.settings if s.how == "argument"] == [
        ("db", "db:5432"), ("mq", "mq:1"), ("", "run"), ("", "wait"), ("", "http://shop:80"),
    ]  # fmt: skip


def test_the_folder_is_where_the_source_stands(tmp_path: Path) -> None:
    builds = {
        "plain": "build: ./services/plain",
        "output": "build: {context: services/output/target}",
        "deeper": "build: {context: ., dockerfile: services/deeper/Dockerfile}",
        "docker": "build: {context: services/docker, dockerfile: docker/Dockerfile}",
        "away": "build: https://example.com/x.git",
    }
    text = "services:\n" + "".join(f"  {name}:\n    {{ {build} }}\n" for name, build in builds.items())
    found = written(tmp_path, {"compose.yml": text})
    assert {name: part.folder for name, part in found.items()} == {
        "plain": "services/plain", "output": "services/output", "deeper": "services/deeper", "docker": "services/docker", "away": None,
    }  # fmt: skip


def test_mounted_configuration_belongs_to_the_node(tmp_path: Path) -> None:
    files = {
        "docker/compose.yml": "configs:\n  c: {file: shop.json}\nservices:\n  web:\n    image: nginx\n    configs: [c]\n"
        "    volumes: ['./nginx.conf:/etc/nginx/nginx.conf:ro', './missing:/x', 'data:/data', './:/all']\n",
        "docker/nginx.conf": "events {}\n", "docker/shop.json": "{}",
    }  # fmt: skip
    assert set(written(tmp_path, files)["web"].files) == {"docker/nginx.conf", "docker/shop.json"}


def test_what_a_compose_file_claims(tmp_path: Path) -> None:
    text = """services:
  cart:
    image: a/cart
    user: root
    privileged: true
    ports: ["8080:80", "127.0.0.1:9000:9000", "81"]
    healthcheck: {test: curl localhost}
    deploy: {replicas: 3, resources: {limits: {memory: 1G}}}
    logging: {driver: fluentd}
    depends_on: {db: {condition: service_healthy}}
    environment:
      DB_PASSWORD: hunter2
      TOKEN_FILE: /run/secrets/token
      API_KEY: ${API_KEY}
  db:
    image: postgres
    healthcheck: {disable: true, test: x}
"""
    found = written(tmp_path, {"compose.yml": text})
    assert {(claim.trait, claim.value) for claim in found["cart"].claims} == {
        ("runs-as-root", ""), ("privileged", ""), ("publishes-port", "8080"), ("liveness", ""), ("limits-resources", ""),
        ("ships-logs", "fluentd"), ("fixed-startup-order", ""), ("literal-secret", "DB_PASSWORD"),
    }  # fmt: skip
    assert (found["cart"].replicas, found["db"].claims) == (3, ())


def test_compose_files_of_tests_make_no_nodes_but_tell_of_them(tmp_path: Path) -> None:
    fleet = fleet_of(
        tmp_path,
        {
            "docker-compose.yml": "services:\n  cart: {image: a/cart}\n  probe: {image: a/probe, profiles: [test]}\n",
            "e2e/docker-compose.yml": "services:\n  cart: {image: a/cart, ports: ['9:9']}\n  browser: {image: x/y}\n",
        },
    )
    assert {n.name: n.role for n in fleet.nodes if n.role != "external"} == {"cart": "business", "probe": "tool"}
    assert node(fleet, "cart").published == (9,)


@pytest.mark.parametrize(
    "text", ["services: [1, 2]", "services:\n  a: 1\n  b: [x]\n", "- x\n", "services: {a: {image: [x], ports: {x: 1}, environment: 3}}",
             "services:\n  @token@: {image: x}\n", "\x00", "services: {a: {image: x, ports: ['99999999999:1', 'x:y', {target: z}]}}"],
)  # fmt: skip
def test_a_broken_file_is_no_end(text: str, tmp_path: Path) -> None:
    fleet_of(
        tmp_path,
        {
            "docker-compose.yml": text,
            "Dockerfile": "FROM",
            "skaffold.yaml": text,
            "tye.yaml": text,
            "package.json": text,
        },
    )
