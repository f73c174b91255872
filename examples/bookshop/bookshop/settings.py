INSTALLED_APPS = [
    "bookshop.catalog",
    "bookshop.customers",
    "bookshop.notify",
    "bookshop.orders",
    "bookshop.payments",
    "bookshop.stock",
]
ROOT_URLCONF = "bookshop.urls"
DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", "NAME": "bookshop"}}
PAYMENT_URL = "https://payments.example"
