from django.db import models


class Customer(models.Model):
    email = models.EmailField()

    class Meta:
        db_table = "customers"
