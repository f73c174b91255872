"""What a Django project's code means: entities, accesses, transactions, routes, signals."""

from __future__ import annotations

from pathlib import Path

import pytest

from skerry.facts.flows import Flows
from skerry.facts.graph import FactGraph
from skerry.facts.kinds import Access, Endpoint, Entity, Event, Job, Transaction
from skerry.read.codebase import ReadOptions, read

MODELS = """
from django.conf import settings
from django.db import models

class Stamped(models.Model):
    created = models.DateTimeField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    class Meta:
        abstract = True
        app_label = "sales"

class Order(Stamped):
    number = models.CharField(max_length=10, primary_key=True)
    buyer = models.ForeignKey("people.Customer", related_name="orders", on_delete=models.CASCADE)
    def close(self):
        self.lines.all().delete()
        self.save()

class Line(models.Model):
    order = models.ForeignKey(Order, related_name="lines", on_delete=models.CASCADE)
    tags = models.ManyToManyField("self")
    class Meta:
        db_table = "order_rows"

class Archived(Order):
    class Meta:
        proxy = True
"""
PEOPLE = """
from django.db import models
from django.contrib.auth.models import AbstractUser

class User(AbstractUser):
    phone = models.CharField()

class CustomerQuerySet(models.QuerySet):
    def active(self):
        return self.filter(on=True)

class Customer(models.Model):
    objects = CustomerQuerySet.as_manager()
"""
SERVICES = """
from django.db import transaction
from django.shortcuts import get_object_or_404
from shop.orders.models import Order
from shop.people.models import Customer

@transaction.atomic
def place(customer: Customer):
    order = Order.objects.create(buyer=customer)
    for line in order.lines.all():
        line.save()
    return order

def show(key):
    order = get_object_or_404(Order, pk=key)
    return order.buyer.orders.count()

def rename(order: Order):
    for line in order.lines.all():
        line.set("name")

def untyped(customer):
    customer.delete()

def block():
    with transaction.atomic():
        Customer.objects.active().update(on=False)
"""


