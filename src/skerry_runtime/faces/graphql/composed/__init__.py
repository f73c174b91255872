"""The composed endpoint: one graph over the subgraphs of all services, planned by who gives which field."""
