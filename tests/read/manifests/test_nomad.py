"""Job files of Nomad: tasks as parts, with what their group says of them."""

from pathlib import Path

import pytest
from tests.read.fleet._reading import compose, fleet_of

JOB = """
job "cart-api" { # the service
  group "cart" {
    count = 2
    network {
      port "http" {
        static = 8080
        to     = 80
      }
    }
    service {
      name = "cart-http"
      port = "http"
      check { type = "http" }
      connect {
        sidecar_service {
          proxy {
            upstreams {
              destination_name = "stock-http"
              local_bind_port  = 5000
            }
          }
        }
      }
    }
    task "cart-api" {
      driver = "docker"
      config {
        image = "shop/cart:1"
        args  = ["-c", "serve { not a block }", "[x]"]
      }
      env {
        LEVEL = "${attr.level}"
      }
      template {
        env  = true
        data = <<EOH
PAY_URL=http://pay-http
EOH
      }
      resources { cpu = 100 }
    }
  }
}
"""
STOCK = (
    'job "stock" { group "a" { service { name = "stock-http" }\n task "stock" { config { image = "shop/stock" } } } }\n'
)
PAY = STOCK.replace("stock", "pay")


def test_a_task_is_a_node_with_its_service_ports_and_upstreams(tmp_path: Path) -> None:
    files = {"jobs/cart.nomad.hcl": JOB, "jobs/stock.nomad": STOCK, "jobs/pay.hcl": PAY, "infra/a.hcl": 'job = "x"\n'}
    fleet = fleet_of(tmp_path, files)
    assert set(fleet.by_name) == {"cart-api", "stock", "pay", "user"}
    cart = fleet.by_name["cart-api"]
    assert (cart.ports, cart.published, cart.replicas, cart.image) == ((80,), (8080,), 2, "shop/cart:1")
    assert cart.aliases == ("cart-http",)
    assert cart.evidence[0].reader == "nomad"
    assert {(e.source, e.target, e.kind) for e in fleet.believed if e.kind != "user"} == {
        ("cart-api", "stock", "http"),
        ("cart-api", "pay", "http"),
    }
    assert fleet.has("cart-api", "readiness")
    assert [each.value for each in fleet.traits_of("cart-api", "limits-resources")] == ["cpu=100"]
    assert [each.kind for each in fleet.deployments] == ["nomad"]


def test_variables_and_addresses_of_ports_are_filled(tmp_path: Path) -> None:
    job = """
variable "version" { default = "1.2" }
job "shop" {
  group "all" {
    network { port "store" { static = 5432 } }
    task "db" { config { image = "postgres:${var.version}", ports = ["store"] } }
    task "api" {
      config { image = "shop/api:${var.version}" }
      env { CONNECTION = "host=${NOMAD_IP_store} user=a" }
    }
  }
}
"""
    fleet = fleet_of(tmp_path, {"shop.nomad": job})
    assert (fleet.by_name["api"].image, fleet.by_name["db"].role) == ("shop/api:1.2", "database")
    assert {(e.source, e.target, e.kind) for e in fleet.believed if e.kind != "user"} == {("api", "db", "db")}


def test_a_task_is_what_its_command_runs(tmp_path: Path) -> None:
    config = 'command = "bash"\n args = ["-c", "cd local/repo/cmd/cart && go run ."]'
    job = f'job "cart-api" {{ group "a" {{ task "cart-api" {{ config {{ {config} }} }} }} }}'
    files = {
        "compose.yml": compose(cart="build: {context: ., dockerfile: cmd/cart/Dockerfile}"),
        "cmd/cart/Dockerfile": "FROM scratch\n", "cmd/cart/main.go": "package main\n", "build/nomad/jobs/cart.nomad.hcl": job,
    }  # fmt: skip
    fleet = fleet_of(tmp_path, files)
    assert set(fleet.by_name) == {"cart"}
    assert {seen.reader for seen in fleet.by_name["cart"].evidence} >= {"compose", "nomad"}


@pytest.mark.parametrize(
    "text", ["{" * 50_000, '"\\"' * 50_000, "<<E\n" * 20_000, "a = [" + '"x",' * 20_000, "}" * 9, "/*" * 50_000]
)
def test_broken_jobs_end_somewhere(text: str, tmp_path: Path) -> None:
    fleet = fleet_of(tmp_path, {"a.nomad": f'job "a" {{ group "b" {{ task "c" {{}}\n{text}'})
    assert set(fleet.by_name) <= {"a", "c"}
