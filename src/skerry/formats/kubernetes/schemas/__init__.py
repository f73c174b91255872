"""What objects have to fit: the schemas of built-in kinds, those of CRDs with their CEL rules, and plain JSON Schemas of kinds.

These are the two layers by which an API server judges an object before any webhook sees it. No server is asked.
"""

from skerry.formats.kubernetes.schemas.faults import Fault, faults
from skerry.formats.kubernetes.schemas.known import Schemas

__all__ = ["Fault", "Schemas", "faults"]
