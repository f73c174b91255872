"""What Flask, FastAPI and SQLAlchemy projects' code means."""

from __future__ import annotations

from pathlib import Path

from tests.read.frameworks.conftest import Read

from skerry.facts.graph import FactGraph
from skerry.facts.kinds import Access, ConfigKey, Endpoint, Entity, Outbound, Transaction
from skerry.read.codebase import ReadOptions, read


def graph(root: Path, **files: str) -> FactGraph:
    for name, text in files.items():
        path = root / (name.replace("__", "/") + ".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return read(root, ReadOptions(remember=False))


def routes(g: FactGraph) -> set[tuple[str, str, str]]:
    return {(e.method, e.path, g.units[e.unit].name) for e in g.of(Endpoint)}


def test_flask_blueprints_are_mounted_where_they_are_registered(tmp_path: Path) -> None:
    g = graph(
        tmp_path,
        shop__app="""
from flask import Flask
from shop.orders import bp
def create_app():
    app = Flask(__name__)
    app.register_blueprint(bp, url_prefix="/api")
    return app
""",
        shop__orders="""
from flask import Blueprint
bp = Blueprint("orders", __name__, url_prefix="/orders")
other = Blueprint("other", __name__)
@bp.route("/<int:id>", methods=["GET", "DELETE"])
def one(id): ...
@other.get("/ping")
def ping(): ...
""",
    )
    assert routes(g) == {
        ("GET", "/api/orders/{id}", "one"),
        ("DELETE", "/api/orders/{id}", "one"),
        ("GET", "/ping", "ping"),
    }


def test_fastapi_routers_in_routers(tmp_path: Path) -> None:
    g = graph(
        tmp_path,
        shop__main="""
from fastapi import FastAPI
from shop import orders
app = FastAPI()
app.include_router(orders.router, prefix="/v1")
@app.get("/health")
def health(): ...
""",
        shop__orders="""
from fastapi import APIRouter
router = APIRouter(prefix="/orders")
lines = APIRouter(prefix="/lines")
router.include_router(lines)
@router.post("/")
async def create(): ...
@lines.get("/{line_id:int}")
async def line(line_id): ...
""",
    )
    assert routes(g) == {
        ("GET", "/health", "health"), ("POST", "/v1/orders/", "create"), ("GET", "/v1/orders/lines/{line_id}", "line"),
    }  # fmt: skip


MODELS = """
from sqlalchemy import Column, ForeignKey, Integer, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
class Base(DeclarativeBase): ...
class Customer(Base):
    __tablename__ = "customers"
    id = Column(Integer, primary_key=True)
    orders = relationship("Order")
class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    customer: Mapped["Customer"] = relationship()
"""


def test_sqlalchemy_entities_by_both_styles(tmp_path: Path) -> None:
    g = graph(tmp_path, models=MODELS)
    found = {e.name: e for e in g.of(Entity)}
    assert {name: e.table for name, e in found.items()} == {"Customer": "customers", "Order": "orders"}
    order = {c.name: c for c in found["Order"].columns}
    assert order["id"].key
    assert (order["customer_id"].references, g.units[order["customer_id"].target].name) == ("customers", "Customer")
    customer = {c.name: c for c in found["Customer"].columns}
    assert customer["orders"].many
    assert g.units[customer["orders"].target].name == "Order"


def test_sqlalchemy_accesses_and_transactions(tmp_path: Path) -> None:
    g = graph(
        tmp_path,
        models=MODELS,
        services="""
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from models import Customer, Order
def place(session: Session):
    customer = session.get(Customer, 1)
    order = Order(customer_id=1)
    with session.begin():
        session.add(order)
def report(session: Session):
    session.execute(update(Customer).values(x=1))
    return session.scalars(select(Order).join(Customer)).all()
def old(session: Session):
    session.query(Order).filter(Order.id == 1).delete()
""",
    )
    found = {(g.units[a.unit].name, a.mode, g.units[a.target].name) for a in g.of(Access)}
    assert found == {
        ("place", "read", "Customer"), ("place", "write", "Order"), ("report", "write", "Customer"),
        ("report", "read", "Order"), ("old", "read", "Order"), ("old", "write", "Order"),
    }  # fmt: skip
    assert [g.units[t.unit].name for t in g.of(Transaction)] == ["place"]


def test_what_leaves_the_process_and_what_configures_it(tmp_path: Path) -> None:
    g = graph(
        tmp_path,
        client="""
import os, requests
from django.conf import settings
from django.core.mail import send_mail
BASE = "https://pay.example/v1"
def charge():
    key = os.environ["PAY_KEY"]
    requests.post(BASE + "/charges", timeout=settings.PAY_TIMEOUT)
    send_mail("Thanks", "", "", [])
""",
    )
    assert {(o.protocol, o.target) for o in g.of(Outbound)} == {
        ("http", "https://pay.example/v1/charges"),
        ("mail", "Thanks"),
    }
    assert {c.key for c in g.of(ConfigKey)} == {"PAY_KEY", "PAY_TIMEOUT"}


def test_graphql_root_fields_are_endpoints(tmp_path: Path) -> None:
    g = graph(
        tmp_path,
        schema="""
import graphene
from mutations import OrderCreate
class Queries(graphene.ObjectType):
    orders = graphene.List(graphene.Int)
    def resolve_orders(self, info): ...
class Mutations(graphene.ObjectType):
    order_create = OrderCreate.Field()
class Order(graphene.ObjectType):
    def resolve_total(self, info): ...
""",
        mutations="import graphene\nclass OrderCreate(graphene.Mutation): ...\n",
    )
    found = {(e.method, e.name, g.units[e.unit].name) for e in g.of(Endpoint)}
    assert found == {("QUERY", "orders", "resolve_orders"), ("MUTATION", "order_create", "OrderCreate")}


def test_views_that_an_own_decorator_hangs_on_a_model_are_served_where_the_model_is_included(facts: Read) -> None:
    found = facts(
        {
            "tools/views.py": "def register_model_view(model, name='', path=None, detail=True):\n    return lambda cls: cls\n",
            "tools/urls.py": "def get_model_urls(app, model, detail=True):\n    return []\n",
            "dcim/models.py": "from django.db import models\nclass Site(models.Model):\n    pass\n",
            "dcim/views.py": "from django.views.generic import View\nfrom tools.views import register_model_view\n"
            "from .models import Site\n\n@register_model_view(Site)\nclass SiteView(View):\n    def get(self, request): ...\n\n"
            "@register_model_view(Site, 'add', detail=False)\n@register_model_view(Site, 'edit')\nclass SiteEdit(View):\n"
            "    def post(self, request): ...\n",
            "dcim/urls.py": "from django.urls import include, path\nfrom tools.urls import get_model_urls\n"
            "urlpatterns = [\n    path('sites/', include(get_model_urls('dcim', 'site', detail=False))),\n"
            "    path('sites/<int:pk>/', include(get_model_urls('dcim', 'site'))),\n]\n",
        }
    )
    assert found.endpoints() == {
        ("GET", "/sites/{pk}/", "SiteView.get"),
        ("POST", "/sites/add/", "SiteEdit.post"),
        ("POST", "/sites/{pk}/edit/", "SiteEdit.post"),
    }
