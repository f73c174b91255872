"""What catalog-service does unless `behaviour.py` says otherwise."""

from __future__ import annotations

from uuid import UUID

from skerry_runtime import Page, Work, known

from catalog_service.domain.messages import AddCategory, AddProduct, Brand, Category, Product, ProductChanged
from catalog_service.service_layer.operations import Operations


class Defaults(Operations):
    """Stores, finds and moves things, and says what happened. An object serves one call, in one transaction."""

    def __init__(self, work: Work[None]) -> None:
        self.work, self.call, self.clients = work, work.call, work.clients
        self.products = work.repository(Product)
        self.category_repository = work.repository(Category)
        self.brands = work.repository(Brand)

    async def add(self, request: AddProduct) -> Product:
        """Add product."""
        category = await known(self.category_repository.get(request.categoryId), "/categoryId")
        # nothing in the model says `variants`: decide it in `behaviour.py`
        product = Product(
            id=self.call.new_id("Product"),
            name=request.name,
            description=request.description,
            price=request.price,
            category=category,
            brand=await known(self.brands.get(request.brandId), "/brandId") if request.brandId else None,
            variants=[],
        )
        await self.products.add(product)
        self.work.publish(ProductChanged(productId=product.id, name=product.name, price=product.price))
        return product

    async def change(self, id: UUID, request: AddProduct) -> Product:
        """Change product."""
        product = await self.products.get(id)
        product = product.model_copy(
            update={
                "name": request.name,
                "description": request.description,
                "price": request.price,
                "category": await known(self.category_repository.get(request.categoryId), "/categoryId"),
                "brand": await known(self.brands.get(request.brandId), "/brandId") if request.brandId else None,
            },
        )
        await self.products.save(product)
        self.work.publish(ProductChanged(productId=product.id, name=product.name, price=product.price))
        return product

    async def get(self, id: UUID) -> Product:
        """Get product."""
        return await self.products.get(id)

    async def list(self, *, category: str | None = None, limit: int = 50, cursor: str = "") -> Page[Product]:
        """List products."""
        return await self.products.page({"category.id": category}, limit=limit, cursor=cursor)

    async def categorize(self, request: AddCategory) -> Category:
        """Categorize category."""
        category = Category(id=self.call.new_id("Category"), name=request.name, parent=request.parent)
        await self.category_repository.add(category)
        return category

    async def categories(self, *, limit: int = 50, cursor: str = "") -> Page[Category]:
        """Categories."""
        return await self.category_repository.page({}, limit=limit, cursor=cursor)
