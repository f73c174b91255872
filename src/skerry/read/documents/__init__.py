"""One file a kind of document: SQL, mappings, schemas of other tools, manifests. Read as code is: by content, remembered, bounded."""

from __future__ import annotations

import sys

from skerry.kernel.registry import modules
from skerry.read.documents._document import Bound, Document, Sheet, head_of, placed

DOCUMENTS: tuple[Document, ...] = tuple(
    module.DOCUMENT for module in modules(sys.modules[__name__], "skerry.documents")
)
BY_NAME: dict[str, Document] = {document.name: document for document in DOCUMENTS}
EXTENSIONS = frozenset(extension for document in DOCUMENTS for extension in document.extensions)
NAMES = frozenset(name for document in DOCUMENTS for name in document.names)


def claimed(path: str, extension: str, source: bytes) -> Document | None:
    """The kind of document that a file is, None if it is none of them."""
    return next((d for d in DOCUMENTS if d.may_claim(path, extension) and d.claims(path, source)), None)


__all__ = ["BY_NAME", "DOCUMENTS", "EXTENSIONS", "NAMES", "Bound", "Document", "Sheet", "claimed", "head_of", "placed"]
