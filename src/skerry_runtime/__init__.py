"""What generated services import. The façade stands; its rooms are built with the first service that runs."""
