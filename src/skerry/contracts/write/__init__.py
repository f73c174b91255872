"""From the model to documents: OpenAPI, AsyncAPI, Protocol Buffers, GraphQL."""
