"""Other people's documents (OpenAPI, AsyncAPI, JSON Schema, Protocol Buffers, GraphQL), parsed with their places."""
