"""The scalars and value types behind the basic types of the architecture language."""

from __future__ import annotations

from skerry.formats.graphql.values import Applied, EnumValue, Input, Kind, Listed, Named, Output, Required, Type

BASIC = {  # the language's basic types, as GraphQL knows them
    "text": "String",
    "int": "Int",
    "number": "Float",
    "decimal": "Decimal",
    "bool": "Boolean",
    "uuid": "ID",
    "money": "Money",
    "date": "Date",
    "time": "Time",
    "datetime": "DateTime",
    "duration": "Duration",
    "email": "EmailAddress",
    "url": "URL",
    "json": "JSON",
    "bytes": "Base64",
}
_SPECIFIED = {
    "Decimal": ("An exact decimal number, as a string: `12.50`.", "https://www.w3.org/TR/xmlschema-2/#decimal"),
    "Currency": ("A currency by its three letters.", "https://www.iso.org/iso-4217-currency-codes.html"),
    "Date": ("A day: `2027-06-30`.", "https://www.rfc-editor.org/rfc/rfc3339#section-5.6"),
    "Time": ("A time of day: `13:45:00`.", "https://www.rfc-editor.org/rfc/rfc3339#section-5.6"),
    "DateTime": (
        "A moment with its offset: `2027-06-30T13:45:00Z`.",
        "https://scalars.graphql.org/andimarek/date-time.html",
    ),
    "Duration": ("A length of time: `PT15M`.", "https://www.iso.org/iso-8601-date-and-time-format.html"),
    "EmailAddress": ("An e-mail address.", "https://www.rfc-editor.org/rfc/rfc5322#section-3.4.1"),
    "URL": ("An absolute URL.", "https://url.spec.whatwg.org/"),
    "JSON": ("Any JSON value.", "https://www.rfc-editor.org/rfc/rfc8259"),
    "Base64": ("Binary data.", "https://www.rfc-editor.org/rfc/rfc4648#section-4"),
}
_AMOUNT = Required(Named("Decimal"))
_CURRENCY = Required(Named("Currency"))
_TEXT = Required(Named("String"))
_ABOUT_MONEY = "An exact amount with its currency."
CODES = {
    "INVALID": "A value is not valid; `field` says which.",
    "NOT_FOUND": "What was named does not exist, or may not be seen.",
    "CONFLICT": "It is in a state that does not allow this.",
    "FORBIDDEN": "The caller may not do this.",
    "UNAVAILABLE": "A service that this needs did not answer; the same request may be sent again.",
}
COMMON: dict[str, Type] = {  # what every subgraph may define alike
    **{
        name: Type(name, Kind.SCALAR, about, directives=(Applied("specifiedBy", {"url": url}),))
        for name, (about, url) in _SPECIFIED.items()
    },
    "Money": Type(
        "Money",
        Kind.OBJECT,
        _ABOUT_MONEY,
        fields={"amount": Output("amount", _AMOUNT), "currency": Output("currency", _CURRENCY)},
    ),
    "MoneyInput": Type(
        "MoneyInput",
        Kind.INPUT,
        _ABOUT_MONEY,
        inputs={"amount": Input("amount", _AMOUNT), "currency": Input("currency", _CURRENCY)},
    ),
    "PageInfo": Type(
        "PageInfo",
        Kind.OBJECT,
        "Where a page stands in its list (Relay cursor connections).",
        fields={
            "hasNextPage": Output("hasNextPage", Required(Named("Boolean"))),
            "hasPreviousPage": Output("hasPreviousPage", Required(Named("Boolean"))),
            "startCursor": Output("startCursor", Named("String")),
            "endCursor": Output("endCursor", Named("String")),
        },
    ),
    "UserError": Type(
        "UserError",
        Kind.OBJECT,
        "Why a mutation did nothing, for a person to act on.",
        fields={
            "code": Output("code", Required(Named("UserErrorCode"))),
            "message": Output("message", _TEXT),
            "field": Output("field", Listed(_TEXT), description="The path of the input value that is meant."),
        },
    ),
    "UserErrorCode": Type(
        "UserErrorCode",
        Kind.ENUM,
        "The kinds of errors that a caller can do something about; more may be added.",
        values={name: EnumValue(name, about) for name, about in CODES.items()},
    ),
}  # fmt: skip
