from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


def rounded(amount):
    return Decimal(amount).quantize(CENT, rounding=ROUND_HALF_UP)


def total(amounts):
    return rounded(sum(amounts, Decimal(0)))
