"""A pipeline for GitHub Actions: checks, builds, signs and deploys what a change affects, and nothing else."""

from skerry.generate.generator import Generator
from skerry.generate.pipelines.whole import pipelines

GENERATOR = Generator("pipelines", "a pipeline that tests, builds, signs and deploys what a change affects", pipelines)
