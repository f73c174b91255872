from bookshop.customers.models import Address, Customer


def register_customer(email, name):
    return Customer.objects.create(email=email, name=name)


def customer_by_id(customer_id):
    return Customer.objects.get(pk=customer_id)


def change_customer_address(customer_id, street, city, postcode):
    customer = customer_by_id(customer_id)
    Address.objects.filter(customer=customer).delete()
    return Address.objects.create(customer=customer, street=street, city=city, postcode=postcode)
