"""Rules of a document as a whole."""

from __future__ import annotations

from skerry.contracts.change import Rule
from skerry.contracts.diff.asyncapi.rules.make import BOTH, CHANGED, DANGEROUS, SAFE
from skerry.contracts.diff.asyncapi.samples import document

DEFAULT_TYPE_CHANGED = Rule(
    BOTH,
    "document",
    "default-content-type",
    CHANGED,
    SAFE,
    "The content type of messages that say none changed",
    "What it means for each message is told beside it.",
    document("payload: {}, contentType: application/json"),
    document("payload: {}, contentType: application/json", top="defaultContentType: application/json\n"),
)
VERSION_STALE = Rule(
    BOTH,
    "document",
    "version",
    CHANGED,
    DANGEROUS,
    "Something breaks, and the version does not say so",
    "By semantic versioning the major number grows when something breaks.",
    document(),
    document(address="sales").replace("version: 1.0.0", "version: 1.1.0"),
)
