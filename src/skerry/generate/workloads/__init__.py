"""What has to run for a system on any platform, and who has to reach whom: Kubernetes, compose and meshes are written from it."""

from skerry.generate.workloads.passages import Passage, passages
from skerry.generate.workloads.values import Folder, Port, Secret, Size, Workload
from skerry.generate.workloads.whole import workloads

__all__ = ["Folder", "Passage", "Port", "Secret", "Size", "Workload", "passages", "workloads"]
