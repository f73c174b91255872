"""What catalog-service can be asked to do."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from skerry_runtime import Page

from catalog_service.domain.messages import AddCategory, AddProduct, Category, Product


class Operations(Protocol):
    """One method for each operation; an object of it serves one call."""

    async def add(self, request: AddProduct) -> Product:
        """Add a product."""
        ...

    async def change(self, id: UUID, request: AddProduct) -> Product:
        """Change a product."""
        ...

    async def get(self, id: UUID) -> Product:
        """One product."""
        ...

    async def list(self, *, category: str | None = None, limit: int = 50, cursor: str = "") -> Page[Product]:
        """A page of products, narrowed by `category`."""
        ...

    async def categorize(self, request: AddCategory) -> Category:
        """Make a category."""
        ...

    async def categories(self, *, limit: int = 50, cursor: str = "") -> Page[Category]:
        """A page of categories."""
        ...
