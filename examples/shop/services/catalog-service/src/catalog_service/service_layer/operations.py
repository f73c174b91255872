"""What catalog-service can be asked to do."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from skerry_runtime import Page

from catalog_service.domain.messages import AddCategory, AddProduct, Category, Product


class Operations(Protocol):
    """One method for each operation; an object of it serves one call."""

    async def add(self, request: AddProduct) -> Product:
        """Add product."""
        ...

    async def change(self, id: UUID, request: AddProduct) -> Product:
        """Change product."""
        ...

    async def get(self, id: UUID) -> Product:
        """Get product."""
        ...

    async def list(self, *, category: str | None = None, limit: int = 50, cursor: str = "") -> Page[Product]:
        """List products."""
        ...

    async def categorize(self, request: AddCategory) -> Category:
        """Categorize category."""
        ...

    async def categories(self, *, limit: int = 50, cursor: str = "") -> Page[Category]:
        """Categories."""
        ...
