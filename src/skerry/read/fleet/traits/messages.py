"""Messages that are not lost, not done twice, and not sent for what was rolled back."""

from __future__ import annotations

from collections.abc import Iterator

from skerry.facts.fleet import Trait, Witness
from skerry.facts.kinds import Access, Event, Transaction
from skerry.read.fleet.traits._signs import Family, key, library, sign
from skerry.read.fleet.traits._stand import Stand

_FAMILY = Family(
    "messages",
    (
        sign("outbox",
            "Outbox outbox OutboxMessage OutboxEvent outbox_messages outbox_events AddEntityFrameworkOutbox UseBusOutbox "
            "IntegrationEventLogService IIntegrationEventLogService EventLogEntry TramEventsPublisherConfiguration "
            "ExternalizedEvent", r"(?i)\b(?:AddEntityFrameworkOutbox|UseBusOutbox|outbox\w*|I?IntegrationEventLog\w*|"
            r"TramEventsPublisherConfiguration)\b"),
        sign("outbox", "DomainEventPublisher AbstractAggregateDomainEventPublisher", r"\bio\.eventuate\.tram\b", "java", "eventuate"),
        sign("idempotent", "idempotency idempotent Idempotent IdempotencyKey idempotency_key IdempotentReceiver IdentifiedCommand "
            "RequestManager DuplicateMessageDetector processed_messages ProcessedMessage",
            r"(?i)\bidempoten(?:t|cy)\w*|\bIdentifiedCommand\b|\bDuplicateMessageDetector\b|\bprocessed_?messages?\b"),
        # What is there already stays as it is.
        sign("idempotent", "CONFLICT IGNORE MERGE upsert Upsert upsertOne bulkUpsert",
            r"\bON\s+CONFLICT\b|\b\w*[uU]psert\w*|\bINSERT\s+IGNORE\b|\bMERGE\s+INTO\b", strength=0.8),
        sign("adds-up", "send_mail sendMail sendEmail SendMail SendEmail SendMailAsync SendEmailAsync sendmail send_email JavaMailSender "
            "MailSender SmtpClient nodemailer smtplib charge Charge ChargeAsync",
            r"\b(?:[sS]end_?[eE]?[mM]ail(?:Async)?\s*\(|JavaMailSender|MailSender|SmtpClient|nodemailer|smtplib|[cC]harge(?:Async)?\s*\()"),
        sign("dead-letters", "DeadLetterPublishingRecoverer DltHandler RetryableTopic deadLetterExchange withDeadLetter",
            r"\bDeadLetterPublishingRecoverer\b|@DltHandler\b|@RetryableTopic\b|\.deadLetter(?:Exchange|RoutingKey)\s*\(", "java"),
        sign("dead-letters", "dead deadLetterExchange deadLetter dlq DLQ DeadLetter dead_letter x",
            r"x-dead-letter-exchange|\bdeadLetter\w*|\bdead_letter\w*|\bDeadLetter\w*|\b[dD][lL][qQ]\b"),
    ),
    (
        library("outbox", "eventuate-tram-spring-jdbc-kafka eventuate-tram-* io.eventuate.tram* spring-modulith-events-* "
            "MassTransit.EntityFrameworkCore DotNetCore.CAP*", "", 0.7),
        library("idempotent", "eventuate-tram-consumer-jdbc eventuate-tram-spring-consumer-jdbc eventuate-tram-spring-jdbc-kafka", "", 0.7),
    ),
    (
        key("dead-letters", r"spring\.cloud\.stream\..*\.(autobinddlq|enabledlq|republishtodlq)", "true", ""),
        key("dead-letters", r".*\.(deadletterexchange|deadletterqueue\w*|dlqname)", value=""),
    ),
)  # fmt: skip


def find(stand: Stand) -> Iterator[Trait]:
    """From code, libraries and settings; and functions that write data and send an event side by side."""
    yield from _FAMILY.find(stand)
    yield from _FAMILY.settings(stand)
    yield from _dual_writes(stand)


def _dual_writes(stand: Stand) -> Iterator[Trait]:
    """What both writes and raises, in one function: either may fail alone. Whether an outbox is in between, a rule weighs."""
    code = stand.ground.code
    writers = {fact.unit for fact in code.of(Access) if fact.mode == "write"}
    transactional = {fact.unit for fact in code.of(Transaction) if not fact.read_only}
    for fact in code.of(Event):
        if fact.direction != "raise" or fact.immediate or fact.kind == "change" or fact.unit < 0:
            continue
        if fact.unit in writers or fact.unit in transactional:
            unit = code.units[fact.unit]
            if unit.role == "source" and (node := stand.ground.node_of(unit.path)):
                witness = Witness(unit.path, fact.line, "messages", f"{unit.name}: {fact.name}", fact.strength)
                yield Trait(node, "publishes-after-commit", "", "", (witness,))
