"""How the service is started."""
