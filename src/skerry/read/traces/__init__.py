"""What ran and spoke to whom, as traces tell: a fleet of what was exercised, and of nothing else."""

from skerry.read.traces.whole import Observed, fleet_of

__all__ = ["Observed", "fleet_of"]
