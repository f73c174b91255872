"""Floor 2, what we want: the architecture language. A text becomes nodes with places, then a resolved `System`.

`load` reads a file or a folder; `schema` writes the JSON Schema for one model; `format_text`, `edit` and `write` make text;
`effective` says which values hold and where each comes from.
"""

from skerry.model.document import Document
from skerry.model.effective import Effective, effective
from skerry.model.load import Loaded, files, load, load_texts
from skerry.model.printing import format_text
from skerry.model.schema import base_schema, schema
from skerry.model.system import System
from skerry.model.write import (
    Draft,
    DraftCall,
    DraftContext,
    DraftLine,
    DraftPhase,
    DraftSaga,
    DraftService,
    DraftStep,
    write,
)

__all__ = [
    "Document",
    "Draft",
    "DraftCall",
    "DraftContext",
    "DraftLine",
    "DraftPhase",
    "DraftSaga",
    "DraftService",
    "DraftStep",
    "Effective",
    "Loaded",
    "System",
    "base_schema",
    "effective",
    "files",
    "format_text",
    "load",
    "load_texts",
    "schema",
    "write",
]
