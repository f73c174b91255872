"""What can be wrong with a verification, and what it can find out about a service."""

from __future__ import annotations

from skerry.kernel.problem import Code, Severity

MISSING = Code(
    "C401",
    "What verification needs is not installed",
    "Generated requests are made by schemathesis, which is an extra: pip install 'skerry[verify]'. It is asked for once.",
)
REMOTE = Code(
    "C402",
    "The service is not on this machine",
    "Verification creates, changes and deletes things. It contacts this machine only, unless --allow-remote says that the "
    "other one may be written to; never point it at production.",
)
UNREACHABLE = Code(
    "C403",
    "The service does not answer",
    "There was no answer, or none that is HTTP. Start the service, and see that the address has the port and the path that "
    "the paths of the document begin at.",
)
UNUSABLE = Code(
    "C404",
    "The document cannot be verified",
    "Verification needs one OpenAPI document with operations, and a model that names the service where one is given.",
)
STOPPED = Code(
    "C405",
    "Verification ended early",
    "The time that was given was over, or the generator of requests gave up; what was found until then is shown. "
    "--max-time gives more.",
    Severity.WARNING,
)

SERVER_ERROR = Code(
    "C411",
    "A request fails inside the service",
    "A status of 5xx, which no request of a caller should be able to cause. Refuse what is invalid with 400 or 422 before it is worked on.",
)
STATUS = Code(
    "C412",
    "A status that the document does not have",
    "Callers decide by the status what to do next; one that is not documented meets code that does not exist. Document it, "
    "or answer with one that is.",
)
OTHER = Code(
    "C413",
    "A generated request shows another departure",
    "A check of schemathesis failed that has no code of its own here; what came says which.",
)
MEDIA = Code(
    "C414",
    "A media type that the document does not have",
    "The body is written in something else than is documented, so that callers cannot read it. Send what is documented, or document it.",
)
SCHEMA = Code(
    "C415",
    "An answer that does not fit its schema",
    "A field is missing or of another type, or a value is outside of its limits. Generated clients fail on it.",
)
HEADER = Code(
    "C416",
    "A header of the answer is missing or wrong",
    "The document promises it, and callers rely on it: ETag, Location, Sunset.",
)
FIELD = Code(
    "C417",
    "A field that the document does not have",
    "It becomes part of the contract as soon as somebody reads it, and may show more than was meant. Document it or leave it out.",
    Severity.WARNING,
)
PROBLEM = Code(
    "C418",
    "An error without the fields of a problem",
    "Errors of this API are application/problem+json (RFC 9457) with type, title and status, which is the status of the answer.",
)
ACCEPTED = Code(
    "C419",
    "A request that the document forbids is accepted",
    "What the document calls invalid was taken, so it is worked on unchecked. Refuse it with 400 or 422, or document that it is valid.",
)
REFUSED = Code(
    "C420",
    "A request that the document allows is refused",
    "A caller who keeps to the document is turned away. Take it, or write the limit that is applied into the schema.",
)
METHOD = Code(
    "C421",
    "A method that is not documented is answered",
    "Methods that a path does not have are answered with 405 and Allow; document the method if it is meant to be there.",
)
AUTH = Code(
    "C422",
    "An operation is open without the credentials it asks for",
    "The document says that credentials are needed, and the service does without. Check them, or say that it is public.",
)

CREATED = Code(
    "C431",
    "What was created is not what is read",
    "After a 201, reading the thing gives other values, or nothing. The write was lost, changed, or is not visible to its author.",
)
LOCATION = Code(
    "C432",
    "Location does not lead to what was created",
    "The header of a 201 is the address of the new thing, which callers follow to read it.",
)
REPLAYED = Code(
    "C433",
    "A repeated Idempotency-Key does not give the same answer",
    "A caller that got no answer sends the request again with its key. It must get the first answer, and nothing may be done twice.",
)
TWICE = Code(
    "C434",
    "A repeated Idempotency-Key has a second effect",
    "The answer is the first one, and yet a second thing exists: the order is placed twice.",
)
KEY_REUSED = Code(
    "C435",
    "An Idempotency-Key is taken for another request",
    "The same key with another body is a mistake of the caller. Answering as before would hide it: 422.",
)
KEY_MISSING = Code(
    "C436",
    "A missing Idempotency-Key is accepted",
    "The document requires it, so that a retry is safe for every caller: 400 without it.",
)
PAGES = Code(
    "C437",
    "Pages together are not the whole list",
    "Following the pages leaves items out, or gives some that the whole list does not have.",
)
PAGE_TWICE = Code(
    "C438",
    "An item is on two pages",
    "Who follows the pages counts it or handles it twice. Let the cursor name the last item that was sent.",
)
PAGE_SIZE = Code(
    "C439",
    "A page has more items than were asked for",
    "`limit` is not honoured, so memory and time of callers are not bounded.",
)
PAGE_END = Code(
    "C440",
    "The pages have no right end",
    "The last page names a next one: an empty page, or pages without an end. The last page has no next.",
)
STALE = Code(
    "C441",
    "A write with a stale ETag is taken",
    "Two callers read, both change, and the first change is lost. If-Match with an old ETag is answered with 412.",
)
UNGUARDED = Code(
    "C442", "A write without If-Match is taken", "The document requires it, so that no change is lost: 428 without it."
)
ETAG = Code(
    "C443",
    "ETag does not name the state of the thing",
    "It is missing, stays the same after a change, or is not honoured: 304 for If-None-Match, success for If-Match with the current one.",
)
DELETED = Code(
    "C444",
    "What was deleted is still there",
    "After a DELETE, reading the thing gives 404 (or 410); a caller relies on its being gone.",
)
TRANSITION = Code(
    "C445",
    "An allowed change of state does not happen",
    "The model allows it, and the service refuses it or ends in another state.",
)
FORBIDDEN = Code(
    "C446",
    "A change of state that the model does not allow is taken",
    "The thing is in a state that the operation does not begin at: 409, and nothing changes.",
)

CODES = (
    MISSING, REMOTE, UNREACHABLE, UNUSABLE, STOPPED,
    SERVER_ERROR, STATUS, OTHER, MEDIA, SCHEMA, HEADER, FIELD, PROBLEM, ACCEPTED, REFUSED, METHOD, AUTH,
    CREATED, LOCATION, REPLAYED, TWICE, KEY_REUSED, KEY_MISSING, PAGES, PAGE_TWICE, PAGE_SIZE, PAGE_END,
    STALE, UNGUARDED, ETAG, DELETED, TRANSITION, FORBIDDEN,
)  # fmt: skip
