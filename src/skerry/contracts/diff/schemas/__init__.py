"""Schemas compared: a lattice of what they accept, the differences it finds, what those mean by direction, and payloads that prove it."""
