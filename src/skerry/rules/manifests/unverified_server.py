"""A certificate is asked for and not looked at.

Why: Any certificate will do: whoever stands in between can present one of his own.

Instead: Name the authority: `caCertificates: /etc/ssl/certs/ca-certificates.crt`, or `credentialName`; or have mTLS of the mesh
(ISTIO_MUTUAL).

When: A DestinationRule with TLS mode SIMPLE or MUTUAL, for all or for one port, has no `caCertificates`, nor `credentialName` with a
`workloadSelector`, nor says `insecureSkipVerify` itself.

Source: istioctl analyze IST0128, IST0129.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.formats.kubernetes.values import Key, mapping, rows, text
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.manifests._asked import manifests
from skerry.rules.manifests._examples import both
from skerry.rules.manifests._routes import DESTINATION_RULE
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.WARNING, Needs.MANIFESTS)
_RULE = """\
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: payments }
spec:
  host: api.payments.example
  trafficPolicy: { tls: { mode: SIMPLE } }
"""
SOUND = both(_RULE.replace("SIMPLE", "SIMPLE, caCertificates: /etc/ssl/certs/ca-certificates.crt"))
BROKEN = both(_RULE)


def check(case: Case) -> Iterator[Hit]:
    """One finding for each place that asks for TLS."""
    for each in manifests(case).of(DESTINATION_RULE):
        places: list[tuple[Key, ...]] = [("spec", "trafficPolicy", "tls")]
        places += [
            ("spec", "trafficPolicy", "portLevelSettings", place, "tls")
            for place, _ in rows(each.body, "spec", "trafficPolicy", "portLevelSettings")
        ]
        for keys in places:
            said = mapping(each.body, *keys)
            held = text(said, "caCertificates") or (
                text(said, "credentialName") and mapping(each.body, "spec", "workloadSelector")
            )
            if text(said, "mode") in {"SIMPLE", "MUTUAL"} and not held and said.get("insecureSkipVerify") is not True:
                host = text(each.body, "spec", "host")
                message = f"{each.title} takes any certificate of `{host}`"
                yield Hit((each.subject, ".".join(map(str, keys))), message, each.span(*keys, "mode"))
