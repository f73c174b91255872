from django.urls import path

from shop.ordering import views

urlpatterns = [
    path("orders", views.place_order),
    path("orders/<int:id>", views.get_order),
]
