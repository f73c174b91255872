"""A mesh over the manifests for Kubernetes: mutual TLS, who may ask what of whom, versions, timeouts; for Istio and Linkerd."""

from skerry.generate.generator import Generator
from skerry.generate.mesh.whole import generated

GENERATOR = Generator("mesh", "the mesh: mutual TLS, who may ask what of whom, versions and timeouts", generated)
