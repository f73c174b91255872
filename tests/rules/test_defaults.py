"""What libraries, meshes and clouds do unasked, and what is said once of a whole fleet: where a rule that only looks for words is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from skerry.kernel.finding import Finding, Persona
from skerry.rules.catalogue import catalogue
from skerry.rules.graphs import circle
from skerry.rules.run import judge
from skerry.rules.sizes import sizes

from .cases import tree

TWO = "services:\n  orders: { build: ./orders }\n  stock: { image: shop/stock }\n"
BOTH = "services:\n  orders: { build: ./orders }\n  stock: { build: ./stock, ports: ['80:80'] }\n"
STOCK = {
    "stock/package.json": '{ "name": "stock", "dependencies": { "express": "5" } }\n',
    "stock/a.js": 'const express = require("express");\nconst app = express();\napp.get("/items", (q, r) => r.json({}));\n',
}
PROJECT = '<Project Sdk="Microsoft.NET.Sdk.Web"></Project>\n'


def dotnet(body: str) -> dict[str, str]:
    """A caller whose only file of code has this in a function that calls."""
    code = f"""using System.Net.Http;
namespace Shop;
public class StockProxy {{
    private readonly HttpClient client;
    public async Task<string> Items() {{
        {body}
        return await client.GetStringAsync("http://stock:80/items");
    }}
}}
"""
    return {"compose.yaml": TWO, "orders/Orders.csproj": PROJECT, "orders/StockProxy.cs": code}


def python(body: str) -> dict[str, str]:
    return {"compose.yaml": BOTH, **STOCK, "orders/app.py": f"import requests\n\ndef a():\n{body}"}


ASKED = "    return requests.get('http://stock:80/items', timeout=2)\n"
HANDLED = "    try:\n        return requests.get('http://stock:80/items', timeout=2)\n    except IOError:\n        return None\n"
ENDLESS = "    s.mount('x', HTTPAdapter(max_retries=3))\n    return requests.get('http://stock:80/items')\n"
AGAIN = HANDLED.replace("return None", "raise")
MESH = {
    "mesh.yaml": "apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: { name: edge }\nspec: { servers: [] }\n"
}
TELLS = {
    "compose.yaml": "services:\n  orders: { build: ./orders }\n  notification-service: { image: shop/notify }\n",
    "orders/package.json": '{ "name": "orders", "dependencies": { "axios": "1" } }\n',
}
DROPPED = "const axios = require('axios');\nasync function place() {\n  await axios.post('http://notification-service/mails', {});\n}\n"
THREE = "services:\n  a: { build: ./a, ports: ['81:80'] }\n  b: { build: ./b, ports: ['82:80'] }\n  c: { build: ./c, ports: ['83:80'] }\n"
CODE = {f"{name}/app.js": "const http = require('http');\nhttp.createServer().listen(80);\n" for name in "abc"}
CLOUD = {"main.tf": 'resource "google_container_cluster" "shop" {\n  name = "shop"\n}\n'}
HEARS = {
    "compose.yaml": "services:\n  mail: { build: ./mail, environment: { BROKER: 'kafka:9092' } }\n  kafka: { image: apache/kafka }\n",
}
HEARD = (
    "import os\nfrom confluent_kafka import Consumer\n\n"
    "consumer = Consumer({'bootstrap.servers': os.environ['BROKER']})\nconsumer.subscribe(['orders-placed'])\n\ndef handle(event):\n    "
)
DOCUMENTED = {
    "compose.yaml": "services:\n  stock: { build: ./stock, ports: ['80:80'] }\n",
    "stock/Stock.csproj": PROJECT,
    "stock/Items.cs": """using Microsoft.AspNetCore.Mvc;
