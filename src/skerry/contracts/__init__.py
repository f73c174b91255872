"""Contracts: documents out of a model and back, what differs between two of them, and whom that breaks."""
