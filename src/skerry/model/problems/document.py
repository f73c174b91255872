"""What can be wrong with a text before it means anything."""

from skerry.kernel.problem import Code

SYNTAX = Code(
    "M001",
    "the text is not YAML",
    """The place shown can't be read as YAML 1.2, so the top-level section it stands in is left out; all others are read.

Common causes: a tab in the indentation, an open quote or bracket, and a value that holds `: `, `{`, `[` or
begins with `*`, `&`, `@`
without quotes. Inside `{ … }` and `[ … ]` a list type needs quotes: `items: "OrderItem[]"`.""",
)
DUPLICATE = Code(
    "M002",
    "a key stands twice",
    """Two entries of one map have the same name. Most YAML readers silently keep the last one; here the
first is kept and the second is
refused, because one of them is a mistake. Merge the two, or rename one.

Several internal operations of a service are a list: `internal: [confirm -> Order, expire -> Order]`.""",
)
ALIASES = Code(
    "M003",
    "aliases grow without bound",
    """A YAML alias (`*name`) stands inside the value it refers to, or aliases of aliases expand to more than a million values.
Aliases and `<<` are allowed for short repetitions; for anything larger use `policies` and `like:`.""",
)
TOO_DEEP = Code(
    "M004",
    "nested too deeply",
    """The text nests maps or lists more than 100 levels deep. No part of the language needs more than ten;
this is a broken or hostile text.""",
)
TAG = Code(
    "M005",
    "a YAML tag",
    """Tags such as `!!binary` or `!custom` mean nothing in the architecture language. Leave the tag out; put
a value in quotes to make it text.""",
)
UNREADABLE = Code(
    "M006",
    "a file can't be read",
    """The file does not exist, may not be opened, is no regular file, is larger than 20 MB, or is not UTF-8 text.
The other files of the model are read.""",
)
NO_MODEL = Code(
    "M007",
    "no model here",
    """A model is one file `NAME.arch.yaml`, or a folder that holds at least one. Make a first one with `skerry init`, or let
Skerry propose one from a code base.""",
)
TWO_FILES = Code(
    "M008",
    "defined in two files",
    """The files of a folder are read as one model, so that each context or team can have its own. A name may
be defined in one of them only;
both places are shown. Sections such as `services` and `types` may be spread over files, each entry of them may not.""",
)
CODES = (SYNTAX, DUPLICATE, ALIASES, TOO_DEEP, TAG, UNREADABLE, NO_MODEL, TWO_FILES)
