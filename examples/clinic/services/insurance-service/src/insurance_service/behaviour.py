"""What insurance-service does in its own way. This file is yours: it was written once and is never touched again."""

from __future__ import annotations

from datetime import UTC, datetime

from skerry_runtime import Refused

from insurance_service.domain.messages import Coverage, VerifyInsurance
from insurance_service.service_layer.defaults import Defaults

INSURERS = {"AE": "Aetna", "BC": "Blue Cross", "CI": "Cigna"}  # what member numbers begin with


class Behaviour(Defaults):
    """Reads the insurer off the member number; a cover lasts to the end of the year."""

    async def verify(self, request: VerifyInsurance) -> Coverage:
        """Verify a coverage."""
        insurer = INSURERS.get(request.memberNumber[:2].upper())
        if insurer is None:
            raise Refused(f"no insurer has members like {request.memberNumber[:2]}…")
        coverage = Coverage(
            id=self.call.new_id("Coverage"),
            patientId=request.patientId,
            insurer=insurer,
            memberNumber=request.memberNumber,
            until=datetime.now(UTC).date().replace(month=12, day=31),
        )
        await self.coverages.add(coverage)
        return coverage
