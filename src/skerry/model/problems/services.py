"""What can be wrong with a service."""

from skerry.kernel.problem import Code

ENGINE = Code(
    "M030",
    "a store has no engine, or several",
    """A store names exactly one engine and the database there: `main: { postgres: orders }`. A service with
two databases has two stores.""",
)
OWNERS = Code(
    "M031",
    "an entity has two owners",
    """Two services claim to own one entity. Only one service writes an entity's data; the other asks it, or
keeps a view fed by its events.
If the two mean different things by the word, they belong to different contexts, each with its own type of that name.""",
)
OPERATION_TWICE = Code(
    "M032",
    "two operations with one name or route",
    """Within a version every operation has its own name (it becomes the operationId, the rpc and the GraphQL
field) and its own route.""",
)
NO_STATES = Code(
    "M033",
    "no states to change",
    """The operation makes a transition of state, but the type it gives has no field whose type is `{ states: [...] }`.""",
)
TRANSITION = Code(
    "M034",
    "a transition that is not allowed",
    """The operation goes from one state to another in a way that the type's `states` do not list. Either the
operation or the list is wrong.""",
)
LIKE = Code(
    "M035",
    "like: leads nowhere",
    """`like:` names another version of the same api. It does not exist, or it is itself like this one.""",
)
NOT_OWNED = Code(
    "M036",
    "an entity that the service does not own",
    """Only an entity that the service owns can be event-sourced in its store. Add it to `owns:`, or leave it out here.""",
)
LONG_FORM = Code(
    "M037",
    "calls to an external system have no operations",
    """The operations of an external system are not modelled: `stripe: { timeout: 2s }`. Its interface is
described by its `contract`.""",
)
SCHEME = Code(
    "M038",
    "a way in that leads to no scheme",
    """`needs:` of an api or an operation names schemes, which stand under `schemes:` of the same api: what is sent,
and where. Without such a line nobody can tell what callers have to show.""",
)
CODES = (ENGINE, OWNERS, OPERATION_TWICE, NO_STATES, TRANSITION, LIKE, NOT_OWNED, LONG_FORM, SCHEME)
