"""Addresses of brokers: what is sent to `tcp://hub:61616` or `amqp://hub` is a message, whatever else runs at the other end."""

from __future__ import annotations

import re

# Of RabbitMQ, ActiveMQ, NATS, Kafka, Pulsar and what speaks MQTT; `vm://` is ActiveMQ's own for a broker aboard.
_SCHEME = re.compile(
    r"(?i)(?:failover:\(?|ssl\+)?(?:amqps?|mqtts?|nats|stomp(?:\+ssl)?|kafka|pulsar(?:\+ssl)?|jms|activemq)(?::/{0,2}|\+)"
)
# Of a scheme that any protocol may have, the port tells. Source: IANA's registry, and ActiveMQ's manual for OpenWire.
_PORT = re.compile(
    r"(?i)(?:failover:\(?)?(?:tcp|nio|ssl|tls|auto)(?:\+\w+)?://[^\s/,)]*:(?:61616|61613|61617|5672|5671|1883|8883|4222|9092|6650)\b"
)
_WORD = re.compile(r"(?i)activemq|artemis|amqp|rabbit|kafka|stomp|mqtt|nats|broker")


def is_of_messages(key: str, address: str) -> bool:
    """Whether what stands under a key is the address of a broker, by the words of its key or by its scheme and port."""
    spoken = key + address.partition("://")[0]
    return bool(_WORD.search(spoken)) or speaks_messages(address)


def speaks_messages(address: str) -> bool:
    """Whether an address is one of a broker, whatever it is called."""
    return bool(_SCHEME.match(address) or _PORT.match(address))
