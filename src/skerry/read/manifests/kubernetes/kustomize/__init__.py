"""Kustomizations: which there are, what they generate, and what comes out of them. Nothing is fetched, and no plugin runs.

Source: the documentation of Kustomize 5, and what `kubectl kustomize` prints.
"""

from skerry.read.manifests.kubernetes.kustomize.build import Builder
from skerry.read.manifests.kubernetes.kustomize.found import Kustomizations, is_kustomization
from skerry.read.manifests.kubernetes.kustomize.generators import generated, inline_patches
from skerry.read.manifests.kubernetes.kustomize.resource import Resource
from skerry.read.manifests.kubernetes.kustomize.transforms import named

__all__ = ["Builder", "Kustomizations", "Resource", "generated", "inline_patches", "is_kustomization", "named"]
