"""All kinds of change between two GraphQL schemas, each with the smallest schemas that show it."""

from skerry.contracts.change import Rule
from skerry.contracts.diff.graphql.rules import directives, federation, inputs, outputs, texts

RULES: tuple[Rule, ...] = (*outputs.RULES, *inputs.RULES, *directives.RULES, *federation.RULES, *texts.RULES)
