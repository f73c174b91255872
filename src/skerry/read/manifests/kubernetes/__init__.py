"""Kubernetes manifests: plain files in any folder, kustomizations, Helm charts, OpenShift, Knative, and what a cluster itself answers.

The way of the data: `documents` makes values of texts, `objects` objects of values; `kustomize` and `charts` add what they generate;
`whole` finds what runs, what it is given (`environment`, `maps`), who reaches it (`services`), and what others say of it (`traffic`).
Nothing is executed. Sources: the Kubernetes API reference, and the documentation of Kustomize, Helm, OpenShift, Knative and Istio.
"""

from skerry.read.manifests.kubernetes.cluster import of_objects
from skerry.read.manifests.kubernetes.deployments import deployments
from skerry.read.manifests.kubernetes.files import read

__all__ = ["deployments", "of_objects", "read"]
