"""Floor 5: the use cases, one file each; the only place that knows the whole flow."""
