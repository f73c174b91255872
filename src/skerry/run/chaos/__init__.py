"""Faults on purpose, while a load runs, and what has to be true afterwards (principles of chaos engineering; Basiri et al., 2016)."""
