from bookshop.catalog.models import Author, Book, Genre


def search_books(words, genre=None):
    found = Book.objects.filter(title__icontains=words)
    if genre:
        found = found.filter(genre__in=Genre.objects.filter(name=genre))
    return found.order_by("title")


def books_of_author(author_id):
    author = Author.objects.get(pk=author_id)
    return author, Book.objects.filter(author=author)


def price_of_book(book_id):
    return Book.objects.get(pk=book_id).price
