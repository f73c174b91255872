"""Every kind of problem a model can have; `skerry explain CODE` prints what it says."""

from __future__ import annotations

from skerry.kernel.problem import Code
from skerry.model.problems import document, flows, names, services, shape

CODES: tuple[Code, ...] = (*document.CODES, *shape.CODES, *names.CODES, *services.CODES, *flows.CODES)
