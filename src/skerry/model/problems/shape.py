"""What can be wrong with the form of a part."""

from skerry.kernel.problem import Code

UNKNOWN_KEY = Code(
    "M010",
    "an unknown key",
    """The language has no such key at this place. Nothing in a model is decoration, so a key that means
nothing is refused rather than
ignored; the message names the nearest key, or all that may stand here. All keys are in docs/reference/language.md; an editor with
yaml-language-server completes them from `.skerry/schema.json`.""",
)
FORM = Code(
    "M011",
    "a map, a list or a single value was expected",
    """The value has another form than its key needs: a list is written `[a, b]` or with dashes, a map `{
key: value }` or indented.""",
)
MISSING = Code(
    "M012",
    "a key is missing",
    """A key that every such part needs was not written; the message says what it is for. The rest of the
part is read without it.""",
)
VALUE = Code(
    "M013",
    "a value is not one of those allowed",
    """The value must be one of some words, a whole number, or true or false. In YAML 1.2 only `true` and `false` are flags:
`on`, `off`, `yes` and `no` are text.""",
)
TERM = Code(
    "M014",
    "a small term can't be read",
    """Types, operations, quantities, access rules and the like are written as one line with a small grammar, for example

    Order[]   text?   int >= 1   pending | confirmed
    place(CreateOrder) -> 201 Order; emits OrderCreated.v2
    pending or confirmed => cancelled
    200ms   120 rps   256Mi..512Mi   99.9%   4000 EUR/month
    order-service.* if customerId = caller

The caret stands under the first character that does not fit. All grammars are in docs/reference/language.md.""",
)
NAME = Code(
    "M015",
    "a badly written name",
    """Contexts, services, stores and roles are named with small letters, digits and dashes
(`order-service`): the name becomes a host name
and a path. Types, events, views and sagas begin with a capital letter (`OrderCreated`).""",
)
ARCH = Code(
    "M016",
    "an unknown version of the language",
    """`arch:` says which version of the architecture language the text is written in. This tool reads version 1.""",
)
CODES = (UNKNOWN_KEY, FORM, MISSING, VALUE, TERM, NAME, ARCH)
