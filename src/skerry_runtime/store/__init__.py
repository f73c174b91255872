"""What a service stores: its database, repositories, and the outbox and inbox that tie them to the bus."""
