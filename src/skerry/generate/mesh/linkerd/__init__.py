"""Linkerd: who is let in, where requests go, and how often they are tried."""

from skerry.generate.mesh.linkerd.whole import linkerd

__all__ = ["linkerd"]
