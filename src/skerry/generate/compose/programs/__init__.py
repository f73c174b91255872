"""What is copied beside the compose file: programs of the standard library alone."""
