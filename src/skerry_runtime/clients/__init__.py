"""Calls of other services: found by name, within a deadline, repeated only where that is safe, stopped where it is hopeless."""

from skerry_runtime.clients.client import Client, Clients, connected
from skerry_runtime.clients.discovery import Registry
from skerry_runtime.clients.edge import Edge

__all__ = ["Client", "Clients", "Edge", "Registry", "connected"]
