"""What lab-service does in its own way. This file is yours: it was written once and is never touched again."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from lab_service.domain.messages import LabResult, ReportResult
from lab_service.service_layer.defaults import Defaults

NORMAL = {  # what each test finds in most healthy adults, in its usual unit
    "CRP": (Decimal(0), Decimal(5)),
    "glucose": (Decimal("3.9"), Decimal("5.6")),
    "potassium": (Decimal("3.5"), Decimal("5.1")),
}


class Behaviour(Defaults):
    """Says of each result whether it is out of the ordinary."""

    async def report(self, id: UUID, request: ReportResult) -> LabResult:
        """Report a lab result, with what it means."""
        result = await super().report(id, request)
        low, high = NORMAL.get((await self.lab_orders.get(id)).test, (request.value, request.value))
        flag = "low" if request.value < low else "high" if request.value > high else "normal"
        result = result.model_copy(update={"flag": flag})
        await self.lab_results.save(result)
        return result
