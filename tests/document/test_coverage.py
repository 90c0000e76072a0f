"""Which orders can be printed at all."""

import subprocess
import sys
from pathlib import Path

import pytest

from services.document.coverage import (
    check_coverage,
    check_profile_coverage,
    printable_characters,
)
from services.document.layout.faces import FACES, font
from services.domain.rejection import Fault, Rejected
from tests.builders import a_bill, a_seller, an_order_request
from tests.document.orders import lines

ROOT = Path(__file__).parents[2]
ZHONG = "\u4e2d"


def faults(**changes: object) -> tuple[Fault, ...]:
    with pytest.raises(Rejected) as caught:
        check_coverage(a_bill(seller=a_seller(), **changes))
    return caught.value.faults


def test_an_ordinary_order_passes() -> None:
    check_coverage(a_bill())


def test_latin_greek_and_cyrillic_pass() -> None:
    check_coverage(a_bill(notes="Zoë Łukasiewicz, Αθήνα, Київ, Đặng Thị, Ğüneş, Šťastný €"))


def test_a_missing_character_is_named_by_its_code_point_and_place() -> None:
    (fault,) = faults(notes=f"to {ZHONG}")
    assert (fault.pointer, fault.code) == ("/notes", "unprintable_character")
    assert "U+4E2D" in fault.detail


def test_the_text_around_it_is_not_repeated() -> None:
    (fault,) = faults(notes=f"secret {ZHONG}")
    assert "secret" not in fault.detail
    assert ZHONG not in fault.detail


PARTS = ("line1", "line2", "postal_code", "city", "region")
ADDRESS = dict.fromkeys(PARTS, ZHONG) | {"country": "DE"}
EXEMPT = {"category": "E", "rate": "0", "exemption_reason": ZHONG}
BUYER = an_order_request()["buyer"] | {"name": ZHONG, "reference": ZHONG, "address": ADDRESS}
LINE = lines(1)[0] | {
    "sku": ZHONG,
    "name": ZHONG,
    "description": ZHONG,
    "discount": {"percent": "1", "reason": ZHONG},
}
ADJUSTMENT = {"reason": ZHONG, "amount": "1", "tax": {"category": "S", "rate": "19"}}


@pytest.mark.parametrize(
    ("field", "value", "pointers"),
    [
        ("reference", ZHONG, ["/reference"]),
        ("purchase_order", ZHONG, ["/purchase_order"]),
        ("notes", ZHONG, ["/notes"]),
        (
            "buyer",
            BUYER,
            ["/buyer/name", "/buyer/reference", *(f"/buyer/address/{part}" for part in PARTS)],
        ),
        (
            "ship_to",
            {"name": ZHONG, "address": ADDRESS},
            ["/ship_to/name", *(f"/ship_to/address/{part}" for part in PARTS)],
        ),
        (
            "lines",
            [lines(1)[0], LINE],
            [f"/lines/1/{field}" for field in ("sku", "name", "description", "discount/reason")],
        ),
        ("lines", [lines(1)[0], lines(1, tax=EXEMPT)[0]], ["/lines/1/tax/exemption_reason"]),
        ("charges", [ADJUSTMENT], ["/charges/0/reason"]),
        (
            "charges",
            [ADJUSTMENT | {"reason": "x", "tax": EXEMPT}],
            ["/charges/0/tax/exemption_reason"],
        ),
        ("discounts", [ADJUSTMENT], ["/discounts/0/reason"]),
        (
            "payment",
            {"status": "paid", "method": "card", "reference": ZHONG},
            ["/payment/reference"],
        ),
    ],
)
def test_every_printed_text_of_an_order_is_looked_at(
    field: str, value: object, pointers: list[str]
) -> None:
    assert [fault.pointer for fault in faults(**{field: value})] == pointers


def test_a_flood_of_faults_is_cut() -> None:
    assert len(faults(lines=lines(100, name=ZHONG))) == 20


def test_a_profile_is_checked_with_pointers_of_its_own() -> None:
    profile = a_seller(legal_name=f"{ZHONG} Ltd", footer=ZHONG).profile
    with pytest.raises(Rejected) as caught:
        check_profile_coverage(profile)
    assert [fault.pointer for fault in caught.value.faults] == ["/legal_name", "/footer"]


def test_an_ordinary_profile_passes() -> None:
    check_profile_coverage(a_seller().profile)


@pytest.mark.parametrize("face", FACES)
def test_every_face_has_every_character_that_passes(face: str) -> None:
    assert printable_characters() <= {chr(code) for code in font(face).face.charToGlyph}


def test_checking_loads_no_rendering_engine() -> None:
    program = "import sys, services.document.coverage; print('reportlab' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=True, text=True
    )
    assert done.stdout.strip() == "False"