[ApiController]
[Route("items")]
public class ItemsController : ControllerBase {
    [HttpGet] public string All() => "";
    [HttpGet("{id}")] public string One(int id) => "";
}
""",
}
SWAGGER = 'services.AddSwaggerGen(c => c.SwaggerDoc("v1", new OpenApiInfo { Version = "v1" }));\n'
OPEN = "services:\n  a: { build: ./a }\n  db: { image: postgres }\n"
TRIED = "services:\n  db: { ports: ['5432:5432'] }\n"

LIBRARY = {
    "compose.yaml": TWO,
    "orders/Orders.csproj": '<Project><ItemGroup><ProjectReference Include="../Messaging/Messaging.csproj" /></ItemGroup></Project>\n',
    "orders/Program.cs": "using Messaging;\nnew Publisher().Start();\n",
    "Messaging/Messaging.csproj": PROJECT,
    "Messaging/Publisher.cs": "namespace Messaging;\npublic class Publisher { public void Start() { } }\n",
    "Messaging/Listener.cs": "namespace Messaging;\n// a client of the broker\npublic class Listener {\n"
    "    public void Start() { Policy.Handle<Exception>().Retry(3).Execute(() => Connect()); RetryAsync(3); }\n}\n",
}


def findings(rule: str, files: Mapping[str, str], folder: Path) -> list[Finding]:
    return list(judge(tree(files, folder), [catalogue()[rule]]).findings)


@pytest.mark.parametrize(
    ("rule", "files", "number"),
    [
        ("missing-timeout", dotnet("await Policy.Handle<Exception>().RetryAsync(3);"), 0),  # 100 s, unless it is told otherwise
        ("missing-timeout", python(ENDLESS), 1),
        ("retry-without-backoff", dotnet("await Policy.Handle<Exception>().RetryAsync(3);"), 1),
        ("retry-without-backoff", dotnet("await Policy.Handle<Exception>().WaitAndRetryAsync(3, r => TimeSpan.FromSeconds(5));"), 0),
        ("retry-without-backoff", LIBRARY, 0),
        ("retry-without-backoff", {**LIBRARY, "orders/Program.cs": "using Messaging;\nnew Listener().Start();\n"}, 1),
        ("missing-retry", python(ASKED), 1),
        ("missing-retry", python(HANDLED), 0),
        ("missing-retry", python(AGAIN), 1),
        ("missing-retry", {**python(ASKED), **MESH}, 0),
        ("tell-in-place-of-ask", {**TELLS, "orders/a.js": DROPPED}, 1),
        ("tell-in-place-of-ask", {**TELLS, "orders/a.js": DROPPED.replace("await axios", "return await axios")}, 0),
        ("no-central-log", {"compose.yaml": THREE, **CODE}, 1),
        ("no-central-log", {"compose.yaml": THREE, **CODE, **CLOUD}, 0),
        ("repeated-event", {**HEARS, "mail/app.py": f"{HEARD}send_mail(event)\n"}, 1),
        ("repeated-event", {**HEARS, "mail/app.py": f"{HEARD}print(event)\n"}, 0),
        ("no-api-versioning", DOCUMENTED, 1),
        ("no-api-versioning", {**DOCUMENTED, "stock/Program.cs": SWAGGER}, 0),
        ("exposed-internals", {"compose.yaml": OPEN, "compose.override.yaml": TRIED}, 1),
        ("exposed-internals", {"compose.yaml": OPEN, "compose.dev.yaml": TRIED}, 0),
        ("no-delivery-pipeline", {"compose.yaml": THREE, **CODE, "a/wwwroot/lib/x/.travis.yml": "script: npm test\n"}, 1),
    ],
)  # fmt: skip
def test_what_is_found(rule: str, files: Mapping[str, str], number: int, tmp_path: Path) -> None:
    assert len(findings(rule, files, tmp_path)) == number


def test_what_most_services_lack_is_said_once_with_all_their_places(tmp_path: Path) -> None:
    (only,) = findings("no-health-check", {"compose.yaml": THREE, **CODE}, tmp_path)
    assert only.message == "nothing asks all 3 services (a, b and c) whether they are alive, or ready"
    assert len(only.related) == 2


def test_images_of_others_have_no_owner_and_what_nobody_owns_is_one_finding(tmp_path: Path) -> None:
    files = {
        "compose.yaml": THREE + "  tool: { image: somebody/else }\n",
        **CODE,
        ".github/CODEOWNERS": "/a/ @shop/one\n",
    }
    (only,) = findings("service-without-owner", files, tmp_path)
    assert only.message == "no team owns b and c"


def test_a_reader_is_told_no_more_than_what_is_for_them(tmp_path: Path) -> None:
    case, rules = tree(python(ASKED), tmp_path), [catalogue()["missing-circuit-breaker"]]
    assert len(judge(case, rules, Persona.PEDANTIC).findings) == 1
    assert not judge(case, rules, Persona.REGULAR).findings


def test_a_circle_is_written_along_calls_that_are_there() -> None:
    graph = {"a": ("b", "c"), "b": ("a",), "c": ("a",)}
    assert circle(graph, ("a", "b", "c")) == ("a", "b")


def test_lines_of_others_and_generated_ones_are_no_size(tmp_path: Path) -> None:
    long = "x = 1\n" * 50
    files = {"compose.yaml": TWO, "orders/app.py": "x = 1\n", "orders/shop_pb2.py": long, "orders/static/vue.js": long}
    case = tree(files, tmp_path)
    assert case.seen is not None
    assert sizes(case.seen)["orders"].lines < 50
