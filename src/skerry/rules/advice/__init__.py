"""Whether an interaction is better asked and waited for, told, or both."""

FAMILY = "Communication"
ORDER = 10
