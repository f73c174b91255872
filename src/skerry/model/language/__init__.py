"""The architecture language, declared: every key, its form and its meaning. Nothing else lists the keys."""

from __future__ import annotations

from skerry.model.language.accepted import ACCEPT
from skerry.model.language.common import TEXT
from skerry.model.language.contexts import CONTEXTS, EXTERNAL, MAP, PROFILE
from skerry.model.language.deploy import DEPLOY, ENVIRONMENTS
from skerry.model.language.flows import ACCESS, MIGRATE, SAGAS, TYPES
from skerry.model.language.policies import policies
from skerry.model.language.services import SERVICES
from skerry.model.parsed import Parsed
from skerry.model.shapes import Key, Name, Record, Whole

MODEL = Record(
    "a model",
    Parsed,
    (
        Key("arch", Whole(1), "The version of the language; 1.", required=True),
        Key("system", Name(), "The system's name.", required=True),
        Key("about", TEXT, "What it is, in a sentence."),
        Key("profile", PROFILE, "What it is for, and under what conditions."),
        Key("contexts", CONTEXTS, "The bounded contexts."),
        Key("map", MAP, "How contexts depend on each other: downstream -> upstream, and in which way."),
        Key("external", EXTERNAL, "Systems that are not ours."),
        Key("services", SERVICES, "What is built, deployed and owned."),
        Key("types", TYPES, "Data, by context; what several share stands under `shared`."),
        Key("sagas", SAGAS, "Transactions that span services."),
        Key("access", ACCESS, "Roles, and what each may do; all else is denied."),
        Key("policies", policies("policies"), "Defaults, which a service, an operation or a call may tighten."),
        Key("deploy", DEPLOY, "Where and how it runs."),
        Key("environments", ENVIRONMENTS, "What differs in each environment."),
        Key("migrate", MIGRATE, "The way out of the monolith, phase by phase."),
        Key("accept", ACCEPT, "Findings that somebody has decided to live with, each with the reason."),
    ),
)
