"""Helm charts without Helm: a subset of Go's templates that is enough for manifests, evaluated with bounds, and touching nothing.

Sources: the documentation of Go's text/template, of Sprig and of Helm. Random, dated and looked-up values are empty, and so is what fails.
"""
