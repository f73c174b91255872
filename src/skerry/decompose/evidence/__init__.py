"""Families of evidence, one file each. Each gives a layer: how much two files belong together, by that family alone."""