def graph(root: Path, **files: str) -> FactGraph:
    for name, text in files.items():
        path = root / (name.replace("__", "/") + ".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return read(root, ReadOptions(remember=False))


@pytest.fixture
def shop(tmp_path: Path) -> FactGraph:
    return graph(
        tmp_path,
        shop__settings='AUTH_USER_MODEL = "people.User"\n',
        shop__orders__models=MODELS,
        shop__people__models=PEOPLE,
        shop__orders__services=SERVICES,
    )


def entities(g: FactGraph) -> dict[str, Entity]:
    return {e.name: e for e in g.of(Entity)}


def accesses(g: FactGraph, function: str) -> set[tuple[str, str]]:
    return {(a.mode, g.units[a.target].name) for a in g.of(Access) if g.units[a.unit].name == function}


def test_tables_are_named_as_django_names_them(shop: FactGraph) -> None:
    tables = {name: e.table for name, e in entities(shop).items()}
    assert tables == {
        "Stamped": "", "Order": "sales_order", "Line": "order_rows", "Archived": "", "User": "people_user",
        "Customer": "people_customer",
    }  # fmt: skip
    assert entities(shop)["Stamped"].abstract


def test_columns_are_inherited_and_point_at_their_targets(shop: FactGraph) -> None:
    found = {c.name: c for c in entities(shop)["Order"].columns}
    assert list(found) == ["created", "owner", "number", "buyer"]
    assert found["number"].key
    assert shop.units[found["owner"].target].name == "User"
    assert (found["buyer"].references, shop.units[found["buyer"].target].name) == ("people.Customer", "Customer")
    line = {c.name: c for c in entities(shop)["Line"].columns}
    assert line["id"].key
    assert line["tags"].many
    assert shop.units[line["tags"].target].name == "Line"


def test_accesses_follow_managers_relations_and_variables(shop: FactGraph) -> None:
    assert accesses(shop, "place") == {("write", "Order"), ("read", "Line"), ("write", "Line")}
    assert accesses(shop, "show") == {("read", "Order")}
    assert accesses(shop, "rename") == {("read", "Line")}  # a row's own `set` is not the relation's
    assert accesses(shop, "block") == {("read", "Customer"), ("write", "Customer")}
    assert accesses(shop, "close") == {("read", "Line"), ("write", "Line"), ("write", "Order")}


def test_a_name_without_a_type_is_trusted_less(shop: FactGraph) -> None:
    (access,) = (a for a in shop.of(Access) if shop.units[a.unit].name == "untyped")
    assert (access.mode, access.strength) == ("write", 0.6)


def test_transactions_by_decorator_and_block(shop: FactGraph) -> None:
    assert {shop.units[t.unit].name for t in shop.of(Transaction)} == {"place", "block"}


def test_models_loaded_by_their_names(tmp_path: Path) -> None:
    g = graph(
        tmp_path,
        orders__models="from django.db import models\nclass Line(models.Model):\n    pass\n",
        baskets__models="from django.db import models\nclass Line(models.Model):\n    pass\n",
        checkout="from core import get_model\nLine = get_model('baskets', 'Line')\ndef go():\n    Line.objects.all()\n",
    )
    (access,) = g.of(Access)
    assert g.units[access.target].path == "baskets/models.py"


def routes(g: FactGraph) -> set[tuple[str, str, str]]:
    return {(e.method, e.path, g.units[e.unit].name) for e in g.of(Endpoint)}


def test_routes_are_composed_through_includes(tmp_path: Path) -> None:
    g = graph(
        tmp_path,
        site__urls="""
from django.urls import include, path
api = [path("orders/", include("orders.urls"))]
urlpatterns = [path("api/", include(api)), path("legacy/", include(("orders.urls", "old")))]
""",
        orders__urls=r"""
from django.urls import path, re_path
from django.contrib.auth.decorators import login_required
from . import views
urlpatterns = [
    path("<int:pk>/", login_required(views.Detail.as_view())),
    re_path(r"^(?P<slug>[\w-]+)/print/$", views.printed),
]
""",
        orders__views="""
from django.views.generic import DetailView
from django.views.decorators.http import require_POST
class Detail(DetailView):
    def post(self, request): ...
@require_POST
def printed(request, slug): ...
""",
    )
    assert routes(g) == {
        (method, f"/{prefix}/{path}", handler)
        for prefix in ("api/orders", "legacy")
        for method, path, handler in (
            ("GET", "{pk}/", "Detail"),
            ("POST", "{pk}/", "post"),
            ("POST", "{slug}/print/", "printed"),
        )
    }


def test_includes_that_include_one_another_end(tmp_path: Path) -> None:
    g = graph(
        tmp_path,
        a__urls='from django.urls import include, path\nurlpatterns = [path("a/", include("b.urls"))]\n',
        b__urls="from django.urls import include, path\nfrom b import views\n"
        'urlpatterns = [path("b/", include("a.urls")), path("x", views.x)]\n',
        b__views="def x(request): ...\n",
    )
    assert routes(g)
    assert len(g.of(Endpoint)) <= 24


def test_rest_routers_give_a_viewsets_actions(tmp_path: Path) -> None:
    g = graph(
        tmp_path,
        api__urls="""
from django.urls import include, path
from rest_framework.routers import DefaultRouter
from api.views import OrderViewSet
router = DefaultRouter()
router.register("orders", OrderViewSet)
urlpatterns = [path("v1/", include(router.urls))]
""",
        api__views="""
from rest_framework import viewsets
from rest_framework.decorators import action
class OrderViewSet(viewsets.ReadOnlyModelViewSet):
    @action(detail=True, methods=["post"], url_path="close")
    def finish(self, request, pk): ...
""",
    )
    assert routes(g) == {
        ("GET", "/v1/orders/", "OrderViewSet"), ("GET", "/v1/orders/{pk}/", "OrderViewSet"),
        ("POST", "/v1/orders/{pk}/close/", "finish"),
    }  # fmt: skip


def test_signals_are_raised_and_handled(tmp_path: Path) -> None:
    g = graph(
        tmp_path,
        orders__signals="from django.dispatch import Signal\nplaced = Signal()\n",
        orders__views="from orders.signals import placed\nclass View:\n    signal = placed\n"
        "    def post(self):\n        self.signal.send(sender=self)\n",
        mail__receivers="from django.dispatch import receiver\nfrom orders.signals import placed\n"
        "@receiver(placed)\ndef notify(**kwargs): ...\n",
    )
    found = {(e.name, e.direction, g.units[e.unit].name) for e in g.of(Event)}
    assert found == {("placed", "raise", "post"), ("placed", "handle", "notify")}


def test_receivers_of_a_models_signals_run_when_it_is_written(tmp_path: Path) -> None:
    g = graph(
        tmp_path,
        orders__models=MODELS,
        stock__models="from django.db import models\nclass Stock(models.Model): ...\n",
        stock__receivers="from django.db.models.signals import post_save, post_delete\nfrom django.dispatch import receiver\n"
        "from orders.models import Order, Line\nfrom stock.models import Stock\n"
        "@receiver(post_save, sender=Order)\ndef take(**kwargs):\n    Stock.objects.create()\n"
        "def give(**kwargs): ...\npost_delete.connect(give, sender='orders.Line')\n",
        orders__views="from orders.models import Order\ndef place(request):\n    Order.objects.create()\n",
    )
    heard = {(e.name, g.units[e.unit].name, g.units[e.target].name, e.kind) for e in g.of(Event)}
    assert heard == {("post_save", "take", "Order", "change"), ("post_delete", "give", "Line", "change")}
    place = next(i for i, unit in enumerate(g.units) if unit.name == "place")
    written = {g.units[r.effect.subject].name for r in Flows(g).of(place) if isinstance(r.effect.subject, int)}
    assert written == {"Order", "Stock"}


def test_commands_and_tasks_are_jobs(tmp_path: Path) -> None:
    g = graph(
        tmp_path,
        orders__management__commands__sweep="from django.core.management import BaseCommand\nclass Command(BaseCommand): ...\n",
        orders__tasks="from celery import shared_task\n@shared_task\ndef remind(): ...\n",
    )
    assert {(j.name, g.units[j.unit].name) for j in g.of(Job)} == {("sweep", "Command"), ("remind", "remind")}
