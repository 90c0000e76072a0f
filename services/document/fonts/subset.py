"""Rebuild the faces in this folder, their coverage and their checksums from their sources.

Run as `python -m services.document.fonts.subset SOURCE_DIR`, where SOURCE_DIR holds the static
TrueType files that README.md names. The same sources give the same bytes, on any day.
"""

import argparse
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from fontTools import subset  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from fontTools.ttLib.scaleUpem import scale_upem  # type: ignore[import-untyped]

from services.document.faces.face import UNITS_PER_EM
from services.document.fonts.recipes import RECIPES, SOURCES, Recipe

HERE: Final = Path(__file__).resolve().parent

_UNUSED_TABLES: Final = ("BASE", "DSIG", "MATH", "STAT", "gasp", "prep", "vhea", "vmtx")
"""Hints, formulas, vertical typesetting and what ties the styles of a family together."""
_LAYOUT_TABLES: Final = ("GDEF", "GPOS", "GSUB")
_KEPT_NAMES: Final = (0, 13)  # copyright, licence
_ENGLISH: Final = 0x0409
_WINDOWS: Final = (3, 1, _ENGLISH)
_VARIATION_SELECTORS: Final = 14  # a format of cmap; text holds none
_COVERAGE_HEADER: Final = """\
# Code points that a face in this folder has a glyph for: hexadecimal, inclusive, sorted.
# Written by subset.py; do not edit.
"""


def _options(features: Sequence[str]) -> subset.Options:
    options = subset.Options()
    options.hinting = False
    options.layout_features = list(features)
    dropped = _UNUSED_TABLES if features else (*_UNUSED_TABLES, *_LAYOUT_TABLES)
    options.drop_tables = [*options.drop_tables, *dropped]
    options.name_IDs = list(_KEPT_NAMES)
    options.name_languages = [_ENGLISH]
    options.glyph_names = False
    options.notdef_outline = True  # an uncovered character shows as a box, never as nothing
    options.recalc_timestamp = False  # head.modified stays the source's own
    return options


def _kept(recipe: Recipe, font: TTFont, made: Mapping[str, set[int]]) -> set[int]:
    wanted = {code for low, high in recipe.kept for code in range(low, high + 1)}
    return set(font.getBestCmap()) & wanted - set[int]().union(*(made[n] for n in recipe.leaves))


def _build(source: Path, target: Path, recipe: Recipe, made: Mapping[str, set[int]]) -> set[int]:
    """Write one face to `target` and return the code points that it covers.

    `made` holds those of the faces before it, by family.
    """
    font = TTFont(source, recalcTimestamp=False)
    characters = font["cmap"]
    characters.tables = [t for t in characters.tables if t.format != _VARIATION_SELECTORS]
    subsetter = subset.Subsetter(_options(recipe.features))
    subsetter.populate(unicodes=_kept(recipe, font, made))
    subsetter.subset(font)
    if font["head"].unitsPerEm != UNITS_PER_EM:
        scale_upem(font, UNITS_PER_EM)
    _name(font, target.stem)
    font.save(target, reorderTables=True)
    return set(font.getBestCmap())


def _name(font: TTFont, name: str) -> None:
    """Name a face after its file: two faces of one name would stand for each other."""
    family, _, style = name.partition("-")
    family = family.replace("Sans", " Sans ").strip()
    for kind, text in ((1, family), (2, style), (4, f"{family} {style}"), (6, name)):
        font["name"].setName(text, kind, *_WINDOWS)


def _ranges(codes: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield the sorted runs of consecutive code points, both ends included."""
    start: int | None = None
    end = -1
    for code in sorted(codes):
        if start is None:
            start = code
        elif code != end + 1:
            yield start, end
            start = code
        end = code
    if start is not None:
        yield start, end


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def rebuild(source_dir: Path, target_dir: Path) -> None:
    """Write every face, coverage.txt and SHA256SUMS into `target_dir`.

    Raises SystemExit for a source that is not the pinned one.
    """
    for name, expected in SOURCES.items():
        if _sha256(source_dir / name) != expected:
            raise SystemExit(f"{source_dir / name} is not the version that SOURCES pins")
    made: dict[str, set[int]] = {}
    for name, recipe in RECIPES.items():
        family = name.partition("-")[0]
        made[family] = _build(source_dir / recipe.source, target_dir / name, recipe, made)
    coverage = target_dir / "coverage.txt"
    lines = [f"{low:04X}-{high:04X}\n" for low, high in _ranges(set[int]().union(*made.values()))]
    coverage.write_text(_COVERAGE_HEADER + "".join(lines), encoding="ascii", newline="\n")
    sums = [f"{_sha256(target_dir / name)}  {name}\n" for name in sorted([*RECIPES, coverage.name])]
    (target_dir / "SHA256SUMS").write_text("".join(sums), encoding="ascii", newline="\n")


def main(argv: Sequence[str] | None = None) -> None:
    """Rebuild from the folder that the command line names."""
    parser = argparse.ArgumentParser(description="Rebuild the faces that documents are set in.")
    parser.add_argument("source_dir", type=Path, help="folder of the static TrueType files")
    parser.add_argument("--target", type=Path, default=HERE, help="default: this module's folder")
    arguments = parser.parse_args(argv)
    rebuild(arguments.source_dir, arguments.target)


if __name__ == "__main__":
    main()
