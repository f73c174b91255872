"""A model as the fleet that it expects: what a reader of the running system ought to see, with each thing's place in the text."""

from skerry.rules.expected.whole import expected

__all__ = ["expected"]
