"""Protocol Buffers and gRPC."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from skerry.contracts.lint.desk import Desk
from skerry.contracts.lint.node import Hit, Kind, Node
from skerry.contracts.lint.rule import rule
from skerry.contracts.lint.shown import proto
from skerry.formats.json_schema import Place
from skerry.kernel.finding import Persona
from skerry.kernel.problem import Severity
from skerry.kernel.words import plural, singular

_PASCAL = re.compile(r"[A-Z][A-Za-z0-9]*")
_SNAKE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_LOUD = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)*")
_VERSION = re.compile(r"v\d+((alpha|beta)\d*|test.*|p\d+(alpha|beta)\d*)?")
_FILE = "acme/orders/v1/orders.proto"
_RPC = """
service OrderService { rpc GetOrder(GetOrderRequest) returns (GetOrderResponse); }
message GetOrderRequest {}
message GetOrderResponse {}
"""
_LIST = """
service OrderService {{ rpc ListOrders(ListOrdersRequest) returns (ListOrdersResponse); }}
message ListOrdersRequest {{ {0} }}
message ListOrdersResponse {{ {1} }}
"""


@rule(
    "grpc-package-missing", "A file has no package", Kind.PROTO, level=Severity.ERROR,
    about="Its names collide with those of every other file without one.",
    fix="Write `package company.domain.v1;`.",
    sound=proto("message Order {}"), broken='syntax = "proto3";\nmessage Order {}', file=_FILE,
)  # fmt: skip
def package_missing(node: Node, desk: Desk) -> Iterator[Hit]:
    if not node.raw.package:
        yield Hit(node.place, f"{node.key} has no package")


@rule(
    "grpc-package-version", "A package has no version", Kind.PROTO,
    about="The name on the wire holds the package: only with a version in it can two majors run side by side.",
    fix="End the package with v1, v2 …",
    sound=proto("message Order {}"), broken=proto("message Order {}", "acme.orders"), file=_FILE,
)  # fmt: skip
def package_version(node: Node, desk: Desk) -> Iterator[Hit]:
    package = node.raw.package
    if package and not _VERSION.fullmatch(package.rpartition(".")[2]):
        yield Hit(node.place, f"the package {package} has no version")


@rule(
    "grpc-package-case", "A package is not in lower case", Kind.PROTO, level=Severity.NOTE,
    about="Generated packages and folders are named by it, and some of these know no capitals.",
    fix="Write lower_snake_case between the dots.",
    sound=proto("message Order {}"), broken=proto("message Order {}", "acme.OrderItems.v1"), file=_FILE,
)  # fmt: skip
def package_case(node: Node, desk: Desk) -> Iterator[Hit]:
    if any(not _SNAKE.fullmatch(each) for each in node.raw.package.split(".") if node.raw.package):
        yield Hit(node.place, f"the package {node.raw.package} is not in lower case")


@rule(
    "grpc-package-folder", "A file does not lie in the folder of its package", Kind.PROTO, level=Severity.NOTE, persona=Persona.PEDANTIC,
    about="Imports are paths: a file of acme.orders.v1 is looked for in acme/orders/v1.",
    fix="Move the file.",
    sound=proto("message Order {}"), broken=proto("message Order {}", "acme.carts.v1"), file=_FILE,
)  # fmt: skip
def package_folder(node: Node, desk: Desk) -> Iterator[Hit]:
    folder = node.raw.package.replace(".", "/")
    if folder and not f"/{node.key.rpartition('/')[0]}".endswith(f"/{folder}"):
        yield Hit(node.place, f"{node.key} is not in {folder}")


@rule(
    "grpc-syntax-old", "A file is of proto2", Kind.PROTO, level=Severity.NOTE,
    about="Its required fields can never be removed, and new languages support it badly.",
    fix="Write proto3, or an edition.",
    sound=proto("message Order {}"), broken='syntax = "proto2";\npackage acme.orders.v1;\nmessage Order {}', file=_FILE,
)  # fmt: skip
def syntax_old(node: Node, desk: Desk) -> Iterator[Hit]:
    if node.raw.syntax == "proto2":
        yield Hit(node.place, f"{node.key} is of proto2")


@rule(
    "grpc-message-case", "A message, enum, service or rpc is not in PascalCase",
    Kind.PROTO_MESSAGE, Kind.PROTO_ENUM, Kind.SERVICE, Kind.RPC, level=Severity.NOTE,
    about="The style guide wants it, and generators make other names out of it.",
    fix="Begin each word with a capital.",
    sound=proto("message OrderItem {}"), broken=proto("message order_item {}"), file=_FILE,
)  # fmt: skip
def message_case(node: Node, desk: Desk) -> Iterator[Hit]:
    if not _PASCAL.fullmatch(node.raw.name.rpartition(".")[2]):
        yield Hit(node.place, f"{node.raw.name} is not in PascalCase")


@rule(
    "grpc-field-case", "A field is not in snake_case", Kind.PROTO_FIELD, level=Severity.NOTE,
    about="Names in JSON and in most languages are made from snake_case.",
    fix="Write words in lower case with underscores.",
    sound=proto("message Order { string customer_id = 1; }"), broken=proto("message Order { string customerId = 1; }"), file=_FILE,
)  # fmt: skip
def field_case(node: Node, desk: Desk) -> Iterator[Hit]:
    if not _SNAKE.fullmatch(node.raw.name):
        yield Hit(node.place, f"{node.raw.name} is not in snake_case")


@rule(
    "grpc-field-plural", "A repeated field is in the singular", Kind.PROTO_FIELD, level=Severity.NOTE, persona=Persona.PEDANTIC,
    about="`order.item` reads as one.",
    fix="Name it in the plural.",
    sound=proto("message Order { repeated string notes = 1; }"), broken=proto("message Order { repeated string note = 1; }"), file=_FILE,
)  # fmt: skip
def field_plural(node: Node, desk: Desk) -> Iterator[Hit]:
    word = node.raw.name.rpartition("_")[2]
    if node.raw.cardinality == "repeated" and singular(word) == word != plural(word):
        yield Hit(node.place, f"{node.raw.name} is repeated, and in the singular")


@rule(
    "grpc-field-required", "A field is required for ever", Kind.PROTO_FIELD,
    about="A required field can be neither removed nor made optional without breaking every reader that was built before.",
    fix="Make it optional, and check it in code.",
    sound='syntax = "proto2";\npackage a.v1;\nmessage Order { optional string id = 1; }',
    broken='syntax = "proto2";\npackage a.v1;\nmessage Order { required string id = 1; }', file=_FILE,
)  # fmt: skip
def field_required(node: Node, desk: Desk) -> Iterator[Hit]:
    if node.raw.cardinality == "required":
        yield Hit(node.place, f"{node.raw.name} is required")


@rule(
    "grpc-enum-zero", "The zero of an enum has a meaning", Kind.PROTO_ENUM,
    about="Zero is what a reader sees when nothing was sent, and when the value is one that it does not know.",
    fix="Name it ENUM_NAME_UNSPECIFIED.",
    sound=proto("enum State { STATE_UNSPECIFIED = 0; STATE_OPEN = 1; }"), broken=proto("enum State { STATE_OPEN = 0; }"), file=_FILE,
)  # fmt: skip
def enum_zero(node: Node, desk: Desk) -> Iterator[Hit]:
    zero = next((each for each in node.raw.values if each.number == 0), None)
    if zero is not None and not zero.name.endswith(("_UNSPECIFIED", "_UNKNOWN", "_NONE")):
        yield Hit(_at(node, zero.where), f"{zero.name} is 0")


@rule(
    "grpc-enum-value-case", "A value of an enum is not in capitals with the name of the enum", Kind.PROTO_ENUM, level=Severity.NOTE,
    about="In C++ the values of all enums of a package share one scope, so that two with OPEN collide.",
    fix="Begin the value with the name of its enum: STATE_OPEN.",
    sound=proto("enum State { STATE_UNSPECIFIED = 0; STATE_OPEN = 1; }"), broken=proto("enum State { STATE_UNSPECIFIED = 0; OPEN = 1; }"),
    file=_FILE,
)  # fmt: skip
def enum_value_case(node: Node, desk: Desk) -> Iterator[Hit]:
    name = node.raw.name.rpartition(".")[2]
    prefix = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).upper() + "_"
    for value in node.raw.values:
        if not _LOUD.fullmatch(value.name) or not value.name.startswith(prefix):
            yield Hit(_at(node, value.where), f"{value.name} is not in capitals behind {prefix}")


@rule(
    "grpc-service-suffix", "A service is not called one", Kind.SERVICE, level=Severity.NOTE, persona=Persona.PEDANTIC,
    about="Generated clients and servers stand beside messages; the suffix tells them apart.",
    fix="Let its name end with Service.",
    sound=proto("service OrderService {}"), broken=proto("service Orders {}"), file=_FILE,
)  # fmt: skip
def service_suffix(node: Node, desk: Desk) -> Iterator[Hit]:
    if not node.raw.name.endswith(("Service", "API")):
        yield Hit(node.place, f"{node.raw.name} does not end with Service")


@rule(
    "grpc-rpc-shared", "Two rpcs share a message", Kind.PROTO, level=Severity.NOTE,
    about="What one of them needs next year the other gets too; google.protobuf.Empty can never get a field at all.",
    fix="Give each rpc a request and a response of its own.",
    sound=proto(_RPC),
    broken=proto("""
    service OrderService { rpc GetOrder(Id) returns (Order); rpc DropOrder(Id) returns (Dropped); }
    message Id {}
    message Order {}
    message Dropped {}
    """), file=_FILE,
)  # fmt: skip
def rpc_shared(node: Node, desk: Desk) -> Iterator[Hit]:
    seen: dict[str, str] = {}
    for service in node.raw.services:
        for method in service.methods:
            for name in {method.input, method.output}:
                known = seen.setdefault(name, method.name)
                if known != method.name or name.lstrip(".") == "google.protobuf.Empty":
                    other = f", as {known} has" if known != method.name else ""
                    yield Hit(_at(node, method.where), f"{method.name} has {name.lstrip('.')}{other}")


@rule(
    "grpc-rpc-names", "Request and response are not named after the rpc", Kind.RPC, level=Severity.NOTE, persona=Persona.PEDANTIC,
    about="XRequest and XResponse are found without looking.",
    fix="Name them after the rpc.",
    sound=proto(_RPC), broken=proto(_RPC.replace("GetOrderRequest", "OrderId")), file=_FILE,
)  # fmt: skip
def rpc_names(node: Node, desk: Desk) -> Iterator[Hit]:
    assert node.parent is not None
    name, service = node.raw.name, node.parent.raw.name
    for got, word in ((node.raw.input, "Request"), (node.raw.output, "Response")):
        if got.rpartition(".")[2] not in (f"{name}{word}", f"{service}{name}{word}"):
            yield Hit(node.place, f"{name} has {got.rpartition('.')[2]}, not {name}{word}")


@rule(
    "grpc-list-unpaged", "A list has no pages", Kind.RPC,
    about="It works until there are many; a message may have 4 MB by default.",
    fix="Take `page_size` and `page_token`, and answer `next_page_token` (AIP-158).",
    sound=proto(_LIST.format("int32 page_size = 1; string page_token = 2;", "string next_page_token = 1;")),
    broken=proto(_LIST.format("", "repeated string orders = 1;")), file=_FILE,
)  # fmt: skip
def list_unpaged(node: Node, desk: Desk) -> Iterator[Hit]:
    if not re.match(r"(List|Search)[A-Z]", node.raw.name) or node.raw.server_streams:
        return
    request, response = _message(node, desk, node.raw.input), _message(node, desk, node.raw.output)
    if request is None or response is None:
        return
    asked, answered = ({field.name for field in each.fields} for each in (request, response))
    if not any("page" in name or "cursor" in name or "limit" in name for name in asked):
        yield Hit(node.place, f"{node.raw.name} takes no page_size and no page_token")
    elif "page_token" in asked and "next_page_token" not in answered:
        yield Hit(node.place, f"{node.raw.name} answers no next_page_token")


@rule(
    "grpc-update-mask", "An update does not say which fields it means", Kind.RPC, level=Severity.NOTE, persona=Persona.PEDANTIC,
    about="Without a mask a field that was not sent cannot be told from one that is to be emptied (AIP-134).",
    fix="Take `google.protobuf.FieldMask update_mask`.",
    sound=proto("""
    service OrderService { rpc UpdateOrder(UpdateOrderRequest) returns (Order); }
    message UpdateOrderRequest { string update_mask = 1; }
    message Order {}
    """),
    broken=proto("""
    service OrderService { rpc UpdateOrder(UpdateOrderRequest) returns (Order); }
    message UpdateOrderRequest { string id = 1; }
    message Order {}
    """), file=_FILE,
)  # fmt: skip
def update_mask(node: Node, desk: Desk) -> Iterator[Hit]:
    request = _message(node, desk, node.raw.input) if re.match(r"Update[A-Z]", node.raw.name) else None
    if request and not any("mask" in field.name for field in request.fields):
        yield Hit(node.place, f"{node.raw.name} takes no update_mask")


@rule(
    "grpc-idempotency-level", "A reading rpc does not say that it only reads", Kind.RPC, level=Severity.NOTE, persona=Persona.PEDANTIC,
    about="With NO_SIDE_EFFECTS clients retry and cache it, and proxies may send it as GET.",
    fix="Write `option idempotency_level = NO_SIDE_EFFECTS;`.",
    sound=proto(_RPC.replace("(GetOrderResponse);", "(GetOrderResponse) { option idempotency_level = NO_SIDE_EFFECTS; }")),
    broken=proto(_RPC), file=_FILE,
)  # fmt: skip
def idempotency_level(node: Node, desk: Desk) -> Iterator[Hit]:
    reads = re.match(r"(Get|List|Search|Find)[A-Z]", node.raw.name)
    if reads and node.raw.idempotency in ("", "IDEMPOTENCY_UNKNOWN"):
        yield Hit(node.place, f"{node.raw.name} does not say that it only reads")


@rule(
    "grpc-money-float", "An amount of money is a floating-point number", Kind.PROTO_FIELD, level=Severity.NOTE,
    about="Floating point loses cents, and an amount without its currency means nothing.",
    fix="Use google.type.Money, or count the smallest unit in an int64.",
    sound=proto("message Order { int64 price_cents = 1; }"), broken=proto("message Order { double price = 1; }"), file=_FILE,
)  # fmt: skip
def money_float(node: Node, desk: Desk) -> Iterator[Hit]:
    money = re.fullmatch(r"(.*_)?(price|amount|total|cost|fee|balance)", node.raw.name)
    if money and node.raw.kind in ("double", "float"):
        yield Hit(node.place, f"{node.raw.name} is a {node.raw.kind}")


def _at(node: Node, where: tuple[int, ...]) -> Place:
    assert isinstance(node.place, Place)
    return Place(node.place.document, "".join(f"/{number}" for number in where))


def _message(node: Node, desk: Desk, name: str) -> Any:
    """The message of that name, where it is declared in one of the files."""

    def every() -> dict[str, Any]:
        files = (desk.value.file(name) for name in desk.value.files)
        return {each.full_name: each for file in files for each in file.messages}

    return desk.once("messages", desk.value, every).get(name.lstrip("."))
