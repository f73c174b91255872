"""Every kind of change between two sets of .proto files, each with the smallest files that show it.

Levels are those of the category WIRE_JSON. A text of an example holds one file, or several after lines `// file: NAME`.
"""

from __future__ import annotations

from collections.abc import Mapping

from skerry.contracts.change import Action, Direction, Level, Rule
from skerry.contracts.diff.protobuf.buf import FILE_OPTIONS

_A, _R, _C, _N, _W = Action.ADDED, Action.REMOVED, Action.CHANGED, Action.NARROWED, Action.WIDENED
_BREAKING, _DANGEROUS, _SAFE = Level.BREAKING, Level.DANGEROUS, Level.SAFE
_P2, _P3, _E = ('syntax = "proto2";\n', 'syntax = "proto3";\n', 'edition = "2023";\n')
_EMPTY = _P3 + "package p;\n"
BUF: dict[str, tuple[str, ...]] = {}  # rule identifier -> the rules of buf that say the same


def _rule(
    area: str, kind: str, action: Action, level: Level, title: str, about: str, before: str, after: str, buf: str = ""
) -> Rule:
    names = tuple(buf.split())
    known = f" buf: {', '.join(names)}." if names else " buf has no rule for it."
    rule = Rule(Direction.BOTH, area, kind, action, level, title, about + known, before, after)
    BUF[rule.id] = names
    return rule


def _in_message(text: str, syntax: str = _P3) -> str:
    return f"{syntax}package p;\nmessage M {{ {text} }}\n"


def _in_enum(text: str, syntax: str = _P3) -> str:
    return f"{syntax}package p;\nenum E {{ {text} }}\n"


def _in_service(text: str) -> str:
    return f"{_EMPTY}message A {{}}\nmessage B {{}}\nservice S {{ {text} }}\n"


def _two(first: str, second: str) -> str:
    return f"// file: a.proto\n{first}// file: b.proto\n{second}"


# Files and packages
_MESSAGE = _in_message("string a = 1;")
FILE_REMOVED = _rule(
    "file", "itself", _R, _SAFE, "A file was removed",
    "Generated code of other files that imports it no longer compiles; what was declared in it is reported by itself.",
    _two(_EMPTY, _MESSAGE), "// file: a.proto\n" + _MESSAGE, "FILE_NO_DELETE",
)  # fmt: skip
FILE_ADDED = _rule(
    "file", "itself", _A, _SAFE, "A file was added", "Nobody uses it yet.",
    "// file: a.proto\n" + _EMPTY, _two(_EMPTY, _MESSAGE),
)  # fmt: skip
FILE_PACKAGE = _rule(
    "file", "package", _C, _BREAKING, "A file is of another package",
    "The package is part of each service's path and of each type's name in `Any`.",
    _MESSAGE, _MESSAGE.replace("package p", "package q"), "FILE_SAME_PACKAGE",
)  # fmt: skip
FILE_SYNTAX = _rule(
    "file", "syntax", _C, _SAFE, "A file is of another syntax or edition",
    "Generated code changes its shape; what the features make of it on the wire is reported by itself.",
    _in_message("optional int32 a = 1;", _P2), _in_message("int32 a = 1;", _E), "FILE_SAME_SYNTAX",
)  # fmt: skip
PACKAGE_REMOVED = _rule(
    "package", "itself", _R, _DANGEROUS, "A package was removed", "Everything in it is gone, or has another name.",
    _two(_EMPTY, _MESSAGE.replace("package p", "package q")), "// file: a.proto\n" + _EMPTY, "PACKAGE_NO_DELETE",
)  # fmt: skip
PACKAGE_ADDED = _rule(
    "package", "itself", _A, _SAFE, "A package was added", "Nobody uses it yet.",
    "// file: a.proto\n" + _EMPTY, _two(_EMPTY, _MESSAGE.replace("package p", "package q")),
)  # fmt: skip


