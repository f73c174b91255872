"""Manifests that the examples of several rules are made of."""

from __future__ import annotations

# A workload as it should be, and one of which nothing is said but what it runs.
WORKLOAD = """\
apiVersion: apps/v1
kind: Deployment
metadata: { name: orders }
spec:
  replicas: 2
  selector: { matchLabels: { app: orders } }
  template:
    metadata: { labels: { app: orders } }
    spec:
      containers:
        - name: orders
          image: shop/orders:1.4
          ports: [{ containerPort: 8080 }]
          resources: { requests: { cpu: 100m, memory: 128Mi }, limits: { memory: 256Mi } }
          livenessProbe: { httpGet: { path: /live, port: 8080 } }
          readinessProbe: { httpGet: { path: /ready, port: 8080 } }
          securityContext: { runAsNonRoot: true }
"""
BARE_WORKLOAD = """\
apiVersion: apps/v1
kind: Deployment
metadata: { name: orders }
spec:
  replicas: 1
  selector: { matchLabels: { app: orders } }
  template:
    metadata: { labels: { app: orders } }
    spec:
      containers:
        - name: orders
          image: shop/orders:1.4
          ports: [{ containerPort: 8080 }]
"""
