"""Further faces of a service beside REST: the same operations, with the same identity, idempotency and errors."""
