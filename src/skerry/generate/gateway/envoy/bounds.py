"""What the plain gateway holds to as well (`skerry_runtime.gateway`)."""

LARGEST_BODY = 1_048_576  # bytes
LARGEST_HEAD = 32  # KiB of all header fields together
MOST_HEADERS = 100
PATIENCE = (
    30.0  # seconds in which a request has to come, and in which a service whose routes are not known has to answer
)
KEPT = 4.0  # seconds that an idle connection to a service is kept: less than any server does, so that none closes under a request
TRIES = 4


def seconds(value: float) -> str:
    """A duration as protobuf's JSON has it."""
    return f"{value:.3f}".rstrip("0").rstrip(".") + "s"


def typed(name: str, **fields: object) -> dict[str, object]:
    """A message of a type that is named beside it."""
    return {"@type": f"type.googleapis.com/{name}", **fields}
