"""The words of the runbooks."""

from __future__ import annotations

from dataclasses import dataclass

from skerry.generate.telemetry.runbooks import tables
from skerry.generate.telemetry.runbooks.tables import Table


@dataclass(frozen=True, slots=True)
class Page:
    """The words of a page; `look` and `act` are steps in their order, `table` what the model says of "
    "those it is about."""

    title: str
    means: str
    look: tuple[str, ...]
    act: tuple[str, ...]
    table: Table


_DASHBOARD = "Open the dashboard *{0}* of the service: since when, which routes, which replicas."
_OPERATOR = (
    "In a cluster the same is behind `kubectl port-forward POD 8080`: "
    "`curl -H 'Skerry-Operator: yes' localhost:8080/operator/{0}`."
)
PAGES = {
    "availability-budget": Page(
        "Too many requests fail",
        "A service answers with 5xx more often than it promises. The name of the alert says when the budget "
        "of failures for 30 days is used up "
        "if it goes on like this; the short window says that it still goes on.",
        (
            _DASHBOARD.format("Service"),
            "Compare the start with the last deployment: `kubectl rollout history deployment/SERVICE`.",
            'Find a failed request\'s trace: Explore, Loki, `{service_name="SERVICE"} | severity_text="ERROR"`, '
            "then its trace id; "
            "with `skerry run`: `skerry logs SERVICE`, `skerry trace ID`.",
            "See whether a service that it calls, its database or its broker fails: the panels of calls, and the "
            "same alert of another service.",
        ),
        (
            "Began with a deployment: `kubectl rollout undo deployment/SERVICE`, or give the canary no requests.",
            "A callee fails: its team has the alert as well. The breaker keeps us from waiting; what can be "
            "answered from a cache is.",
            "One route alone: its operation's code and the last change to it.",
            "A budget that is used up: nothing new is deployed but repairs until it has recovered; the promise "
            "is a decision, in the model's `slo`.",
        ),
        tables.of_promises("availability"),
    ),
    "latency-budget": Page(
        "Too many requests are slow",
        "More requests take longer than promised than the budget has room for. Between two bounds of the "
        "histogram requests are taken to be spread "
        "evenly, so a limit that is no bound is read as exactly as the buckets are wide.",
        (
            _DASHBOARD.format("Service"),
            "Open a slow request's trace: exemplars stand in the panel of durations; with `skerry run`, `skerry "
            "metrics SERVICE`, `skerry trace`.",
            "See whether the replicas are short of processor or memory, and whether the load is above plan.",
            "See whether it waits for a callee (the panel of calls) or for its database (spans without children).",
        ),
        (
            "Short of processor: more replicas (`kubectl scale`, or the model's `autoscale`), then find out why.",
            "A callee is slow: the call's `timeout` in the model bounds it; `cache` spares it.",
            "A query is slow: look at its plan; a missing index is a revision of the service.",
        ),
        tables.of_promises("latency"),
    ),
    "service-down": Page(
        "No replica answers",
        "Prometheus has reached no replica of the service for five minutes: it does not run, does not become "
        "ready, or may not be reached.",
        (
            "`kubectl get pods -l app.kubernetes.io/name=SERVICE`, then `kubectl describe pod` and `kubectl logs "
            "--previous` of one.",
            "`/ready` of a pod says what it misses: database, bus, keys of tokens.",
            "Pods are fine: the ServiceMonitor, the network policy (Prometheus' namespace has to be let in), or "
            "the mesh.",
        ),
        (
            "Began with a deployment: `kubectl rollout undo deployment/SERVICE`.",
            "A revision of the database failed: the job `SERVICE-prepare` has its output; the old version runs "
            "on the old tables.",
            "A secret is missing: `kubectl get externalsecret`.",
        ),
        tables.of_teams,
    ),
    "outbox-waits": Page(
        "What is committed is not handed on",
        "Rows of the outbox wait: others do not hear what has happened, and sagas do not begin. Nothing is "
        "lost: rows stay until the broker has "
        "confirmed them.",
        (
            "Is the broker there? `/ready` of the service names it; so do the alerts of all other services.",
            "`skerry events tail` shows what has not been published. " + _OPERATOR.format("events"),
            "Is it one service? Its relay holds a lease in the database: a process that hangs keeps it until it "
            "runs out.",
        ),
        (
            "The broker is down: bring it back; the outbox empties by itself, in order.",
            "The broker refuses one event (too large, no right to the subject): the log of the service says which.",
            "A relay hangs: delete the pod; another one takes over.",
        ),
        tables.of_teams,
    ),
    "dead-letters": Page(
        "Events were given up on",
        "A service could not handle an event, again and again, and put it aside, so that those behind it go "
        "on. What it stands for has not happened.",
        (
            "`skerry events dead SERVICE` lists them, each with its reason. " + _OPERATOR.format("events/dead"),
            "The log of the service at that time, and the trace of the event.",
        ),
        (
            "A fault in the code or a missing row: repair it, deploy, then `skerry events replay SERVICE`.",
            "The event is wrong: its publisher has to send a right one; the dead letter is let go.",
            "Replayed events come after those of the meantime: see that this is right for the aggregate.",
        ),
        tables.of_events,
    ),
    "events-wait": Page(
        "Events wait to be handled",
        "A service is slower than what it hears, or handles nothing at all.",
        (
            _DASHBOARD.format("Events"),
            "Outcome `failed`: one event comes again and again and holds up those of its key. Outcome `ok`: "
            "there are more than it manages.",
        ),
        (
            "Too many: more replicas; events of one key stay in order.",
            "One fails: see *Events were given up on*; it will be put aside by itself.",
        ),
        tables.of_events,
    ),
    "read-model-late": Page(
        "A read model lags",
        "What is read is older than the model allows, or events lie in the service's log that a read model "
        "has not read.",
        (
            _DASHBOARD.format("Events"),
            "Does the publisher hand on late (its outbox waits), or does this service handle late (its events wait)?",
        ),
        (
            "Behind after a deployment: a new read model reads all of the log once; wait.",
            "Otherwise as the alert of the outbox or of waiting events says.",
        ),
        tables.of_views,
    ),
    "breaker-open": Page(
        "A service is not called any more",
        "Calls have failed so often in a row that they are refused at once for a while; then one is tried. "
        "Callers get 503, or what is cached.",
        (
            "`server_address` of the alert is the callee. Does it have an alert of its own?",
            "If not, what lies between: network policy, mesh, name; or a timeout that is too short for it.",
        ),
        (
            "The callee is down: its team's alert is the one to follow.",
            "The callee is well: compare the call's `timeout` in the model with its 95th percentile.",
        ),
        tables.of_callees,
    ),
    "saga-parked": Page(
        "A saga waits for a person",
        "A step past the point of no return, or an undo, was refused: neither forward nor back goes on by itself.",
        (
            "`skerry sagas list --status parked`, then `skerry sagas show ID`: its history, and why. "
            + _OPERATOR.format("sagas"),
            "Look at the thing itself in the service that refused.",
        ),
        (
            "The cause is gone: `skerry sagas retry ID`.",
            "Somebody did the step by hand: `skerry sagas skip ID`.",
            "It has to end as it stands: `skerry sagas force ID`, and repair what is left by hand.",
        ),
        tables.of_sagas,
    ),
    "saga-overdue": Page(
        "A saga waits for an event that should have come",
        "The time of an `await` is over, or nearly; after it the saga takes its other way.",
        (
            "`skerry sagas list --waiting`: which event, and until when.",
            "Did its publisher hand it on? Its outbox, and its dead letters.",
        ),
        ("Bring the publisher back; the saga goes on when the event comes.",),
        tables.of_sagas,
    ),
    "saga-stuck": Page(
        "A saga has not ended past its deadline",
        "Past its deadline a saga undoes what it did; this one has not managed that either.",
        (
            "`skerry sagas list --status running` and `--status compensating`, the oldest first; `skerry sagas "
            "show ID`.",
        ),
        (
            "The service of its present step fails: see its alerts.",
            "As *A saga waits for a person*, where it is parked.",
        ),
        tables.of_sagas,
    ),
    "saga-engine-stopped": Page(
        "Sagas stand still",
        "The process that drives sagas has lost its lease on the journal and does not win it back: it can't "
        "write, or its clock is wrong.",
        ("`/ready` of the service says why.", "`skerry sagas stats`; `skerry sagas check` looks through the journal."),
        (
            "The disk or database of the journal is full or gone: bring it back.",
            "Delete the pod; another one takes the lease.",
        ),
        tables.of_sagas,
    ),
    "sagas-undone": Page(
        "Most sagas are undone",
        "Undoing is made for the exception. If most of what is under way is being undone, a step refuses "
        "everything: customers get nothing.",
        (
            "`skerry sagas list --status compensating`, `skerry sagas show ID`: which step refused, and with "
            "which words.",
            _DASHBOARD.format("Sagas"),
        ),
        (
            "See the service of that step, and its last deployment.",
            "What is undone is whole again: nothing has to be repaired.",
        ),
        tables.of_sagas,
    ),
    "saturation": Page(
        "Something comes to its end",
        "Memory, processor, open files, or the load that was planned for is nearly used up. Nothing has failed yet.",
        (_DASHBOARD.format("Service"), "One replica or all? Does it grow with the load, or all the time?"),
        (
            "With the load: more replicas, or more for each (`memory`, `cpu`, `autoscale` in the model), then "
            "generate again.",
            "All the time: something is not given back. A restart buys time: `kubectl rollout restart "
            "deployment/SERVICE`.",
            "Load above plan: `load.peak` in the model, and what follows from it.",
        ),
        tables.of_limits,
    ),
}
