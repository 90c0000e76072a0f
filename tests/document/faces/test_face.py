"""The faces themselves: metrics, and programs for embedding."""

from io import BytesIO
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

import services.document.fonts
from services.document.coverage import printable_characters
from services.document.faces import cut, face
from services.document.fonts.recipes import RECIPES, SOURCES

FONTS = Path(services.document.fonts.__file__).parent
NAMES = sorted(path.stem for path in FONTS.glob("*.ttf"))
WHOLE = [name for name in NAMES if face(name).whole]


def program(content: bytes) -> TTFont:
    return TTFont(BytesIO(content))


@pytest.mark.parametrize("name", NAMES)
def test_metrics_are_those_of_the_file(name: str) -> None:
    font, known = TTFont(FONTS / f"{name}.ttf"), face(name)
    assert known.units_per_em == font["head"].unitsPerEm == 1000
    assert known.ascent == font["hhea"].ascent
    assert known.descent == font["hhea"].descent
    assert known.cap_height == font["OS/2"].sCapHeight
    assert known.bbox[2:] == (font["head"].xMax, font["head"].yMax)
    assert list(known.advances) == [font["hmtx"][glyph][0] for glyph in font.getGlyphOrder()]


def test_the_files_are_those_that_the_recipes_make() -> None:
    assert {f"{name}.ttf" for name in NAMES} == set(RECIPES)
    assert {recipe.source for recipe in RECIPES.values()} == set(SOURCES)


@pytest.mark.parametrize("style", ["Regular", "SemiBold"])
def test_the_coverage_is_what_the_faces_have(style: str) -> None:
    bold = {name.partition("-")[0] for name in NAMES if name.endswith("SemiBold")}
    used = [n for n in NAMES if n.endswith(style) or n.partition("-")[0] not in bold]
    covered = {chr(code) for n in used for code in TTFont(FONTS / f"{n}.ttf").getBestCmap()}
    assert covered == printable_characters()


def test_latin_greek_and_cyrillic_are_embedded_whole() -> None:
    families = {name.partition("-")[0] for name in WHOLE}
    assert families == {"NotoSansLatin", "NotoSansGreek", "NotoSansCyrillic", "SlipSans"}


@pytest.mark.parametrize("name", WHOLE)
def test_a_whole_program_has_every_outline_and_is_small(name: str) -> None:
    known = face(name)
    assert program(known.program)["maxp"].numGlyphs == len(known.advances)
    assert len(known.program) < 30_000


@pytest.mark.parametrize("name", WHOLE)
def test_no_two_characters_share_a_glyph_that_is_embedded_whole(name: str) -> None:
    assert len(face(name).characters) == len(TTFont(FONTS / f"{name}.ttf").getBestCmap())


def test_a_cut_keeps_glyph_ids_and_the_outlines_asked_for() -> None:
    ids = {
        glyph
        for glyph, character in face("NotoSansJP-Regular").characters.items()
        if character in "請求書"
    }
    kept = program(cut("NotoSansJP-Regular", frozenset(ids)))["glyf"]
    whole = TTFont(FONTS / "NotoSansJP-Regular.ttf")["glyf"]
    names = kept.glyphOrder
    drawn = {i for i, name in enumerate(names) if kept[name].numberOfContours}
    assert len(ids) == 3
    assert drawn == {0, *ids}
    for glyph in ids:
        assert kept[names[glyph]].coordinates == whole[whole.glyphOrder[glyph]].coordinates


def test_a_cut_is_small() -> None:
    assert len(cut("NotoSans-Regular", frozenset({3, 4, 5}))) < 40_000


def test_equal_cuts_have_equal_bytes() -> None:
    first = cut.__wrapped__("NotoSansSC-Regular", frozenset({7, 1000, 300}))
    assert cut.__wrapped__("NotoSansSC-Regular", frozenset({300, 7, 1000})) == first
