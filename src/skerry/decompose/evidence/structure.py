"""Structure: who calls, creates, inherits from or mentions whom.

A reference to what everybody refers to says little about who belongs together, so it counts one part in as many as refer to it. A
reference to the home of an anchor says more than one to a helper.
"""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp

from skerry.decompose.anchors import Anchors
from skerry.decompose.field import Field, Matrix

_ANCHOR = 2.0  # a reference to an anchor against one to anything else


def layer(field: Field, anchors: Anchors) -> Matrix:
    """References damped by how many refer to the same file."""
    references = field.references
    referring = np.asarray((references > 0).sum(0)).ravel()
    factor = np.ones(len(field))
    factor[list(anchors.homes)] = _ANCHOR
    return sp.csr_matrix(references @ sp.diags(factor / (1 + referring)))
