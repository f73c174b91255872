"""The official schemas of OpenAPI and AsyncAPI documents; NOTICE says whose they are."""
