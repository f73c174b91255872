"""A secret is named that is not there.

Why: Containers do not start without it, and a gateway serves no TLS. That a Secret is made elsewhere is usual: so it is a note; a key
that is not in it is an error.

Instead: Add an ExternalSecret, a SealedSecret or a Certificate that makes it, or write the name or key that is meant.

When: A container, volume, Ingress or Gateway names a key that the Secret here does not have (an error); or a Secret that nothing here
makes, though others are made: by a Secret, ExternalSecret, SealedSecret, Certificate or SecretProviderClass. A Secret in a namespace
of which nothing is here is not asked for.

Source: Kubernetes documentation, Secrets; istioctl analyze IST0101 (credentialName); Gateway API (`InvalidCertificateRef`).
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Answer, Hit, Unknown
from skerry.rules.manifests._asked import instead, manifests
from skerry.rules.manifests._examples import both, deployment
from skerry.rules.manifests._given import SECRET, made_secrets, references
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.ERROR, Needs.MANIFESTS)
_ENV = "env: [{ name: DATABASE_URL, valueFrom: { secretKeyRef: { name: orders-db, key: url } } }]"
_SECRET = "apiVersion: v1\nkind: Secret\nmetadata: { name: orders-db }\nstringData: { url: filled-in-elsewhere }\n"
SOUND = both(deployment(container=_ENV), _SECRET)
BROKEN = both(deployment(container=_ENV), _SECRET.replace("url:", "uri:"))


def check(case: Case) -> Iterator[Answer]:
    """One finding for each Secret or key that an object names."""
    known = manifests(case)
    made = known.derived(made_secrets)
    for each in references(known, SECRET):
        found = [
            one
            for one in made.get(each.name, ())
            if not one.namespace or not each.namespace or one.namespace == each.namespace
        ]
        if not found:
            elsewhere = not made or (each.namespace and each.namespace not in known.namespaces)
            message = f"{each.resource.title} needs Secret `{each.name}`, which nothing here makes"
            fix = instead(each.name, sorted(made), f"add an ExternalSecret that makes `{each.name}`")
            subject = (each.resource.subject, each.name)
            yield Unknown(subject) if elsewhere else Hit(subject, message, each.span, fix=fix, severity=Severity.NOTE)
        elif each.key and all(one.keys is not None and each.key not in one.keys for one in found):
            keys = sorted({key for one in found for key in one.keys or ()})
            message = f"{each.resource.title} needs `{each.key}` of Secret `{each.name}`, which has no such key"
            fix = instead(each.key, keys, f"add the key `{each.key}`")
            yield Hit((each.resource.subject, each.name, each.key), message, each.key_span, fix=fix,
                      related=((found[0].resource.span("metadata", "name"), "what makes it"),))  # fmt: skip
