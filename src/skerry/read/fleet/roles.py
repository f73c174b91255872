"""What a node is there for, told by its image, then by what its parts say, then by its name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from skerry.read.manifests import Part

# Image (last part of its name), role, technology: the first that is found in it.
_IMAGES = (
    (re.compile(r"postgres|postgis|timescale"), "database", "postgres"),
    (re.compile(r"mysql|mariadb"), "database", "mysql"),
    (re.compile(r"mongo"), "database", "mongodb"),
    (re.compile(r"redis|valkey"), "cache", "redis"),
    (re.compile(r"memcached"), "cache", "memcached"),
    (re.compile(r"rabbit"), "broker", "rabbitmq"),
    (re.compile(r"kafka"), "broker", "kafka"),
)


def role_of(parts: Sequence[Part]) -> tuple[str, str]:
    """Role and technology of a node; a business service of unknown technology where nothing says otherwise."""
    for part in parts:
        if part.role:
            return part.role, part.technology
    for part in parts:
        image = part.image.rpartition("/")[2].partition(":")[0].lower()
        for pattern, role, technology in _IMAGES:
            if pattern.search(image):
                return role, technology
    return "business", ""
