"""What each node answers."""

from pathlib import Path

from tests.read.fleet._reading import compose, fleet_of

from skerry.facts.fleet import Fleet

CONTROLLER = """
package shop;
import org.springframework.web.bind.annotation.*;
@RestController @RequestMapping("/orders")
class Orders {
  @GetMapping("/{id}") Order one(@PathVariable long id) { return null; }
}
"""
PROTO = """
syntax = "proto3";
package shop.v1;
service Cart {
  rpc Add (Item) returns (Nothing) {}
  // rpc Gone (Item) returns (Nothing) {}
}
"""


def routes(fleet: Fleet) -> set[tuple[str, str, str]]:
    return {(r.node, r.method, r.path) for r in fleet.routes}


def test_a_route_has_its_service_and_the_base_path_that_is_configured(tmp_path: Path) -> None:
    fleet = fleet_of(
        tmp_path,
        {
            "compose.yml": compose(shop="build: ./shop"),
            "shop/src/main/java/shop/Orders.java": CONTROLLER,
            "shop/src/main/resources/application.yml": "server:\n  servlet:\n    context-path: /api/\n",
        },
    )
    assert routes(fleet) == {("shop", "GET", "/api/orders/{id}")}


def test_a_grpc_service_belongs_to_who_serves_it_and_not_to_who_has_the_contract(tmp_path: Path) -> None:
    serving = 'package main\n\nimport pb "shop/genproto"\n\nfunc main() {\n\tsrv := newServer()\n\tpb.RegisterCartServer(srv, &cart{})\n}\n'
    calling = "from shop import cart_pb2_grpc\nstub = cart_pb2_grpc.CartStub(channel)\n"
    fleet = fleet_of(
        tmp_path,
        {
            "compose.yml": compose(cart="build: ./cart", web="build: ./web"),
            "cart/main.go": serving,
            "cart/protos/cart.proto": PROTO,
            "web/protos/cart.proto": PROTO,
            "web/main.py": calling,
        },
    )
    assert routes(fleet) == {("cart", "RPC", "/shop.v1.Cart/Add")}


def test_where_code_shows_no_route_a_document_beside_it_does(tmp_path: Path) -> None:
    document = "openapi: 3.0.0\npaths:\n  /carts/{id}:\n    get: {responses: {}}\n    delete: {responses: {}}\n"
    fleet = fleet_of(
        tmp_path,
        {
            "compose.yml": compose(cart="build: ./cart", shop="build: ./shop"),
            "cart/openapi.yaml": document,
            "shop/openapi.yaml": document,
            "shop/src/main/java/shop/Orders.java": CONTROLLER,
        },
    )
    assert routes(fleet) == {
        ("cart", "GET", "/carts/{id}"), ("cart", "DELETE", "/carts/{id}"), ("shop", "GET", "/orders/{id}"),
    }  # fmt: skip
