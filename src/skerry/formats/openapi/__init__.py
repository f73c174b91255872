"""OpenAPI 2.0, 3.0, 3.1 and 3.2 as one model: operations, what they take and what they answer, each with its place.

    api, problems = open_api(bundle)            # the one document of the bundle
    for operation in api.operations.values():   # by `GET /orders/{}`: names of path parameters do not tell operations apart
        operation.parameters, operation.body, operation.responses

Nothing below an operation is looked at before it is asked for. `Part.raw` is what is written, `api.span(part.place)` where.
"""

from skerry.formats.openapi.api import Api, Webhook, open_api
from skerry.formats.openapi.operation import Body, Content, Header, Operation, Parameter, Response
from skerry.formats.openapi.version import Version, claims

__all__ = [
    "Api",
    "Body",
    "Content",
    "Header",
    "Operation",
    "Parameter",
    "Response",
    "Version",
    "Webhook",
    "claims",
    "open_api",
]