def _option(name: str) -> Rule:
    values = {"optimize_for": "CODE_SIZE", "cc_enable_arenas": "false"}
    flag = name.endswith(("services", "files"))
    value = values.get(name) or ("true" if flag else '"Other"')
    return _rule(
        "file", name.replace("_", "-"), _C, _SAFE, f"A file has another `{name}`",
        "It steers generated code of one language only: who generates it anew has to change their own code.",
        _MESSAGE, _MESSAGE.replace("package p;\n", f"package p;\noption {name} = {value};\n"), f"FILE_SAME_{name.upper()}",
    )  # fmt: skip


OPTIONS: Mapping[str, Rule] = {name: _option(name) for name in FILE_OPTIONS}


# Messages, enums, services and extensions as a whole
def _whole(area: str, what: str, text: str, removed: str, buf: str) -> tuple[Rule, Rule, Rule]:
    name = area.upper()
    kept = _EMPTY + text.replace(area.title()[0] + " ", "Kept ").replace("E_", "KEPT_")
    article = "An" if area[0] in "aeiou" else "A"
    return (
        _rule(area, "itself", _R, _DANGEROUS, f"{article} {area} was removed", removed, kept + text, kept, buf),
        _rule(area, "itself", _A, _SAFE, f"{article} {area} was added", "Nobody uses it yet.", _EMPTY, _EMPTY + text),
        _rule(
            area, "file", _C, _SAFE, f"{article} {area} stands in another file",
            f"{what} is the same on the wire; generated code of some languages imports it from another place.",
            _two(_EMPTY + text, _EMPTY), _two(_EMPTY, _EMPTY + text), f"{name}_NO_DELETE",
        ),
    )  # fmt: skip


MESSAGE_REMOVED, MESSAGE_ADDED, MESSAGE_FILE = _whole(
    "message", "It", "message M { string a = 1; }\n",
    "Code that uses its generated type no longer compiles, and `Any` values of it can't be read.",
    "MESSAGE_NO_DELETE PACKAGE_MESSAGE_NO_DELETE",
)  # fmt: skip
ENUM_REMOVED, ENUM_ADDED, ENUM_FILE = _whole(
    "enum", "It", "enum E { E_UNSPECIFIED = 0; }\n", "Code that uses its generated type no longer compiles.",
    "ENUM_NO_DELETE PACKAGE_ENUM_NO_DELETE",
)  # fmt: skip
SERVICE_REMOVED, SERVICE_ADDED, SERVICE_FILE = _whole(
    "service", "It", "service S {}\n", "Every call of it is answered with UNIMPLEMENTED.",
    "SERVICE_NO_DELETE PACKAGE_SERVICE_NO_DELETE",
)  # fmt: skip
_EXTENDED = 'syntax = "proto2";\npackage p;\nmessage M { extensions 100 to 200; }\n'
_EXTENSION = _EXTENDED + "extend M { optional int32 e = 100; }\n"
_KEPT = "extend M { optional int32 kept = 200; }\n"
EXTENSION_REMOVED = _rule(
    "extension", "itself", _R, _DANGEROUS, "An extension was removed", "Its values become unknown fields.",
    _EXTENSION + _KEPT, _EXTENDED + _KEPT, "EXTENSION_NO_DELETE PACKAGE_EXTENSION_NO_DELETE",
)  # fmt: skip
EXTENSION_ADDED = _rule(
    "extension", "itself", _A, _SAFE, "An extension was added", "Nobody uses it yet.", _EXTENDED, _EXTENSION
)
EXTENSION_FILE = _rule(
    "extension", "file", _C, _SAFE, "An extension stands in another file", "It is the same on the wire.",
    _two(_EXTENSION, 'syntax = "proto2";\npackage p;\n'),
    _two(_EXTENDED, 'syntax = "proto2";\npackage p;\nimport "a.proto";\nextend M { optional int32 e = 100; }\n'),
    "EXTENSION_NO_DELETE",
)  # fmt: skip
EXTENSION_NUMBER = _rule(
    "extension", "number", _C, _DANGEROUS, "An extension has another number, or extends another message",
    "Values under the old number become unknown fields.", _EXTENSION, _EXTENSION.replace("e = 100", "e = 101"),
)  # fmt: skip

