from bookshop.common.replies import reply
from bookshop.customers.accounts import change_customer_address, register_customer


def register(request):
    customer = register_customer(request.POST["email"], request.POST["name"])
    return reply({"customer": customer.pk}, status=201)


def change_address(request, customer_id):
    address = change_customer_address(
        customer_id, request.POST["street"], request.POST["city"], request.POST["postcode"]
    )
    return reply({"address": address.pk})
