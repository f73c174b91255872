from celery.schedules import crontab

INSTALLED_APPS = ["shop.customers", "shop.catalog", "shop.ordering", "shop.notifications"]
ROOT_URLCONF = "shop.urls"
CELERY_BEAT_SCHEDULE = {
    "nightly": {"task": "shop.ordering.tasks.close_stale_orders", "schedule": crontab(hour=3, minute=0)},
}
