"""What the service reaches the outside with: its database, and the services that it calls."""
