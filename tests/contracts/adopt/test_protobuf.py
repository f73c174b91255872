"""Protocol Buffers as text of the model, and back: names, numbers, packages; and what only the document can say."""

from __future__ import annotations

from skerry.contracts.adopt.adopter import Adopted, Wanted
from skerry.contracts.adopt.protobuf import adopt
from skerry.contracts.change import Level
from skerry.contracts.diff.format import Category, Options
from skerry.contracts.diff.protobuf import FORMAT
from skerry.contracts.write.protobuf import write
from skerry.formats.bundle import Bundle, of_texts
from skerry.formats.protobuf import read
from skerry.model.load import load_texts

SHIPPING = """
syntax = "proto3";
package acme.shipping.v2;
import "google/protobuf/any.proto";
import "google/protobuf/empty.proto";
import "google/protobuf/timestamp.proto";
import "acme/common.proto";

service Shipping {
  rpc Ship(ShipRequest) returns (Shipment) { option idempotency_level = IDEMPOTENT; }
  rpc Watch(stream ShipRequest) returns (stream Shipment);
  rpc Forget(ShipRequest) returns (google.protobuf.Empty);
}
service Admin { rpc Ship(google.protobuf.Empty) returns (Shipment); }
message ShipRequest {
  reserved 4, 9 to 10;
  reserved "weight";
  string id = 1;
  optional int32 boxes = 3;
  map<string, acme.common.Address> stops = 7;
  oneof what { string sku = 5; Shipment.Line line = 6; }
}
message Shipment {
  enum State { STATE_UNKNOWN = 0; STATE_SENT = 5; }
  message Line { enum State { NONE = 0; OPEN = 1; } State state = 1; float kilos = 2; repeated sint64 sizes = 3; }
  State state = 1;
  repeated Line lines = 2;
  google.protobuf.Timestamp sent_at = 3;
  google.protobuf.Any more = 4;
  bytes label = 20;
}
"""
COMMON = 'syntax = "proto3"; package acme.common; message Address { string city = 2; }'


def bundle(text: str = SHIPPING, **more: str) -> Bundle:
    texts = {"acme/shipping.proto": text.encode(), "acme/common.proto": COMMON.encode()}
    found = of_texts({**texts, **{name: each.encode() for name, each in more.items()}})
    return Bundle("", ("acme/shipping.proto",), found.fetch)


def adopted(text: str = SHIPPING) -> Adopted:
    found = adopt(bundle(text), Wanted("shipping-service", contract="./shipping.proto"))
    assert found.problems == ()
    assert load_texts([("m.arch.yaml", found.text)]).problems == (), found.text
    return found


def again(found: Adopted) -> dict[str, str]:
    return dict(write(load_texts([("m.arch.yaml", found.text)]).system, found.numbers).files)


def test_it_comes_back_whole() -> None:
    found = adopted()
    assert ([change.message for change in found.lost], found.unsaid, found.kept) == ([], {}, False)
    after = of_texts({name: text.encode() for name, text in again(found).items()})
    assert read(after).problems == ()
    compared = FORMAT.compare(bundle(), after, Options(category=Category.WIRE, witnesses=False))
    assert [change.message for change in compared.changes if change.level is Level.BREAKING] == []


def test_the_model_says_it_pleasantly() -> None:
    text = adopted().text
    for line in (
        "PUT /acme.shipping.v2.Shipping/Ship: ship(ShipRequest) -> Shipment",
        "POST /acme.shipping.v2.Shipping/Watch: watch(ShipRequest as stream) -> Shipment as stream",
        "POST /acme.shipping.v2.Shipping/Forget: forget(ShipRequest)",
        "POST /acme.shipping.v2.Admin/Ship: adminShip -> Shipment",
        "      v2:",
        'boxes: "(int as int32)?"',
        'stops: "acme-common.Address{}"',
        'line: "(Shipment.Line in what)?"',
        "kilos: number as float",
        'more: "(json as google.protobuf.Any)?"',
        "  acme-common:",
    ):
        assert line in text, text


def test_numbers_are_those_of_the_document_and_reserved_ones_stay() -> None:
    found = adopted()
    for line in (
        "acme.shipping.v2.ShipRequest stops 7\n",
        "acme.shipping.v2.ShipRequest weight 4 reserved\n",
        "acme.shipping.v2.Shipment.State STATE_SENT 5\n",
        "acme.shipping.v2.Shipment.Line sizes 3\n",
        "acme.common.Address city 2\n",
    ):
        assert line in found.numbers
    service = "".join(again(found).values())
    assert "reserved 4, 9, 10;" in service
    assert "  enum State {\n" in service


def test_a_number_that_moves_is_seen() -> None:
    """The way back is a proof: with another lock the comparison bites."""
    found = adopted()
    moved = found.numbers.replace("ShipRequest boxes 3", "ShipRequest boxes 8")
    files = write(load_texts([("m.arch.yaml", found.text)]).system, moved).files
    after = of_texts({name: text.encode() for name, text in files.items()})
    compared = FORMAT.compare(bundle(), after, Options(witnesses=False))
    assert any(change.level is Level.BREAKING for change in compared.changes)


def test_what_only_the_document_can_say_is_counted() -> None:
    old = """syntax = "proto2"; package p; import "google/protobuf/descriptor.proto";
      extend google.protobuf.MethodOptions { optional string path = 50000; }
      service S { rpc Do(A) returns (A) { option (path) = "/x"; } }
      message A { required int32 a = 1; optional int32 b = 2 [default = 4]; map<int32, string> c = 3; extensions 100 to 200;
        optional string d = 5 [json_name = "other"]; }
      enum E { option allow_alias = true; ONE = 1; UNO = 1; MINUS = -1; }"""
    found = adopted(old)
    assert set(found.unsaid.values()) >= {
        "it is written in proto2", "that it is required on the wire", "its default", "a map whose keys are int32", "extensions",
        "an alias of a value", "a number below 0", "an enum without a 0", "options of a procedure that extensions define",
        "its name in JSON, `other`",
    }  # fmt: skip
    assert found.kept
    assert "contract: ./shipping.proto" in found.text


def test_what_does_not_compile_is_never_called_safe() -> None:
    clash = 'syntax = "proto2"; package p; enum A { X = 1; } message M { optional A a = 1; } service S { rpc Do(M) returns (M); }'
    assert "does not compile" in adopted(clash).unsaid["the whole"]


def test_messages_alone_stay_in_the_document() -> None:
    found = adopted('syntax = "proto3"; package p; message M { string a = 1; }')
    assert "without a procedure" in found.unsaid["the whole"]


def test_broken_files_are_said() -> None:
    found = adopt(bundle("syntax = 'proto3'; message {"), Wanted("s"))
    assert (found.text, bool(found.problems)) == ("", True)
