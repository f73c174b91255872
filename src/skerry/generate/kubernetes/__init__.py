"""Manifests for Kubernetes: complete, with no more rights than needed, put together by Kustomize for each environment."""

from skerry.generate.generator import Generator
from skerry.generate.kubernetes.whole import kubernetes

GENERATOR = Generator("kubernetes", "manifests for Kubernetes, with an overlay for each environment", kubernetes)
