"""Stories: a few requests that belong together, and what has to hold between their answers.

Each module offers `STORIES`, and each of them says for an API what it would do: once for a resource, or for an operation.
"""
