from django.db import models

from bookshop.catalog.models import Book


class Warehouse(models.Model):
    name = models.CharField(max_length=80)

    class Meta:
        db_table = "stock_warehouse"


class StockLevel(models.Model):
    book = models.ForeignKey(Book, on_delete=models.CASCADE)
    warehouse = models.ForeignKey(Warehouse, on_delete=models.CASCADE)
    available = models.IntegerField(default=0)
    reserved = models.IntegerField(default=0)

    class Meta:
        db_table = "stock_level"
