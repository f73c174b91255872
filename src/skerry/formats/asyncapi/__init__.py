"""AsyncAPI 2.0 to 2.6, 3.0 and 3.1 as one model, in the words of 3.x: servers, channels with messages, operations.

    api, problems = async_api(bundle)                  # the one document of the bundle
    for operation in api.operations.values():          # `flow` is what the application does: it sends, or it receives
        operation.channel, operation.messages, operation.reply
    api.flows[channel.key, message.key]                # what the application does with a message

Nothing is looked at before it is asked for. `Part.raw` is what is written, `api.span(part.place)` where.
"""

from skerry.formats.asyncapi.channel import Channel, Parameter, placeholders
from skerry.formats.asyncapi.document import AsyncApi, async_api
from skerry.formats.asyncapi.fields import Fields
from skerry.formats.asyncapi.message import Data, Message
from skerry.formats.asyncapi.operation import Flow, Operation, Reply
from skerry.formats.asyncapi.server import Requirement, Server, Ways
from skerry.formats.asyncapi.version import Version, claims

__all__ = [
    "AsyncApi",
    "Channel",
    "Data",
    "Fields",
    "Flow",
    "Message",
    "Operation",
    "Parameter",
    "Reply",
    "Requirement",
    "Server",
    "Version",
    "Ways",
    "async_api",
    "claims",
    "placeholders",
]