# Messages
RESERVED_REMOVED = _rule(
    "message", "reserved", _R, _BREAKING, "A reserved number or name of a message was given free",
    "It was reserved because data with another meaning may still exist under it.",
    _in_message("reserved 2;"), _in_message(""), "RESERVED_MESSAGE_NO_DELETE",
)  # fmt: skip
RESERVED_ADDED = _rule(
    "message", "reserved", _A, _SAFE, "A number or name of a message is reserved", "It can't be used by mistake any more.",
    _in_message(""), _in_message("reserved 2;"),
)  # fmt: skip
RANGE_REMOVED = _rule(
    "message", "extension-range", _R, _DANGEROUS, "Numbers of a message can't be used by extensions any more",
    "Extensions of others with these numbers no longer compile.",
    _in_message("extensions 100 to 200;", _P2), _in_message("extensions 100 to 150;", _P2), "EXTENSION_MESSAGE_NO_DELETE",
)  # fmt: skip
RANGE_ADDED = _rule(
    "message", "extension-range", _A, _SAFE, "More numbers of a message can be used by extensions", "Nobody uses them yet.",
    _in_message("extensions 100 to 150;", _P2), _in_message("extensions 100 to 200;", _P2),
)  # fmt: skip
REQUIRED_ADDED = _rule(
    "message", "required-field", _A, _BREAKING, "A message has a new required field",
    "Readers refuse every message that was written without it.",
    _in_message("optional int32 a = 1;", _P2), _in_message("required int32 a = 1;", _P2), "MESSAGE_SAME_REQUIRED_FIELDS",
)  # fmt: skip
REQUIRED_REMOVED = _rule(
    "message", "required-field", _R, _BREAKING, "A required field of a message is required no more, or gone",
    "Readers of the old version refuse every message without it.",
    _in_message("required int32 a = 1;", _P2), _in_message("optional int32 a = 1;", _P2), "MESSAGE_SAME_REQUIRED_FIELDS",
)  # fmt: skip
_BEST_EFFORT = "option features.json_format = LEGACY_BEST_EFFORT;"
MESSAGE_JSON_NARROWED = _rule(
    "message", "json-format", _N, _BREAKING, "A message has no reliable JSON form any more",
    "Names may collide, and implementations may refuse it.",
    _in_message("", _E), _in_message(_BEST_EFFORT, _E), "MESSAGE_SAME_JSON_FORMAT",
)  # fmt: skip
MESSAGE_JSON_WIDENED = _rule(
    "message", "json-format", _W, _SAFE, "A message has a reliable JSON form now", "Nothing relied on its having none.",
    _in_message(_BEST_EFFORT, _E), _in_message("", _E),
)  # fmt: skip
_NO_ACCESSOR = "option no_standard_descriptor_accessor = true;"
ACCESSOR_REMOVED = _rule(
    "message", "standard-accessor", _R, _SAFE, "A message has no `descriptor()` in C++ and Java any more",
    "Generated code that calls it no longer compiles.",
    _in_message(""), _in_message(_NO_ACCESSOR), "MESSAGE_NO_REMOVE_STANDARD_DESCRIPTOR_ACCESSOR",
)  # fmt: skip
ACCESSOR_ADDED = _rule(
    "message", "standard-accessor", _A, _SAFE, "A message has `descriptor()` in C++ and Java again", "Nobody calls it yet.",
    _in_message(_NO_ACCESSOR), _in_message(""),
)  # fmt: skip
ONEOF_REMOVED = _rule(
    "oneof", "itself", _R, _DANGEROUS, "A oneof was removed", "Generated code that asks which of its fields is set no longer compiles.",
    _in_message("oneof o { int32 a = 1; } int32 b = 2;"), _in_message('reserved 1; reserved "a"; int32 b = 2;'), "ONEOF_NO_DELETE",
)  # fmt: skip
ONEOF_ADDED = _rule(
    "oneof", "itself", _A, _SAFE, "A oneof was added", "Fields that moved into it are reported by themselves.",
    _in_message("int32 b = 2;"), _in_message("oneof o { int32 a = 1; } int32 b = 2;"),
)  # fmt: skip

