"""What can be wrong with sagas, access, deployment and migration."""

from skerry.kernel.problem import Code

STEP = Code(
    "M040",
    "a step does nothing, or two things",
    """A step of a saga is either an operation, `do: service.operation`, or a wait, `await: { ok: Event, by:
field, for: 2d }`.""",
)
CONSENT = Code(
    "M041",
    "consent() without a Consent",
    """`consent(purpose)` asks whether the person whose data it is has agreed. For that, some service must
own a type `Consent`.""",
)
SCALE = Code(
    "M042",
    "min is above max",
    """Autoscaling goes from `min` to `max` replicas, so `min` can't be above `max`. One number for both switches it off.""",
)
CANARY = Code(
    "M043",
    "a canary that can't be",
    """A canary sends a share of the requests to a version that the service's api has; all shares together are at most 100%.""",
)
PHASE = Code(
    "M044",
    "a service is extracted twice",
    """A service stands in one phase of the migration only: the phases say in which order services leave the monolith, and progress is
measured for each of them.""",
)
RELATION = Code(
    "M045",
    "a context related to itself",
    """A line of the context map joins two different contexts, each pair once: `orders -> catalog: conformist`.""",
)
PIVOT = Code(
    "M046",
    "an undo behind the point of no return",
    """The first step that has no `undo` is the pivot of its saga: until it everything can be taken back, and from it on everything is
tried until it succeeds, so that an undo would never be called. Either the earlier step can be taken back, and its `undo` is missing;
or it leaves nothing behind that would have to be, as a question or a check does, and says so: `undo: nothing`; or it has to come later
(Richardson, Microservices Patterns, §4.3).""",
)
CODES = (STEP, CONSENT, SCALE, CANARY, PHASE, RELATION, PIVOT)
