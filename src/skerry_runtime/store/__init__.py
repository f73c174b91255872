"""A service's own data: its database, units of work, repositories, histories and read models."""

from skerry_runtime.store.database import Database, StoreError, open_database
from skerry_runtime.store.event_store import History, Moment
from skerry_runtime.store.happened import Begun, Happened, Outbox
from skerry_runtime.store.mapping import Mapped
from skerry_runtime.store.projections import Rows, View, Views
from skerry_runtime.store.repository import Page, Repository
from skerry_runtime.store.work import Store, Work

__all__ = [
    "Begun", "Database", "Happened", "History", "Mapped", "Moment", "Outbox", "Page", "Repository", "Rows", "Store",
    "StoreError", "View", "Views", "Work", "open_database",
]  # fmt: skip
