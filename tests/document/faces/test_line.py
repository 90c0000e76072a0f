"""Text to glyphs."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from textwrap import wrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.document.coverage import printable_characters
from services.document.faces import REGULAR, SEMIBOLD, Glyph, Run, Weight, face, shaped, width

ROOT = Path(__file__).parents[3]
RLM = "\N{RIGHT-TO-LEFT MARK}"
COVERED = sorted(printable_characters())
MIXED = st.one_of(
    st.sampled_from(COVERED),
    st.sampled_from(
        "ae\u0301\u0308\u0323 1-(\u0416\u1fb6\u0627\u0628\u062a\u0644\u0644\u0647\u0661\u064b"
        "\u05e9\u05dc\u05d5\u05dd\u05b8\u05c1\ud55c\u1112\u1161\u11ab\u6f22\u304b\u3099"
    ),
)
WEIGHTS = st.sampled_from([REGULAR, SEMIBOLD])


def ids(run: Run) -> list[int]:
    return [int(code, 16) for code in wrap(run.codes, 4)]


def glyphs(text: str, weight: Weight = REGULAR) -> list[Glyph]:
    return [glyph for run in shaped(text, weight).runs for glyph in run.glyphs or ()]


def faces(text: str, weight: Weight = REGULAR) -> list[str]:
    return [run.face for run in shaped(text, weight).runs]


def seen(text: str) -> str:
    """Return the characters as they stand on the line, brackets as they are drawn."""
    found = ""
    for run in shaped(text, REGULAR).runs:
        known = face(run.face).characters
        told = [glyph.text for glyph in run.glyphs or ()] or [known[glyph] for glyph in ids(run)]
        drawn = zip(told, ids(run), strict=True)
        found += "".join(known[glyph] if text in {"(", ")"} else text for text, glyph in drawn)
    return found


@given(st.text(MIXED, max_size=12), WEIGHTS)
def test_what_passes_the_coverage_check_shows_no_box(text: str, weight: Weight) -> None:
    assert all(0 not in ids(run) for run in shaped(text, weight).runs)


@given(st.text(MIXED, max_size=12), WEIGHTS)
def test_a_line_is_as_wide_as_its_glyphs(text: str, weight: Weight) -> None:
    line = shaped(text, weight)
    total = sum(
        sum(glyph.advance for glyph in run.glyphs)
        if run.glyphs is not None
        else sum(face(run.face).advances[glyph] for glyph in ids(run)) / 1000
        for run in line.runs
    )
    assert width(text, weight) == pytest.approx(line.width)
    assert line.width == pytest.approx(total)


@given(st.text(MIXED, max_size=12))
def test_no_character_is_lost(text: str) -> None:
    line = shaped(text, REGULAR)
    if line.actual is None:
        assert seen(text) == text
    else:
        assert line.actual == text


def test_text_in_latin_letters_is_one_run_of_the_core_face() -> None:
    (run,) = shaped("Rechnung Nr. 12, 5,00 €", SEMIBOLD).runs
    assert (run.face, run.glyphs, run.embolden) == ("NotoSansLatin-SemiBold", None, False)


@pytest.mark.parametrize(
    ("text", "name"),
    [("Τιμολόγιο 12 (αντίγραφο)", "NotoSansGreek"), ("Рахунок № 5, копія", "NotoSansCyrillic")],
)
def test_spaces_and_figures_stay_in_the_run_of_their_words(text: str, name: str) -> None:
    assert faces(text) == [f"{name}-Regular"]


def test_each_character_finds_its_face_inside_one_line() -> None:
    assert faces("A東ж한✓") == [
        "NotoSansLatin-Regular",
        "NotoSansJP-Regular",
        "NotoSansCyrillic-Regular",
        "NotoSansKR-Regular",
        "NotoSansSymbols2-Regular",
    ]


def test_a_character_that_no_face_has_shows_as_a_box() -> None:
    (run,) = shaped("\N{GRINNING FACE}", REGULAR).runs
    assert ids(run) == [0]


def test_faces_of_one_weight_are_drawn_bolder() -> None:
    assert [run.embolden for run in shaped("A東", SEMIBOLD).runs] == [False, True]
    assert [run.embolden for run in shaped("A東", REGULAR).runs] == [False, False]


def test_arabic_letters_join() -> None:
    (alone,) = glyphs("ح")
    last, middle, first = glyphs("ححح")
    assert len({alone.id, last.id, middle.id, first.id}) == 4


def test_an_arabic_word_reads_from_right_to_left() -> None:
    assert "".join(glyph.text for glyph in glyphs("فاتورة")) == "ةروتاف"


def test_a_letter_is_one_glyph_however_many_dots_it_has() -> None:
    assert [glyph.text for glyph in glyphs("تيپ")] == ["پ", "ي", "ت"]


def test_lam_and_alef_are_one_glyph() -> None:
    assert [glyph.text for glyph in glyphs("لا")] == ["لا"]


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("INV-7 فاتورة (12)", "INV-7 (12) ةروتاف"),
        ("فاتورة INV-7", "INV-7 ةروتاف"),
        ("חשבונית 12 (עותק)", "(קתוע) 12 תינובשח"),
        ("total שלום 5 %", "total 5 םולש %"),
        (f"{RLM}12 EUR", "EUR 12"),
    ],
)
def test_figures_words_and_brackets_stand_where_a_reader_looks_for_them(
    text: str, order: str
) -> None:
    assert seen(text) == order


@pytest.mark.parametrize("text", ["Rechnung", "Αθήνα", "Đặng Thị Hương", "請求書", "한국어", "≤ 5"])
def test_text_that_its_glyphs_give_back_is_not_repeated(text: str) -> None:
    assert shaped(text, REGULAR).actual is None


@pytest.mark.parametrize("text", ["فاتورة", "שלום 12", "x\u0302\u0323\u0301q\u0308"])
def test_text_that_its_glyphs_do_not_give_back_is_given(text: str) -> None:
    assert shaped(text, REGULAR).actual == text


def test_marks_that_only_direct_are_not_printed() -> None:
    line = shaped(f"{RLM}EUR", REGULAR)
    assert (line.actual, line.width) == ("EUR", width("EUR", REGULAR))


def test_a_vietnamese_letter_is_one_glyph() -> None:
    assert [glyph.text for glyph in glyphs("ặịươ")] == list("ặịươ")


def test_a_mark_without_a_letter_of_its_own_stands_on_its_base() -> None:
    base, mark = glyphs("x\u0302")
    assert (base.text, mark.text, mark.advance) == ("x", "\u0302", 0)
    assert mark.dx < 0 or mark.dy > 0


def test_a_hangul_syllable_is_one_glyph_however_it_is_written() -> None:
    (syllable,) = glyphs("한")
    (composed,) = glyphs("\u1112\u1161\u11ab")
    assert syllable.id == composed.id


def test_ideographs_are_japanese_unless_the_text_can_only_be_chinese() -> None:
    assert faces("東京都") == ["NotoSansJP-Regular"]
    assert faces("贸易东京") == ["NotoSansSC-Regular"]
    assert faces("贸と東") == ["NotoSansSC-Regular", "NotoSansJP-Regular"]


def test_the_figures_of_all_scripts_are_equally_wide() -> None:
    assert len({width(digit, weight) for digit in "0123456789" for weight in (REGULAR,)}) == 1


@pytest.mark.parametrize(
    ("program", "opened"),
    [
        ("import services.document.faces", 0),
        ("from services.document.faces import *; shaped('Rechnung', REGULAR)", 1),
    ],
)
def test_no_face_is_opened_before_a_character_asks_for_it(program: str, opened: int) -> None:
    count = "from services.document.faces.face import hb_font; print(hb_font.cache_info().currsize)"
    done = subprocess.run(
        [sys.executable, "-c", f"{program}\n{count}"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    assert done.stdout.strip() == str(opened)


def test_threads_get_the_glyphs_that_one_gets_alone() -> None:
    texts = [
        f"{text} {i}"
        for i in range(50)
        for text in ("فاتورة", "שָׁלוֹם", "請求書", "x\u0302ạ", "한국어")
    ]
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(lambda text: shaped(text, SEMIBOLD), texts * 2))
    assert together == [shaped(text, SEMIBOLD) for text in texts * 2]
