"""Which orders can be printed at all."""

import subprocess
import sys
from pathlib import Path
from textwrap import wrap

import pytest

from services.document.coverage import (
    check_coverage,
    check_profile_coverage,
    printable_characters,
)
from services.document.faces import REGULAR, SEMIBOLD, Weight, shaped
from services.domain.rejection import Fault, Rejected
from tests.builders import a_bill, a_seller, an_order_request
from tests.document.orders import lines

ROOT = Path(__file__).parents[2]
THAI = "\u0e01"


def faults(**changes: object) -> tuple[Fault, ...]:
    with pytest.raises(Rejected) as caught:
        check_coverage(a_bill(seller=a_seller(), **changes))
    return caught.value.faults


def test_an_ordinary_order_passes() -> None:
    check_coverage(a_bill())


@pytest.mark.parametrize(
    "text",
    [
        "Zoë Łukasiewicz, Αθήνα, Київ, Đặng Thị, Ğüneş, Šťastný € ฿ → ≤ ✓",
        "فاتورة رقم ١٢ (نسخة)",
        "חשבונית מספר 12",
        "請求書 株式会社 カタカナ ｶﾀｶﾅ ﾞ 々",
        "发票 广州市贸易有限公司",
        "發票 臺灣",
        "영수증 주식회사",
    ],
)
def test_the_scripts_of_the_faces_pass(text: str) -> None:
    check_coverage(a_bill(notes=text))


def test_a_missing_character_is_named_by_its_code_point_and_place() -> None:
    (fault,) = faults(notes=f"to {THAI}")
    assert (fault.pointer, fault.code) == ("/notes", "unprintable_character")
    assert "U+0E01" in fault.detail


def test_the_text_around_it_is_not_repeated() -> None:
    (fault,) = faults(notes=f"secret {THAI}")
    assert "secret" not in fault.detail
    assert THAI not in fault.detail


PARTS = ("line1", "line2", "postal_code", "city", "region")
ADDRESS = dict.fromkeys(PARTS, THAI) | {"country": "DE"}
EXEMPT = {"category": "E", "rate": "0", "exemption_reason": THAI}
BUYER = an_order_request()["buyer"] | {"name": THAI, "reference": THAI, "address": ADDRESS}
LINE = lines(1)[0] | {
    "sku": THAI,
    "name": THAI,
    "description": THAI,
    "discount": {"percent": "1", "reason": THAI},
}
ADJUSTMENT = {"reason": THAI, "amount": "1", "tax": {"category": "S", "rate": "19"}}


@pytest.mark.parametrize(
    ("field", "value", "pointers"),
    [
        ("reference", THAI, ["/reference"]),
        ("purchase_order", THAI, ["/purchase_order"]),
        ("notes", THAI, ["/notes"]),
        (
            "buyer",
            BUYER,
            ["/buyer/name", "/buyer/reference", *(f"/buyer/address/{part}" for part in PARTS)],
        ),
        (
            "ship_to",
            {"name": THAI, "address": ADDRESS},
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
            {"status": "paid", "method": "card", "reference": THAI},
            ["/payment/reference"],
        ),
    ],
)
def test_every_printed_text_of_an_order_is_looked_at(
    field: str, value: object, pointers: list[str]
) -> None:
    assert [fault.pointer for fault in faults(**{field: value})] == pointers


def test_a_flood_of_faults_is_cut() -> None:
    assert len(faults(lines=lines(100, name=THAI))) == 20


def test_a_profile_is_checked_with_pointers_of_its_own() -> None:
    profile = a_seller(legal_name=f"{THAI} Ltd", footer=THAI).profile
    with pytest.raises(Rejected) as caught:
        check_profile_coverage(profile)
    assert [fault.pointer for fault in caught.value.faults] == ["/legal_name", "/footer"]


def test_an_ordinary_profile_passes() -> None:
    check_profile_coverage(a_seller().profile)


@pytest.mark.parametrize("weight", [REGULAR, SEMIBOLD])
def test_every_character_that_passes_has_a_glyph_in_both_weights(weight: Weight) -> None:
    line = shaped("".join(sorted(printable_characters())), weight)
    boxes = [run.face for run in line.runs if "0000" in wrap(run.codes, 4)]
    assert boxes == []


def test_a_fault_says_what_to_do() -> None:
    (fault,) = faults(notes="\N{GRINNING FACE}")
    assert "U+1F600" in fault.detail
    assert "leave it out" in fault.detail


def test_checking_loads_no_rendering_engine() -> None:
    program = "import sys, services.document.coverage; print('uharfbuzz' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=True, text=True
    )
    assert done.stdout.strip() == "False"
