"""GraphQL schemas and operations, as values with places; the only door to graphql-core."""
