"""A job that has ended stays for ever.

Why: Jobs and their pods pile up in the API server; the next `kubectl apply` of the same name is refused.

Instead: Write `ttlSecondsAfterFinished: 86400` into a Job. In a CronJob leave it out: `successfulJobsHistoryLimit` cleans up.

When: A Job of its own has no `ttlSecondsAfterFinished`; or one of a CronJob has one, which cuts its history. A Helm hook or one of
Argo CD is deleted by its tool.

Source: kube-linter job-ttl-seconds-after-finished.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.manifests._asked import manifests
from skerry.rules.manifests._examples import both
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.NOTE, Needs.MANIFESTS)
_JOB = """\
apiVersion: batch/v1
kind: Job
metadata: { name: migrate }
spec:
  ttlSecondsAfterFinished: 86400
  template:
    spec:
      restartPolicy: Never
      containers: [{ name: migrate, image: shop/migrate:1.4 }]
"""
SOUND = both(_JOB)
BROKEN = both(_JOB.replace("ttlSecondsAfterFinished: 86400", "backoffLimit: 3"))


_HOOKS = ("helm.sh/hook", "argocd.argoproj.io/hook")


def check(case: Case) -> Iterator[Hit]:
    """One finding for each job."""
    known = manifests(case)
    for each in known.of("Job.batch"):
        if each.at("spec", "ttlSecondsAfterFinished") is None and not any(name in each.annotations for name in _HOOKS):
            yield Hit((each.subject,), f"{each.title} stays when it has ended", each.span("spec"))
    for each in known.of("CronJob.batch"):
        keys = ("spec", "jobTemplate", "spec", "ttlSecondsAfterFinished")
        if each.at(*keys) is not None:
            message = f"{each.title} lets its jobs be deleted before its own history counts"
            yield Hit((each.subject,), message, each.span(*keys), fix="remove `ttlSecondsAfterFinished`")
