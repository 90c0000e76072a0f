"""Rebuild the faces in this folder, their coverage and their checksums from Noto Sans.

Run as `python -m services.document.fonts.subset SOURCE_DIR`, where SOURCE_DIR holds the static
TrueType files that README.md names. The same sources give the same bytes, on any day.
"""

import argparse
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from fontTools import subset  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

HERE: Final = Path(__file__).resolve().parent

SOURCES: Final = {
    "NotoSans-Regular.ttf": "89c3c497f618fdaa0b2d1e98fef93582f28c71debd2c4a8cdf41f190ced2909d",
    "NotoSans-SemiBold.ttf": "68543590a7c3185d69ad16664c46df28832beeb72621d2470e86b04099eb4efb",
}
"""SHA-256 of each source, version 2.004; a new version is a decision, not an accident."""

KEPT: Final = (
    (0x0020, 0x007E),  # Basic Latin without its control characters
    (0x00A0, 0x036F),  # Latin-1, Latin Extended-A and -B, IPA, modifier letters, combining marks
    (0x0370, 0x03FF),  # Greek
    (0x0400, 0x052F),  # Cyrillic and its supplement
    (0x1C80, 0x1C8F),  # Cyrillic Extended-C
    (0x1D00, 0x1DBF),  # Phonetic Extensions and their supplement
    (0x1E00, 0x1EFF),  # Latin Extended Additional: Vietnamese
    (0x1F00, 0x1FFF),  # Greek Extended
    (0x2000, 0x200A),  # spaces
    (0x2010, 0x2027),  # dashes, quotation marks, bullets
    (0x202F, 0x205F),  # narrow no-break space, per mille, primes and other punctuation
    (0x2070, 0x209F),  # superscripts and subscripts
    (0x20A0, 0x20CF),  # currency symbols
    (0x2100, 0x214F),  # letterlike symbols
    (0x2150, 0x218F),  # number forms
    (0x2190, 0x21FF),  # arrows, of which version 2.004 has none
    (0x2C60, 0x2C7F),  # Latin Extended-C
    (0x2DE0, 0x2DFF),  # Cyrillic Extended-A
    (0x2E00, 0x2E7F),  # Supplemental Punctuation
    (0xA640, 0xA69F),  # Cyrillic Extended-B
    (0xA720, 0xA7FF),  # Latin Extended-D
    (0xAB30, 0xAB6F),  # Latin Extended-E
    (0xFB00, 0xFB06),  # Latin ligatures
    (0xFE20, 0xFE2F),  # Combining Half Marks
)
"""What a face keeps if its source has it. Zero-width and bidirectional controls stay out."""

_DROPPED_TABLES: Final = ("GSUB", "GPOS", "GDEF", "DSIG", "gasp")
_KEPT_NAMES: Final = (0, 1, 2, 3, 4, 5, 6, 13, 14, 16, 17)  # copyright, family, style, licence
_ENGLISH: Final = 0x0409
_COVERAGE_HEADER: Final = """\
# Code points that every face in this folder has a glyph for: hexadecimal, inclusive, sorted.
# Written by subset.py; do not edit.
"""


def _options() -> subset.Options:
    options = subset.Options()
    options.hinting = False
    options.layout_features = []
    options.drop_tables = [*options.drop_tables, *_DROPPED_TABLES]
    options.name_IDs = list(_KEPT_NAMES)
    options.name_languages = [_ENGLISH]
    options.notdef_outline = True  # an uncovered character shows as a box, never as nothing
    options.recalc_timestamp = False  # head.modified stays the source's own
    return options


def _build(source: Path, target: Path) -> set[int]:
    """Write the subset of `source` to `target` and return the code points that it covers."""
    font = TTFont(source, recalcTimestamp=False)
    subsetter = subset.Subsetter(_options())
    subsetter.populate(unicodes=[code for low, high in KEPT for code in range(low, high + 1)])
    subsetter.subset(font)
    font.save(target, reorderTables=True)
    return set(font.getBestCmap())


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
    """Write every face, coverage.txt and SHA256SUMS into `target_dir`."""
    for name, expected in SOURCES.items():
        if _sha256(source_dir / name) != expected:
            raise SystemExit(f"{source_dir / name} is not the version that SOURCES pins")
    covered = [_build(source_dir / name, target_dir / name) for name in SOURCES]
    lines = [f"{low:04X}-{high:04X}\n" for low, high in _ranges(set.intersection(*covered))]
    coverage = target_dir / "coverage.txt"
    coverage.write_text(_COVERAGE_HEADER + "".join(lines), encoding="ascii", newline="\n")
    sums = [f"{_sha256(target_dir / name)}  {name}\n" for name in sorted([*SOURCES, coverage.name])]
    (target_dir / "SHA256SUMS").write_text("".join(sums), encoding="ascii", newline="\n")


def main(argv: Sequence[str] | None = None) -> None:
    """Rebuild from the folder that the command line names."""
    parser = argparse.ArgumentParser(description="Rebuild the faces that documents are set in.")
    parser.add_argument("source_dir", type=Path, help="folder of the static Noto Sans TTF files")
    parser.add_argument("--target", type=Path, default=HERE, help="default: this module's folder")
    arguments = parser.parse_args(argv)
    rebuild(arguments.source_dir, arguments.target)


if __name__ == "__main__":
    main()
