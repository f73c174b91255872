from bookshop.common.replies import missing, reply
from bookshop.orders.checkout import Checkout, order_total
from bookshop.orders.models import Order


def place_order(request):
    order = Checkout().place_order(request.POST["customer"], request.session["basket"])
    return reply({"order": order.pk}, status=201)


def show_order(request, order_id):
    order = Order.objects.filter(pk=order_id).first()
    return reply({"status": order.status, "total": str(order_total(order))}) if order else missing("order")


def cancel_order(request, order_id):
    return reply({"status": Checkout().cancel_order(order_id).status})
