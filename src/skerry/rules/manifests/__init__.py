"""Whether manifests of Kubernetes fit their schemas and one another, and whether what they start is safe to run."""

FAMILY = "Manifests"
ORDER = 11
