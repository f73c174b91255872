"""JavaScript: ES and CommonJS modules, classes, functions, JSX."""

from __future__ import annotations

import tree_sitter_javascript

from skerry.read.languages._ecmascript import HANDLERS, QUERY
from skerry.read.languages._ecmascript_imports import imported
from skerry.read.languages._language import Language

_QUERY = (
    QUERY
    + """
(field_definition) @field
"""
)

LANGUAGE = Language(
    name="javascript",
    extensions=(".js", ".jsx", ".mjs", ".cjs"),
    grammar=tree_sitter_javascript.language,
    query=_QUERY,
    handlers=HANDLERS,
    imported=imported,
)