# Fields
FIELD_REMOVED = _rule(
    "field", "itself", _R, _BREAKING, "A field was removed",
    "Readers see its default. Unless number and name are reserved, a later field may use them with another meaning.",
    _in_message("int32 a = 1; int32 b = 2;"), _in_message("int32 a = 1;"),
    "FIELD_NO_DELETE FIELD_NO_DELETE_UNLESS_NUMBER_RESERVED FIELD_NO_DELETE_UNLESS_NAME_RESERVED",
)  # fmt: skip
FIELD_ADDED = _rule(
    "field", "itself", _A, _SAFE, "A field was added", "Old readers ignore it, old writers leave it out.",
    _in_message("int32 a = 1;"), _in_message("int32 a = 1; int32 b = 2;"),
)  # fmt: skip
FIELD_NUMBER = _rule(
    "field", "number", _C, _BREAKING, "A field has another number",
    "The number is what stands on the wire: old data is lost, and the old number may come to mean something else.",
    _in_message("int32 a = 1; int32 b = 2;"), _in_message("int32 a = 1; int32 b = 3;"),
    "FIELD_NO_DELETE FIELD_NO_DELETE_UNLESS_NUMBER_RESERVED FIELD_NO_DELETE_UNLESS_NAME_RESERVED",
)  # fmt: skip
FIELD_NAME = _rule(
    "field", "name", _C, _BREAKING, "A field was renamed",
    "The name stands in JSON, in field masks and in generated code; on the wire nothing changes.",
    _in_message("int32 a = 1;"), _in_message("int32 b = 1;"), "FIELD_SAME_NAME FIELD_SAME_JSON_NAME",
)  # fmt: skip
FIELD_JSON_NAME = _rule(
    "field", "json-name", _C, _BREAKING, "A field has another name in JSON", "Readers of JSON don't find it any more.",
    _in_message("int32 a = 1;"), _in_message('int32 a = 1 [json_name = "b"];'), "FIELD_SAME_JSON_NAME",
)  # fmt: skip
FIELD_TYPE = _rule(
    "field", "type", _C, _BREAKING, "A field has another type",
    "Its bytes, or its JSON, are read as something else. On the wire int32, int64, uint32, uint64 and bool pass for each other, as do "
    "sint32 and sint64, fixed32 and sfixed32, fixed64 and sfixed64, a string as bytes, and an enum as one with the same name and more "
    "values; in JSON only the signed and unsigned types of one size.",
    _in_message("int32 a = 1;"), _in_message("string a = 1;"),
    "FIELD_SAME_TYPE FIELD_WIRE_JSON_COMPATIBLE_TYPE FIELD_WIRE_COMPATIBLE_TYPE",
)  # fmt: skip
FIELD_CARDINALITY = _rule(
    "field", "cardinality", _C, _BREAKING, "A field stands once, often, or by key, where it did not",
    "A list is not read as a single value. Between implicit and explicit presence only generated code changes.",
    _in_message("int32 a = 1;"), _in_message("repeated int32 a = 1;"),
    "FIELD_SAME_CARDINALITY FIELD_WIRE_JSON_COMPATIBLE_CARDINALITY FIELD_WIRE_COMPATIBLE_CARDINALITY",
)  # fmt: skip
FIELD_ONEOF = _rule(
    "field", "oneof", _C, _BREAKING, "A field moved into, out of or between oneofs",
    "Setting one field of a oneof clears the others: readers lose values that writers set together.",
    _in_message("int32 a = 1; int32 b = 2;"), _in_message("oneof o { int32 a = 1; int32 b = 2; }"), "FIELD_SAME_ONEOF",
)  # fmt: skip
FIELD_DEFAULT = _rule(
    "field", "default", _C, _BREAKING, "A field has another default",
    "The two sides read different values where the field is not set.",
    _in_message("optional int32 a = 1;", _P2), _in_message("optional int32 a = 1 [default = 3];", _P2), "FIELD_SAME_DEFAULT",
)  # fmt: skip
FIELD_UTF8 = _rule(
    "field", "utf8", _C, _DANGEROUS, "A string is checked to be UTF-8 where it was not, or the reverse",
    "Messages with other bytes are refused by one side only.",
    _in_message("string a = 1 [features.utf8_validation = NONE];", _E), _in_message("string a = 1;", _E),
    "FIELD_SAME_UTF8_VALIDATION",
)  # fmt: skip
FIELD_JAVA_UTF8 = _rule(
    "field", "java-utf8", _C, _SAFE, "A string is checked to be UTF-8 in Java where it was not, or the reverse",
    "It concerns generated Java only.",
    _in_message("optional string a = 1;", _P2),
    _in_message("optional string a = 1;", _P2 + "option java_string_check_utf8 = true;\n"),
    "FIELD_SAME_JAVA_UTF8_VALIDATION",
)  # fmt: skip
FIELD_CPP_STRING = _rule(
    "field", "cpp-string-type", _C, _SAFE, "A string is of another type in C++", "It concerns generated C++ only.",
    _in_message("optional string a = 1;", _P2), _in_message("optional string a = 1 [ctype = CORD];", _P2),
    "FIELD_SAME_CPP_STRING_TYPE",
)  # fmt: skip
FIELD_JSTYPE = _rule(
    "field", "jstype", _C, _SAFE, "A number is of another type in JavaScript", "It concerns generated JavaScript only.",
    _in_message("int64 a = 1;"), _in_message("int64 a = 1 [jstype = JS_STRING];"), "FIELD_SAME_JSTYPE",
)  # fmt: skip
FIELD_DEPRECATED = _rule(
    "field", "deprecation", _A, _SAFE, "A field is deprecated", "Who uses it should look for what replaces it.",
    _in_message("int32 a = 1;"), _in_message("int32 a = 1 [deprecated = true];"),
)  # fmt: skip
FIELD_UNDEPRECATED = _rule(
    "field", "deprecation", _R, _SAFE, "A field is deprecated no more", "It stays.",
    _in_message("int32 a = 1 [deprecated = true];"), _in_message("int32 a = 1;"),
)  # fmt: skip

