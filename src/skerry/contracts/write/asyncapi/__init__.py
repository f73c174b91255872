"""AsyncAPI 3.0 from the model: for each service, the events it publishes and those it hears, as CloudEvents 1.0."""

from skerry.contracts.write.asyncapi.document import document, write

__all__ = ["document", "write"]
