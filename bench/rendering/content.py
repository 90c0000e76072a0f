"""What every engine is given: records, a logo, faces."""

import base64
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Final

from PIL import Image

from bench.rendering.orders import order
from services.document import fonts
from services.domain.billing import bill, invoice
from services.domain.ids import order_id
from services.domain.invoice import Invoice
from services.domain.numbering import FIRST_PREVIOUS_HASH, print_number, series_for
from services.domain.order_request import OrderRequest
from services.domain.seller import Seller
from services.domain.validation import validated
from services.local.seller_file import read_profile

ROOT: Final = Path(__file__).resolve().parents[2]
FONTS: Final = Path(fonts.__file__).parent
REGULAR: Final = FONTS / "NotoSans-Regular.ttf"
SEMIBOLD: Final = FONTS / "NotoSans-SemiBold.ttf"
_PROFILE: Final = ROOT / "services/local/samples/aurora.toml"
_LOGO: Final = ROOT / "services/local/sample_logos/aurora.png"
_ISSUED_AT: Final = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
_ISSUED_ON: Final = date(2026, 11, 21)


Draw = Callable[[Sequence[Invoice]], bytes]
"""Draws all of some records and returns the PDF of the last."""


def in_turn(draw: Callable[[Invoice], bytes]) -> Draw:
    """Return what draws records one after the other, from what draws one."""

    def drawn(records: Sequence[Invoice]) -> bytes:
        pdf = b""
        for record in records:
            pdf = draw(record)
        return pdf

    return drawn


@cache
def logo_png() -> bytes:
    """Return the sample seller's logo with an alpha channel, the way designers save it."""
    target = BytesIO()
    Image.open(_LOGO).convert("RGBA").save(target, "PNG", optimize=True)
    return target.getvalue()


@cache
def seller() -> Seller:
    """Return the seller of all documents."""
    profile = read_profile(_PROFILE)
    logo = base64.b64encode(logo_png()).decode()
    return Seller(
        id="aurora",
        version=1,
        valid_from=_ISSUED_AT,
        profile=profile.model_copy(update={"logo": logo}),
    )


def document(index: int, lines: int) -> Invoice:
    """Return the `index`-th record of some lines; equal arguments give equal records."""
    owner, request = seller(), validated(OrderRequest, order(index, lines))
    rules = owner.profile.numbering
    series = series_for(owner.id, rules, "380", _ISSUED_ON, livemode=True)
    return invoice(
        bill(request, owner),
        number=print_number(rules, series, index + 1, _ISSUED_ON),
        series=series,
        sequence=index + 1,
        order_id=order_id(owner.id, livemode=True, channel="api", idempotency_key=str(index)),
        issued_on=_ISSUED_ON,
        issued_at=_ISSUED_AT,
        previous_hash=FIRST_PREVIOUS_HASH,
    )
