"""What services promise to those who call them."""

FAMILY = "Interfaces"
ORDER = 3
