"""From bytes to a valid model, or to faults that repeat nothing of what was sent."""

import json
import math
import re
from typing import Any, NoReturn, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from pydantic_core.core_schema import ErrorType

from services.domain.rejection import MAX_FAULTS, Fault, Rejected, reject

MAX_DEPTH = 8

# A string that never ends runs to the end of the body, so that the scan stays linear.
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)', re.DOTALL)
_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))

_BUILT_IN = frozenset(get_args(ErrorType))
_COLLECTIONS = frozenset({"List", "Dictionary"})
_UNKNOWN_FIELD = "unknown_field"
_WORDS: dict[str, tuple[str, str]] = {
    "missing": ("required", "is missing"),
    "extra_forbidden": (
        _UNKNOWN_FIELD,
        "has a field that is not known here; remove it or correct its name",
    ),
    "model_type": ("not_an_object", "is not an object"),
    "model_attributes_type": ("not_an_object", "is not an object"),
    "dict_type": ("not_an_object", "is not an object"),
    "list_type": ("not_a_list", "is not a list"),
    "string_type": ("not_text", "is not text"),
    "string_unicode": ("not_text", "is not valid Unicode text"),
    "string_too_long": ("too_long", "is longer than {max_length} characters"),
    "too_long": ("too_long", "is longer than {max_length} characters"),
    "too_long_collection": ("too_many", "has more than {max_length} entries"),
    "too_short_collection": ("too_few", "has fewer entries than {min_length}"),
    "literal_error": ("not_allowed", "is not {expected}"),
    "int_type": ("not_an_integer", "is not a whole number"),
    "int_from_float": ("not_an_integer", "is not a whole number"),
    "bool_type": ("not_a_boolean", "is neither true nor false"),
    "greater_than_equal": ("out_of_range", "is below {ge}"),
    "less_than_equal": ("out_of_range", "is above {le}"),
}
_OTHERWISE = ("invalid", "is not valid")

M = TypeVar("M", bound=BaseModel)


def _model_in(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if get_origin(annotation) is dict:
        return None
    return next((m for part in get_args(annotation) if (m := _model_in(part))), None)


def _pointer(model: type[BaseModel], location: tuple[int | str, ...]) -> tuple[str, bool]:
    """Return the part of a location that the model itself names, and whether that is all of it.

    What follows is a key that somebody made up: input, which is not repeated.
    """
    pointer = ""
    inside: type[BaseModel] | None = model
    for part in location:
        if isinstance(part, str):
            fields = inside.model_fields.items() if inside else ()
            field = next((f for name, f in fields if (f.alias or name) == part), None)
            if field is None:
                return pointer, False
            inside = _model_in(field.annotation)
        pointer += f"/{part}"
    return pointer, True


def _code_and_words(error: ErrorDetails) -> tuple[str, str]:
    kind, context = error["type"], error.get("ctx", {})
    if kind not in _BUILT_IN:
        return kind, error["msg"]
    if context.get("field_type") in _COLLECTIONS:
        kind = f"{kind}_collection"
    code, words = _WORDS.get(kind, _OTHERWISE)
    return code, words.format(**context)


def _fault(model: type[BaseModel], error: ErrorDetails) -> Fault:
    pointer, complete = _pointer(model, error["loc"])
    code, words = _code_and_words(error)
    if complete or code == _UNKNOWN_FIELD:
        return Fault(pointer, code, words)
    return Fault(pointer, code, f"has an entry that {words}")


def validated(model: type[M], document: object) -> M:
    """Read a parsed JSON or TOML document as `model`, or raise Rejected with up to 20 faults."""
    try:
        return model.model_validate(document)
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
    raise Rejected([_fault(model, detail) for detail in details[:MAX_FAULTS]])


def _malformed(detail: str) -> Rejected:
    return reject("", "malformed_json", detail)


def _check_depth(body: bytes) -> None:
    depth = 0
    for bracket in _STRING.sub(b"", body).translate(None, _NO_BRACKETS):
        depth += 1 if bracket in b"[{" else -1
        if depth > MAX_DEPTH:
            raise reject("", "too_deep", f"is nested deeper than {MAX_DEPTH} levels")


def _refuse_constant(_: str) -> NoReturn:
    raise _malformed("holds NaN or Infinity, which JSON does not have")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise _malformed("holds a number that is too large")
    return number


def _unrepeated(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise _malformed("names a field twice in one object")
    return fields


def parse_json(body: bytes) -> object:
    """Parse a body as strict JSON (RFC 8259, I-JSON's rules on names and text).

    Raises Rejected: `too_deep` beyond 8 levels, found before anything is parsed, or
    `malformed_json` for anything but UTF-8 JSON without NaN, repeated names or lone surrogates.
    """
    _check_depth(body)
    try:
        document: object = json.loads(
            body.decode(),
            object_pairs_hook=_unrepeated,
            parse_constant=_refuse_constant,
            parse_float=_finite,
        )
        json.dumps(document, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise _malformed("holds half of a surrogate pair, which is no character") from None
    except UnicodeDecodeError:
        raise _malformed("is not UTF-8") from None
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise _malformed(f"is not JSON: see {where}") from None
    except ValueError:
        raise _malformed("holds a number that is too large") from None
    return document
