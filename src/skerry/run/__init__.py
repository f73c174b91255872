"""Floor 4: a system that runs on this machine. It takes only what `generate` wrote: the fleet, services, the gateway's routes."""
