"""What reminder-service does in its own way. This file is yours: it was written once and is never touched again."""

from __future__ import annotations

from datetime import timedelta

from reminder_service.domain.messages import AppointmentBooked, Reminder
from reminder_service.service_layer.defaults import Defaults

EARLY = timedelta(days=1)


class Behaviour(Defaults):
    """Reminds by e-mail, a day before."""

    async def schedule(self, event: AppointmentBooked) -> Reminder:
        """Schedule a reminder for an appointment that was booked."""
        reminder = Reminder(
            id=self.call.new_id("Reminder"),
            appointmentId=event.appointmentId,
            at=event.start - EARLY,
            channel="email",
        )
        await self.reminders.add(reminder)
        return reminder
