from bookshop.common.replies import reply
from bookshop.stock.levels import receive_stock, stock_of_book


def level(request, book_id):
    return reply({"available": sum(each.available for each in stock_of_book(book_id))})


def receive(request, book_id):
    receive_stock(book_id, request.POST["warehouse"], int(request.POST["quantity"]))
    return reply({}, status=204)