# Enums
VALUE_REMOVED = _rule(
    "enum-value", "itself", _R, _BREAKING, "A value of an enum was removed",
    "Readers get a number without a name, or in a closed enum nothing. Unless number and name are reserved, a later value may use them.",
    _in_enum("A = 0; B = 1;"), _in_enum("A = 0;"),
    "ENUM_VALUE_NO_DELETE ENUM_VALUE_NO_DELETE_UNLESS_NUMBER_RESERVED ENUM_VALUE_NO_DELETE_UNLESS_NAME_RESERVED",
)  # fmt: skip
VALUE_ADDED = _rule(
    "enum-value", "itself", _A, _SAFE, "A value was added to an enum",
    "Old readers keep its number without a name; of a closed enum they keep it among the unknown fields.",
    _in_enum("A = 0;"), _in_enum("A = 0; B = 1;"),
)  # fmt: skip
VALUE_NAME = _rule(
    "enum-value", "name", _C, _BREAKING, "A value of an enum was renamed", "The name stands in JSON and in generated code.",
    _in_enum("A = 0; B = 1;"), _in_enum("A = 0; C = 1;"), "ENUM_VALUE_SAME_NAME",
)  # fmt: skip
VALUE_NUMBER = _rule(
    "enum-value", "number", _C, _BREAKING, "A value of an enum has another number",
    "The number is what stands on the wire.", _in_enum("A = 0; B = 1;"), _in_enum("A = 0; B = 2;"),
    "ENUM_VALUE_NO_DELETE ENUM_VALUE_NO_DELETE_UNLESS_NUMBER_RESERVED ENUM_VALUE_NO_DELETE_UNLESS_NAME_RESERVED",
)  # fmt: skip
ENUM_RESERVED_REMOVED = _rule(
    "enum", "reserved", _R, _BREAKING, "A reserved number or name of an enum was given free",
    "It was reserved because data with another meaning may still exist under it.",
    _in_enum("A = 0; reserved 2;"), _in_enum("A = 0;"), "RESERVED_ENUM_NO_DELETE",
)  # fmt: skip
ENUM_RESERVED_ADDED = _rule(
    "enum", "reserved", _A, _SAFE, "A number or name of an enum is reserved", "It can't be used by mistake any more.",
    _in_enum("A = 0;"), _in_enum("A = 0; reserved 2;"),
)  # fmt: skip
_CLOSED = "option features.enum_type = CLOSED;"
ENUM_CLOSED = _rule(
    "enum", "openness", _N, _DANGEROUS, "An enum is closed now", "Numbers without a name are put among the unknown fields.",
    _in_enum("A = 0;", _E), _in_enum(f"{_CLOSED} A = 0;", _E), "ENUM_SAME_TYPE",
)  # fmt: skip
ENUM_OPENED = _rule(
    "enum", "openness", _W, _DANGEROUS, "An enum is open now", "Readers get numbers without a name.",
    _in_enum(f"{_CLOSED} A = 0;", _E), _in_enum("A = 0;", _E), "ENUM_SAME_TYPE",
)  # fmt: skip
ENUM_JSON_NARROWED = _rule(
    "enum", "json-format", _N, _BREAKING, "An enum has no reliable JSON form any more", "Names may collide.",
    _in_enum("A = 0;", _E), _in_enum(f"{_BEST_EFFORT} A = 0;", _E), "ENUM_SAME_JSON_FORMAT",
)  # fmt: skip
ENUM_JSON_WIDENED = _rule(
    "enum", "json-format", _W, _SAFE, "An enum has a reliable JSON form now", "Nothing relied on its having none.",
    _in_enum(f"{_BEST_EFFORT} A = 0;", _E), _in_enum("A = 0;", _E),
)  # fmt: skip

