"""Reverse proxies by their own configuration, also where it lies beside all sources."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.read.fleet._edges_of import calls, compose
from tests.read.fleet._reading import fleet_of


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (
            "nginx.conf",
            "upstream stock { server stock:8080; }\nserver { server_name shop; location / { proxy_pass http://stock; } }",
        ),
        ("default.conf.template", "location /fpm { fastcgi_pass stock:9000; }"),
        ("haproxy.cfg", "backend b\n  server s1 stock:80 check\n"),
        ("Caddyfile", "example.org {\n  reverse_proxy stock:8080\n}\n"),
        ("envoy.yaml", "clusters:\n- endpoints:\n  - socket_address: { address: stock, port_value: 80 }\n"),
        (
            "traefik.yml",
            "http:\n  services:\n    a:\n      loadBalancer:\n        servers:\n        - url: http://stock:80\n",
        ),
        ("kong.yml", "services:\n- name: s\n  host: stock\n  port: 80\n"),
    ],
)
def test_a_target_is_an_edge(tmp_path: Path, path: str, text: str) -> None:
    files = {"compose.yml": compose("edge", "stock", "shop"), f"edge/{path}": text}
    assert calls(tmp_path, files) == {"edge http stock"}


def test_a_file_beside_all_sources_is_for_the_one_that_runs_the_product(tmp_path: Path) -> None:
    files = {
        "compose.yml": compose("stock", entrance="nginx:1.25"),
        "deploy/nginx.conf": "# proxy_pass http://gone;\nlocation / { proxy_pass http://stock:80; }",
    }
    assert calls(tmp_path, files) == {"entrance http stock"}


@pytest.mark.parametrize(
    ("dockerfile", "address"),
    [
        ("FROM nginx\nENV STOCK_HOST=stock\n", "http://${STOCK_HOST}:8080/"),
        ("FROM nginx\nENV STOCK_URL=http://stock:8080\n", "$STOCK_URL"),
        ("FROM nginx\n", "http://${STOCK_HOST:-stock}:8080/"),
    ],
)
def test_a_target_may_be_a_variable_that_is_filled_in_at_the_start(
    tmp_path: Path, dockerfile: str, address: str
) -> None:
    files = {
        "compose.yml": compose("edge", "stock"),
        "edge/Dockerfile": dockerfile,
        "edge/default.conf.template": f"location /stock/ {{\n  proxy_pass {address};\n}}\n",
    }
    fleet = fleet_of(tmp_path, files)
    seen = {w.reader for edge in fleet.believed if edge.target == "stock" for w in edge.evidence}
    assert "proxy" in seen
