"""What can be wrong with a name that refers to something."""

from skerry.kernel.problem import Code

UNKNOWN = Code(
    "M020",
    "nothing has this name",
    """A context, service, external system, role, team or operation of this name is not defined in any file
of the model. The message
suggests the nearest name that is. Operations are written `service.operation`; those of a service without
`api:`, or whose api is a
contract file, are not spelled out in the model and so are not checked.""",
)
UNKNOWN_TYPE = Code(
    "M021",
    "there is no such type",
    """No context defines a type of this name under `types`. Types belong to contexts: a name is looked up in
the own context, then under
`shared`, then in all others. As long as a context has no `types` at all, its entities and events are known by name only.""",
)
AMBIGUOUS = Code(
    "M022",
    "a name means several things",
    """Several contexts define a type of this name, and neither the own context nor `shared` does. Say which
is meant: `payments.Refund`.
Two contexts may well use one word for two things; that is why types belong to contexts.""",
)
UNKNOWN_FIELD = Code(
    "M023",
    "the type has no such field",
    """The field is used to find an aggregate (`by`), a row (`key`), to treat data or to decide about access,
but the type does not have it.""",
)
CODES = (UNKNOWN, UNKNOWN_TYPE, AMBIGUOUS, UNKNOWN_FIELD)
