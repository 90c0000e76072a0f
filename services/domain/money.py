"""Amounts: Decimal only, half up, with the currency's own number of decimals (ISO 4217)."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from decimal import ROUND_DOWN, ROUND_HALF_UP, Context, Decimal, localcontext

from services.domain.code_lists.currencies import EXPONENTS

# 500 lines of 15 digits times 15 digits need 33; the default context has 28 and would round.
_EXACT = Context(prec=60, rounding=ROUND_HALF_UP)


def exact_arithmetic() -> AbstractContextManager[Context]:
    """Compute with enough digits that no product or sum of an order is ever rounded silently."""
    return localcontext(_EXACT)


def exponent(currency: str) -> int:
    """Return how many decimals amounts in `currency` have: 0, 2 or 3."""
    return EXPONENTS[currency]


def round_to(value: Decimal, places: int) -> Decimal:
    """Round half up, away from zero on a tie, as the EN 16931 rules compute (BR-DEC)."""
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, _EXACT)


def round_amount(value: Decimal, currency: str) -> Decimal:
    """Round an amount half up to the decimals of its currency."""
    return round_to(value, exponent(currency))


def amount_text(value: Decimal, currency: str) -> str:
    """Write an amount with exactly the currency's decimals: `12.30`, `1200`, `1.500`."""
    return f"{round_amount(value, currency):f}"


def spread(total: Decimal, shares: Sequence[Decimal], places: int) -> list[Decimal]:
    """Round `shares` to `places` so that they add up to `total`, by largest remainder.

    Each share is first cut off towards zero; the missing smallest units then go to the shares
    that lost most. When `total` is the rounded sum of `shares`, none moves by more than one unit.
    """
    unit = Decimal(1).scaleb(-places)
    cut = [share.quantize(unit, ROUND_DOWN, _EXACT) for share in shares]
    missing = int((total - sum(cut, Decimal(0))) / unit)
    by_loss = sorted(range(len(cut)), key=lambda i: shares[i] - cut[i], reverse=missing > 0)
    for n in range(abs(missing)):
        cut[by_loss[n % len(cut)]] += unit if missing > 0 else -unit
    return cut
