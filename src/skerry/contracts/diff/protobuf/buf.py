"""The rules of `buf breaking`, by the categories they are in: what people know, and what our levels follow.

Source: buf.build/docs/breaking/rules and `buf config ls-breaking-rules` 1.75.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Within(StrEnum):
    """A category of buf's; CSR is what Confluent's schema registry would refuse."""

    FILE = "FILE"
    PACKAGE = "PACKAGE"
    WIRE_JSON = "WIRE_JSON"
    WIRE = "WIRE"
    CSR = "CSR"


_ALL = (Within.FILE, Within.PACKAGE, Within.WIRE_JSON, Within.WIRE, Within.CSR)
_JSON = (Within.FILE, Within.PACKAGE, Within.WIRE_JSON, Within.CSR)
_CODE = (Within.FILE, Within.PACKAGE)
_CODE_CSR = (*_CODE, Within.CSR)
_WIRES_CSR = (Within.WIRE_JSON, Within.WIRE, Within.CSR)
_JSON_CSR = (Within.WIRE_JSON, Within.CSR)
FILE_OPTIONS = (
    "cc_enable_arenas", "cc_generic_services", "csharp_namespace", "go_package", "java_generic_services", "java_multiple_files",
    "java_outer_classname", "java_package", "objc_class_prefix", "optimize_for", "php_class_prefix", "php_metadata_namespace",
    "php_namespace", "py_generic_services", "ruby_package", "swift_prefix",
)  # fmt: skip
CATEGORIES: dict[str, tuple[Within, ...]] = {
    "EXTENSION_NO_DELETE": (Within.FILE,),
    "SERVICE_NO_DELETE": (Within.FILE,),
    "ENUM_NO_DELETE": (Within.FILE, Within.CSR),
    "FILE_NO_DELETE": (Within.FILE, Within.CSR),
    "MESSAGE_NO_DELETE": (Within.FILE, Within.CSR),
    "ENUM_SAME_TYPE": _CODE,
    "FIELD_SAME_CARDINALITY": _CODE,
    "FIELD_SAME_CPP_STRING_TYPE": _CODE,
    "FIELD_SAME_JAVA_UTF8_VALIDATION": _CODE,
    "FIELD_SAME_JSTYPE": _CODE,
    "FIELD_SAME_UTF8_VALIDATION": _CODE,
    **{f"FILE_SAME_{name.upper()}": _CODE for name in FILE_OPTIONS},
    "RPC_NO_DELETE": _CODE,
    "ENUM_VALUE_NO_DELETE": _CODE_CSR,
    "EXTENSION_MESSAGE_NO_DELETE": _CODE_CSR,
    "FIELD_NO_DELETE": _CODE_CSR,
    "FIELD_SAME_TYPE": _CODE_CSR,
    "FILE_SAME_SYNTAX": _CODE_CSR,
    "MESSAGE_NO_REMOVE_STANDARD_DESCRIPTOR_ACCESSOR": _CODE_CSR,
    "ONEOF_NO_DELETE": _CODE_CSR,
    "ENUM_SAME_JSON_FORMAT": _JSON,
    "ENUM_VALUE_SAME_NAME": _JSON,
    "FIELD_SAME_JSON_NAME": _JSON,
    "FIELD_SAME_NAME": _JSON,
    "MESSAGE_SAME_JSON_FORMAT": _JSON,
    "FIELD_SAME_DEFAULT": _ALL,
    "FIELD_SAME_ONEOF": _ALL,
    "FILE_SAME_PACKAGE": _ALL,
    "MESSAGE_SAME_REQUIRED_FIELDS": _ALL,
    "RESERVED_ENUM_NO_DELETE": _ALL,
    "RESERVED_MESSAGE_NO_DELETE": _ALL,
    "RPC_SAME_CLIENT_STREAMING": _ALL,
    "RPC_SAME_IDEMPOTENCY_LEVEL": _ALL,
    "RPC_SAME_REQUEST_TYPE": _ALL,
    "RPC_SAME_RESPONSE_TYPE": _ALL,
    "RPC_SAME_SERVER_STREAMING": _ALL,
    "PACKAGE_ENUM_NO_DELETE": (Within.PACKAGE,),
    "PACKAGE_EXTENSION_NO_DELETE": (Within.PACKAGE,),
    "PACKAGE_MESSAGE_NO_DELETE": (Within.PACKAGE,),
    "PACKAGE_NO_DELETE": (Within.PACKAGE,),
    "PACKAGE_SERVICE_NO_DELETE": (Within.PACKAGE,),
    "ENUM_VALUE_NO_DELETE_UNLESS_NAME_RESERVED": _JSON_CSR,
    "FIELD_NO_DELETE_UNLESS_NAME_RESERVED": _JSON_CSR,
    "FIELD_WIRE_JSON_COMPATIBLE_CARDINALITY": _JSON_CSR,
    "FIELD_WIRE_JSON_COMPATIBLE_TYPE": _JSON_CSR,
    "ENUM_VALUE_NO_DELETE_UNLESS_NUMBER_RESERVED": _WIRES_CSR,
    "FIELD_NO_DELETE_UNLESS_NUMBER_RESERVED": _WIRES_CSR,
    "FIELD_WIRE_COMPATIBLE_CARDINALITY": (Within.WIRE,),
    "FIELD_WIRE_COMPATIBLE_TYPE": (Within.WIRE,),
}


def within(names: Iterable[str]) -> tuple[Within, ...]:
    """The categories in which one of these rules stands, in buf's order."""
    found = {category for name in names for category in CATEGORIES[name]}
    return tuple(category for category in Within if category in found)
