"""Kubernetes manifests as other people write them: documents with places, selectors, schemas of built-in kinds and of CRDs, and CEL rules.

Nothing is asked of a cluster and nothing is executed. Whether manifests fit each other is not judged here: `skerry.rules.manifests` does.
Sources: the Kubernetes API conventions; the documentation of CustomResourceDefinitions (structural schemas, validation rules).
"""

from skerry.formats.kubernetes.documents import documents
from skerry.formats.kubernetes.manifests import Manifests
from skerry.formats.kubernetes.resource import Resource

__all__ = ["Manifests", "Resource", "documents"]
