"""Floor 4: from a model to files that run and ship: services, a gateway's configuration, the fleet. One folder each, `GENERATOR` in it."""
