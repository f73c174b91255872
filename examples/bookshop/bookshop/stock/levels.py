from django.db import transaction

from bookshop.stock.models import StockLevel, Warehouse


def stock_of_book(book_id):
    return StockLevel.objects.filter(book_id=book_id)


def reserve_stock(book_id, quantity):
    level = StockLevel.objects.select_for_update().get(book_id=book_id)
    level.available -= quantity
    level.reserved += quantity
    level.save()


def release_stock(book_id, quantity):
    level = StockLevel.objects.select_for_update().get(book_id=book_id)
    level.available += quantity
    level.reserved -= quantity
    level.save()


@transaction.atomic
def receive_stock(book_id, warehouse_name, quantity):
    warehouse, _ = Warehouse.objects.get_or_create(name=warehouse_name)
    level, _ = StockLevel.objects.get_or_create(book_id=book_id, warehouse=warehouse)
    level.available += quantity
    level.save()
