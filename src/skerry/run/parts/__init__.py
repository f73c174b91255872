"""What a running system is made of, one file each: services of ours and of others, the bus, the database, the gateway."""
