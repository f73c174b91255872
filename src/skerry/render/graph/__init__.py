"""A small graph of services in their contexts, and how it is drawn: never more than some tens of nodes."""
