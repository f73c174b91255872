"""Floor 2: what we want. The architecture language: text -> document with spans -> resolved System."""
