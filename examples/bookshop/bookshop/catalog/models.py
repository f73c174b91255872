from django.db import models


class Author(models.Model):
    name = models.CharField(max_length=200)
    biography = models.TextField(blank=True)

    class Meta:
        db_table = "catalog_author"


class Genre(models.Model):
    name = models.CharField(max_length=80)
    parent = models.ForeignKey("self", null=True, on_delete=models.CASCADE)

    class Meta:
        db_table = "catalog_genre"


class Book(models.Model):
    title = models.CharField(max_length=300)
    isbn = models.CharField(max_length=13, unique=True)
    author = models.ForeignKey(Author, on_delete=models.PROTECT)
    genre = models.ForeignKey(Genre, on_delete=models.PROTECT)
    price = models.DecimalField(max_digits=8, decimal_places=2)

    class Meta:
        db_table = "catalog_book"
