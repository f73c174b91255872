"""One object of a manifest, and where each of its parts is written."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from msgspec import structs

from skerry.formats.kubernetes.values import Key, at, labels, text
from skerry.formats.text import Text, pointer
from skerry.kernel.span import Span


@dataclass(frozen=True, eq=False)
class Resource:
    """`body` is what it says. `text` is the document that it stands in, which begins `before` lines below the top of its file, and
    `within` the JSON pointer to it there: '' but for an item of a list.

    `scope` tells installations apart that stand side by side: the kustomization that it was built by, '' for none. `open_keys` says that it
    may have more data than `body` says: a generator takes them from a file.
    """

    body: dict[str, Any]
    text: Text
    before: int = 0
    within: str = ""
    scope: str = ""
    open_keys: bool = False

    @cached_property
    def api(self) -> str:
        """`apps/v1`."""
        return text(self.body, "apiVersion")

    @cached_property
    def group(self) -> str:
        """`apps`, '' for the core."""
        return self.api.rpartition("/")[0]

    @cached_property
    def version(self) -> str:
        """`v1`."""
        return self.api.rpartition("/")[2]

    @cached_property
    def kind(self) -> str:
        """As it is written."""
        return text(self.body, "kind")

    @cached_property
    def type(self) -> str:
        """Kind and group as `kubectl` writes them: `Deployment.apps`, `Service`."""
        return f"{self.kind}.{self.group}" if self.group else self.kind

    @cached_property
    def name(self) -> str:
        """'' where the cluster is to make one up."""
        return text(self.body, "metadata", "name")

    @cached_property
    def namespace(self) -> str:
        """'' where it is left to whoever applies the manifest."""
        return text(self.body, "metadata", "namespace")

    @cached_property
    def labels(self) -> dict[str, str]:
        """Its own, not those of its pods."""
        return labels(self.body, "metadata", "labels")

    @cached_property
    def annotations(self) -> dict[str, str]:
        """Its own, not those of its pods."""
        return labels(self.body, "metadata", "annotations")

    @property
    def path(self) -> str:
        """The file."""
        return self.text.place

    @property
    def title(self) -> str:
        """`Deployment shop/orders`: what messages call it."""
        return f"{self.kind} {self.namespace}/{self.name}" if self.namespace else f"{self.kind} {self.name}"

    @property
    def subject(self) -> str:
        """`Deployment/orders`: what acceptances and baselines know it by."""
        return f"{self.kind}/{self.name}" if not self.namespace else f"{self.kind}/{self.namespace}/{self.name}"

    def at(self, *keys: Key) -> Any:
        """What stands at a path of keys; None where it leads nowhere."""
        return at(self.body, *keys)

    def span(self, *keys: Key) -> Span:
        """Where a path of keys leads, or as much of the way there as is written; the object itself where nothing of it is."""
        written = keys if keys and keys[0] in self.body else ("kind",)
        found = self.text.span(self.within + pointer(*written))
        if not self.before:
            return found
        return structs.replace(found, line=found.line + self.before, end_line=found.end_line + self.before)
