from bookshop.catalog.models import Book
from bookshop.catalog.search import books_of_author, search_books
from bookshop.common.replies import missing, reply


def list_books(request):
    books = search_books(request.GET.get("q", ""), request.GET.get("genre"))
    return reply({"books": [{"isbn": book.isbn, "title": book.title} for book in books]})


def show_book(request, book_id):
    book = Book.objects.filter(pk=book_id).first()
    return reply({"title": book.title, "price": str(book.price)}) if book else missing("book")


def show_author(request, author_id):
    author, books = books_of_author(author_id)
    return reply({"name": author.name, "books": [book.title for book in books]})
