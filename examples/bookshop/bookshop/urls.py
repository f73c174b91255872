from django.urls import path

from bookshop.catalog import views as catalog
from bookshop.customers import views as customers
from bookshop.orders import views as orders
from bookshop.payments import views as payments
from bookshop.stock import views as stock

urlpatterns = [
    path("books/", catalog.list_books),
    path("books/<int:book_id>/", catalog.show_book),
    path("authors/<int:author_id>/", catalog.show_author),
    path("customers/", customers.register),
    path("customers/<int:customer_id>/address/", customers.change_address),
    path("orders/", orders.place_order),
    path("orders/<int:order_id>/", orders.show_order),
    path("orders/<int:order_id>/cancel/", orders.cancel_order),
    path("payments/<int:payment_id>/refund/", payments.refund),
    path("stock/<int:book_id>/", stock.level),
    path("stock/<int:book_id>/receive/", stock.receive),
]
