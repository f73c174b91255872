from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_GET, require_POST

from shop.ordering.services import OrderService


@require_POST
def place_order(request: HttpRequest) -> JsonResponse:
    service = OrderService()
    order = service.place(request.POST["customer"], request.POST["product"], request.POST["quantity"])
    return JsonResponse({"id": order.pk})


@require_GET
def get_order(request: HttpRequest, id: int) -> JsonResponse:
    service = OrderService()
    return JsonResponse({"id": service.find(id).pk})
