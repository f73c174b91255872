"""Istio: who is let in, where requests go, and how pods are reached, with a proxy beside each pod or one for the namespace."""

from skerry.generate.mesh.istio.whole import istio

__all__ = ["istio"]
