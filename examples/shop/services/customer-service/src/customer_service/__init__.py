"""customer-service: Who buys."""
