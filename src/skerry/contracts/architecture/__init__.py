"""The difference between two architectures: what a change of the model means, beside what it does to the contracts.

It stands in `contracts`, above the model: it says what breaks whom in the words of `contracts.change`, which the model may not know.
"""

from skerry.contracts.architecture.compare import compare
from skerry.contracts.architecture.rules import RULES

__all__ = ["RULES", "compare"]
