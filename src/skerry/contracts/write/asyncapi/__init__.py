"""AsyncAPI 3.0 from the model: for each service, the events it publishes and those it hears, as CloudEvents 1.0."""

from skerry.contracts.write.asyncapi.document import document, write
from skerry.contracts.write.writer import Writer, plain

__all__ = ["WRITER", "document", "write"]

WRITER = Writer("asyncapi", "AsyncAPI 3.0: what each service publishes and hears, as CloudEvents", plain(write))
