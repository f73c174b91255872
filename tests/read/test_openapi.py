"""Endpoints that stand in an OpenAPI document and are implemented by functions that bear the operations' names."""

from pathlib import Path

import pytest

from skerry.facts.kinds import Endpoint
from skerry.read.codebase import ReadOptions, read

_SWAGGER = """swagger: '2.0'
basePath: /api/v2
paths:
  /orders/{id}:
    get:
      tags: [order]
      operationId: getOrder
    delete:
      tags: [order]
      operationId: deleteOrder
  /orders:
    post:
      tags: [order]
      operationId: placeOrder
"""
_HANDLERS = """package handler
type orderAPI struct {}
func (o *orderAPI) GetOrder(ctx context.Context, params operation.GetOrderParams) middleware.Responder { return nil }
func (o *orderAPI) DeleteOrder(ctx context.Context, params operation.DeleteOrderParams) middleware.Responder { return nil }
"""
_STORE = "package store\nfunc GetOrder(id int) int { return id }\n"
_OPENAPI = """{"openapi": "3.0.1",
\t"servers": [{"url": "https://shop.example/v1"}],
\t"paths": {"/orders": {"get": {"operationId": "orders.api.list_orders"}}}}
"""


def served(root: Path, files: dict[str, str]) -> set[tuple[str, str, str, int]]:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    graph = read(root, ReadOptions(remember=False, history=False))
    return {(e.method, e.path, graph.qualified(e.unit).rpartition("/")[2], e.line) for e in graph.of(Endpoint)}


def test_operations_are_served_by_the_functions_that_implement_them(tmp_path: Path) -> None:
    found = served(tmp_path, {"api/swagger.yaml": _SWAGGER, "handler/order.go": _HANDLERS, "store/order.go": _STORE})
    assert found == {
        ("GET", "/api/v2/orders/{id}", "order.go::GetOrder", 5),
        ("DELETE", "/api/v2/orders/{id}", "order.go::DeleteOrder", 8),
        ("POST", "/api/v2/orders", "swagger.yaml", 12),
    }


def test_a_document_that_nobody_implements_is_somebody_elses(tmp_path: Path) -> None:
    assert served(tmp_path, {"swagger.yaml": _SWAGGER, "store/order.go": _STORE}) == set()


def test_an_operation_may_name_its_module_and_json_may_have_tabs(tmp_path: Path) -> None:
    files = {"openapi.json": _OPENAPI, "orders/api.py": "def list_orders(): ...\n", "b.py": "def list_orders(): ...\n"}
    assert served(tmp_path, files) == {("GET", "/v1/orders", "api.py::list_orders", 3)}


@pytest.mark.parametrize("route", ["/api/v2/orders/{id}", "/orders/{number}"])
def test_what_code_declares_stands_once(tmp_path: Path, route: str) -> None:
    code = "from fastapi import FastAPI\napp = FastAPI()\n"
    code += f"@app.get('{route}')\ndef get_order(request: Request): ...\n"
    found = served(tmp_path, {"swagger.yaml": _SWAGGER, "api.py": code})
    assert [e for e in found if e[0] == "GET"] == [("GET", route, "api.py::get_order", 4)]


def test_a_handler_that_somebody_wrote_stands_for_the_one_that_is_generated(tmp_path: Path) -> None:
    generated = (
        "from fastapi import FastAPI\napp = FastAPI()\n@app.get('/orders/{id}')\ndef wrapper(request: Request): ...\n"
    )
    written = "def get_order(request: http.Request): ...\n"
    files = {"swagger.yaml": _SWAGGER, "routes.gen.py": generated, "web/api.py": written}
    assert served(tmp_path, files) == {("GET", "/api/v2/orders/{id}", "api.py::get_order", 5)}
