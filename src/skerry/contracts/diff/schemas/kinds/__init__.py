"""The kinds of differences: what each is about, and the smallest schemas that show it."""

from skerry.contracts.diff.schemas.kinds.arrays import ARRAYS
from skerry.contracts.diff.schemas.kinds.kind import Kind, Sample
from skerry.contracts.diff.schemas.kinds.logic import LOGIC
from skerry.contracts.diff.schemas.kinds.notes import FORM, NOTES
from skerry.contracts.diff.schemas.kinds.objects import OBJECTS
from skerry.contracts.diff.schemas.kinds.scalars import SCALARS
from skerry.contracts.diff.schemas.kinds.values import VALUES

KINDS = {kind.name: kind for kind in (*VALUES, *SCALARS, *OBJECTS, *ARRAYS, *LOGIC, *NOTES)}

__all__ = ["FORM", "KINDS", "Kind", "Sample"]
