"""What rules make of fleets that were read, where a naive look would find too much."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from skerry.kernel.finding import Finding
from skerry.rules.catalogue import catalogue
from skerry.rules.examples import WORKLOAD
from skerry.rules.run import judge

from .cases import tree

CALLER = "import requests\n\ndef a():\n    requests.get('http://stock:80/a')\n    requests.get('http://money:80/b')\n"
FLEET = {
    "compose.yaml": "services:\n  orders: { build: ./orders }\n  stock: { image: shop/stock }\n  money: { image: shop/money }\n",
    "orders/app.py": CALLER,
}
ROOT = {
    "compose.yaml": "services:\n  orders: { build: ./orders }\n",
    "orders/Dockerfile": "FROM node:22\nCMD node a.js\n",
}
NOBODY = WORKLOAD.replace("{ runAsNonRoot: true }", "{ runAsUser: 0 }")
GIVEN = "env: [{ name: DB_PASSWORD, value: sesame }]"
SECRET = f"{WORKLOAD}          {GIVEN}\n"
COMPOSE = "services:\n  orders: { image: shop/orders, environment: { DB_PASSWORD: sesame } }\n"
PROXIED = {
    "compose.yaml": "services:\n  web: { build: ./web }\n  stock: { image: shop/stock }\n",
    "web/Dockerfile": "FROM nginx\nCOPY nginx.conf /etc/nginx/\n",
    "web/nginx.conf": "server { location / { proxy_pass http://stock:80; } }\n",
    "web/app.js": "console.log(1)\n",
}
BY_SETTINGS = {
    "compose.yaml": """\
services:
  orders: { build: ./orders, environment: { MONEY_URL: 'http://money:80' } }
  stock: { image: shop/stock }
  money: { image: shop/money }
""",
    "orders/app.py": "import os, requests\nURL = os.environ['MONEY_URL']\n\ndef a():\n    requests.get('http://stock:80/a', timeout=2)\n",
}
PAGES = {
    "compose.yaml": "services:\n  shop-ui: { build: ./ui, ports: ['80:80'] }\n  stock: { image: shop/stock, ports: ['81:81'] }\n",
    "ui/package.json": '{ "name": "ui", "dependencies": { "react-dom": "18" } }\n',
    "ui/src/app.js": "fetch('http://stock:81/a')\n",
}
PROTO = 'syntax = "proto3";\npackage shop;\nservice Stock { rpc Get (A) returns (A); }\nmessage A {}\n'
REMOTE = {
    "compose.yaml": "services:\n  stock: { build: ./stock }\n",
    "protos/shop.proto": PROTO,
    "stock/main.go": "package main\n\nfunc main() { pb.RegisterStockServer(server, impl) }\n",
}
README = "| Method | Path |\n|---|---|\n| GET | /items/{id} |\n| POST | /items |\n"
LISTED = {
    "compose.yaml": "services:\n  stock: { build: ./stock, ports: ['80:80'] }\n",
    "stock/package.json": '{ "name": "stock", "dependencies": { "express": "5" } }\n',
    "stock/a.js": (
        'const express = require("express");\nconst app = express();\napp.get("/items/:id", (q, r) => r.json({}));\n'
        'app.post("/items", (q, r) => r.end());\n'
    ),
}


def findings(rule: str, files: Mapping[str, str], folder: Path) -> list[Finding]:
    return list(judge(tree(files, folder), [catalogue()[rule]]).findings)


@pytest.mark.parametrize(
    ("rule", "files", "number"),
    [
        ("excess-privileges", ROOT, 1),
        ("excess-privileges", {**ROOT, "k8s/orders.yaml": WORKLOAD}, 0),
        ("excess-privileges", {**ROOT, "k8s/orders.yaml": NOBODY}, 1),
        ("literal-secret", {"orders.yaml": SECRET}, 1),
        ("development-secret", {"orders.yaml": SECRET}, 0),
        ("literal-secret", {"compose.yaml": COMPOSE}, 0),
        ("development-secret", {"compose.yaml": COMPOSE}, 1),
        ("literal-secret", {"compose.prod.yaml": COMPOSE}, 1),
        ("literal-secret", {"orders.yaml": SECRET.replace("DB_PASSWORD", "DEMO_PASSWORD")}, 0),
        ("ignored-network-failure", PROXIED, 0),
        ("ignored-network-failure", {**PROXIED, "web/app.js": "fetch('http://stock:80/a')\n", "web/nginx.conf": ""}, 1),
        ("ignored-network-failure", {**FLEET, "orders/app.py": "from requests import get\nget('http://stock/a', timeout=x(1) * 2)\n"}, 0),
        ("ignored-network-failure", BY_SETTINGS, 0),
        ("ignored-network-failure", PAGES, 0),
        ("undocumented-api", REMOTE, 0),
        ("undocumented-api", {**REMOTE, "stock/main.go": "package main\n\nfunc main() { http.HandleFunc(\"/a\", a) }\n"}, 1),
        ("undocumented-api", LISTED, 1),
        ("undocumented-api", {**LISTED, "README.md": README}, 0),
        ("undocumented-api", {**LISTED, "README.md": "GET /items/{id} is slow\n"}, 1),
    ],
)  # fmt: skip
def test_what_is_found(rule: str, files: Mapping[str, str], number: int, tmp_path: Path) -> None:
    assert len(findings(rule, files, tmp_path)) == number


def test_all_calls_of_a_service_without_a_guard_are_one_finding(tmp_path: Path) -> None:
    (only,) = findings("ignored-network-failure", FLEET, tmp_path)
    assert only.subject == ("orders", "money", "stock")
    assert {only.place.line, *(span.line for span, _ in only.related)} == {4, 5}
