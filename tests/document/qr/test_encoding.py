"""QR codes, module by module against another encoder and as a reader sees them."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from reportlab.graphics.barcode.qrencoder import QR8bitByte, QRCode, QRErrorCorrectLevel

from services.document.qr.encoding import modules
from services.document.qr.versions import VERSIONS, smallest

LARGEST = len(VERSIONS)
QUIET = 4
PIXELS = 4

EPC = "BCD\n002\n1\nSCT\n\nZoë Łukasiewicz\nDE89370400440532013000\nEUR104.35\n\n\nINV-2026-000001"


def drawn(text: str) -> tuple[str, ...]:
    rows = modules(text, LARGEST)
    assert rows is not None
    return rows


def mask_of(rows: tuple[str, ...]) -> int:
    """Read the mask out of the format information, and that the level is M."""
    level_and_mask = int(rows[8][:5], 2) ^ 0b10101
    assert level_and_mask >> 3 == 0
    return level_and_mask & 0b111


def another_encoders(text: str, version: int, mask: int) -> tuple[str, ...]:
    code = QRCode(version, QRErrorCorrectLevel.M)
    code.addData(QR8bitByte(text.encode()))
    code.makeImpl(test=False, maskPattern=mask)
    return tuple("".join("1" if dark else "0" for dark in row) for row in code.modules)


def agreed(text: str) -> bool:
    rows = drawn(text)
    return rows == another_encoders(text, (len(rows) - 17) // 4, mask_of(rows))


@pytest.mark.parametrize("number", range(1, LARGEST + 1))
def test_every_version_is_what_another_encoder_makes_of_it(number: int) -> None:
    full = VERSIONS[number - 1].capacity
    assert agreed("x" * full)
    assert agreed("x" * (full - 1))


@settings(max_examples=30)
@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=200))
def test_any_text_is_what_another_encoder_makes_of_it(text: str) -> None:
    assert agreed(text)


def test_the_smallest_version_is_taken() -> None:
    # ISO/IEC 18004, Table 7: bytes at level M
    known = {1: 14, 2: 26, 5: 84, 6: 106, 7: 122, 10: 213, 13: 331, 25: 997}
    assert {number: VERSIONS[number - 1].capacity for number in known} == known
    assert [smallest(n, LARGEST) for n in (14, 15, 997)] == [VERSIONS[i] for i in (0, 1, 24)]


def test_what_takes_a_larger_version_than_is_allowed_has_no_code() -> None:
    assert modules("x" * 331, 13) is not None
    assert modules("x" * 332, 13) is None
    assert modules("ë" * 166, 13) is None
    assert modules("x" * 998, LARGEST) is None


def test_the_same_text_gives_the_same_code() -> None:
    assert drawn(EPC) == drawn(EPC)


def test_finders_stand_in_three_corners() -> None:
    rows = drawn(EPC)
    finder = ("1111111", "1000001", "1011101", "1011101", "1011101", "1000001", "1111111")
    assert tuple(row[:7] for row in rows[:7]) == finder
    assert tuple(row[-7:] for row in rows[:7]) == finder
    assert tuple(row[:7] for row in rows[-7:]) == finder
    assert tuple(row[-7:] for row in rows[-7:]) != finder


@pytest.mark.parametrize("text", ["14 characters.", EPC, "ä" * 400], ids=["small", "EPC", "large"])
def test_a_reader_reads_what_was_written(
    text: str, program: Callable[[str], str], tmp_path: Path
) -> None:
    picture = tmp_path / "code.png"
    _save(drawn(text), picture)
    command = [program("zbarimg"), "--quiet", "--raw", "-Sbinary", "--nodbus", str(picture)]
    read = subprocess.run(command, capture_output=True, check=True).stdout
    assert read.decode() == text


def _save(rows: tuple[str, ...], picture: Path) -> None:
    size = len(rows) + 2 * QUIET
    image = Image.new("1", (size, size), 1)
    for y, row in enumerate(rows):
        for x, module in enumerate(row):
            image.putpixel((x + QUIET, y + QUIET), int(module == "0"))
    image.resize((size * PIXELS, size * PIXELS)).save(picture)
