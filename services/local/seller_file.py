"""A seller's profile as its owner keeps it: a TOML file with a logo beside it."""

import base64
import tomllib
from pathlib import Path
from typing import Any

from services.document.coverage import check_profile_coverage
from services.document.logo import check_logo
from services.domain.rejection import reject
from services.domain.seller import SellerProfile
from services.domain.validation import validated


def read_profile(file: Path) -> SellerProfile:
    """Read a profile; `logo` names a PNG or JPEG relative to the file.

    Raises Rejected with pointers into the TOML, FileNotFoundError when `file` is not there.
    """
    try:
        document = tomllib.loads(file.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        raise reject("", "malformed_toml", "is not UTF-8; save the file as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        _, _, where = str(error).rpartition(" (at ")
        where = f"see {where.rstrip(')')}" if where != str(error) else "see its end"
        raise reject("", "malformed_toml", f"is not TOML: {where}") from None
    profile = validated(SellerProfile, {**document, **_logo(document, file.parent)})
    check_profile_coverage(profile)
    return profile


def _logo(document: dict[str, Any], folder: Path) -> dict[str, str]:
    name = document.get("logo")
    if not isinstance(name, str):
        return {}
    path = folder / name
    if not path.is_file():
        raise reject("/logo", "no_such_file", "names no file; it is looked for beside the profile")
    content = path.read_bytes()
    check_logo(content)
    return {"logo": base64.b64encode(content).decode()}
