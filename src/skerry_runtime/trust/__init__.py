"""Who asks, and whether he may: tokens, roles, conditions on rows, consent. What is not granted is refused."""
