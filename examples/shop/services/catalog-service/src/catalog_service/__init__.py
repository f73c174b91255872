"""catalog-service: What we sell and how it is found."""