# Services
_RPC = "rpc X(A) returns (B);"
RPC_REMOVED = _rule(
    "rpc", "itself", _R, _DANGEROUS, "A procedure was removed", "Every call of it is answered with UNIMPLEMENTED.",
    _in_service(_RPC), _in_service(""), "RPC_NO_DELETE",
)  # fmt: skip
RPC_ADDED = _rule(
    "rpc", "itself", _A, _SAFE, "A procedure was added", "Nobody calls it yet.", _in_service(""), _in_service(_RPC)
)
RPC_REQUEST = _rule(
    "rpc", "request-type", _C, _BREAKING, "A procedure takes another message",
    "What callers send is read as something else, and generated clients change.",
    _in_service(_RPC), _in_service("rpc X(B) returns (B);"), "RPC_SAME_REQUEST_TYPE",
)  # fmt: skip
RPC_RESPONSE = _rule(
    "rpc", "response-type", _C, _BREAKING, "A procedure answers with another message",
    "What callers get is read as something else, and generated clients change.",
    _in_service(_RPC), _in_service("rpc X(A) returns (A);"), "RPC_SAME_RESPONSE_TYPE",
)  # fmt: skip
RPC_CLIENT_STREAMING = _rule(
    "rpc", "client-streaming", _C, _BREAKING, "A procedure takes a stream where it took one message, or the reverse",
    "The two sides wait for each other.",
    _in_service(_RPC), _in_service("rpc X(stream A) returns (B);"), "RPC_SAME_CLIENT_STREAMING",
)  # fmt: skip
RPC_SERVER_STREAMING = _rule(
    "rpc", "server-streaming", _C, _BREAKING, "A procedure answers with a stream where it gave one message, or the reverse",
    "Callers expect exactly one message.",
    _in_service(_RPC), _in_service("rpc X(A) returns (stream B);"), "RPC_SAME_SERVER_STREAMING",
)  # fmt: skip
RPC_IDEMPOTENCY = _rule(
    "rpc", "idempotency", _C, _BREAKING, "A procedure may, or may not, be called again safely",
    "Clients and proxies retry, and send as GET, by it.",
    _in_service("rpc X(A) returns (B) { option idempotency_level = IDEMPOTENT; }"), _in_service(_RPC),
    "RPC_SAME_IDEMPOTENCY_LEVEL",
)  # fmt: skip
_ALONE = tuple(value for value in vars().copy().values() if isinstance(value, Rule))
RULES: tuple[Rule, ...] = (*_ALONE, *OPTIONS.values())


def examples(text: str) -> dict[str, str]:
    """The files of an example, by name."""
    if not text.startswith("// file: "):
        return {"example.proto": text}
    parts = text.split("// file: ")[1:]
    return {name: body for name, _, body in (part.partition("\n") for part in parts)}
