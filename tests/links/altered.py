"""Every way we know to alter a token: as its text, as its bytes, as what it claims."""

import base64
from collections.abc import Iterator
from itertools import chain, combinations
from typing import Final

URL_SAFE: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
EXPIRY: Final = slice(17, 22)
"""Where the bytes of a token say until when it opens."""


def altered_once(token: str) -> set[str]:
    """Return about 13,000 tokens, each one alteration away from `token`."""
    made = chain(
        _characters(token), _lengths(token), _swaps(token), _spellings(token), _claims(token)
    )
    return {*made, *_flips(token, 1)} - {token}


def altered_twice(token: str) -> set[str]:
    """Return the 93,096 tokens of which two bits are not those of `token`."""
    return set(_flips(token, 2))


def _characters(token: str) -> Iterator[str]:
    for n in range(len(token)):
        for character in URL_SAFE:
            yield token[:n] + character + token[n + 1 :]
        yield token[:n] + token[n].swapcase() + token[n + 1 :]


def _lengths(token: str) -> Iterator[str]:
    for n in range(len(token) + 1):
        yield token[:n]
        yield token[n:]
        yield token[:n] + token[n + 1 :]
        yield token[:n] + token[n:][:1] + token[n:]
        for character in URL_SAFE:
            yield token[:n] + character + token[n:]
            yield (token[:n] + character + token[n:])[:-1]


def _swaps(token: str) -> Iterator[str]:
    for one, other in combinations(range(len(token)), 2):
        letters = list(token)
        letters[one], letters[other] = letters[other], letters[one]
        yield "".join(letters)


def _spellings(token: str) -> Iterator[str]:
    """Yield what a lenient decoder would read as the same bytes, or nearly."""
    yield from (token.upper(), token.lower(), token[::-1], token * 2)
    yield from (token + tail for tail in ("=", "==", "A", "AA=", "\n", "\r\n", " ", "\0", "%3D"))
    yield from (head + token for head in (" ", "\n", "/", ".", "\ufeff", "%20"))
    for n in range(1, len(token)):
        yield from (token[:n] + odd + token[n:] for odd in ("\n", " ", "=", "\u200b", "%"))
    wide = {ord(c): ord(c) + 0xFEE0 for c in URL_SAFE if c.isalnum()}
    yield from (token[:n] + token[n].translate(wide) + token[n + 1 :] for n in range(len(token)))
    yield base64.b64encode(base64.urlsafe_b64decode(token)).decode() + "+/"


def _claims(token: str) -> Iterator[str]:
    """Yield tokens of other keys, and of other expiries."""
    raw = base64.urlsafe_b64decode(token)
    for key_id in range(256):
        yield _encoded(bytes([key_id]) + raw[1:])
    seconds = int.from_bytes(raw[EXPIRY], "big")
    day = 86_400
    for later in (*range(-50, 500), *range(-90 * day, 3650 * day, day), -seconds):
        claimed = (seconds + later).to_bytes(5, "big")
        yield _encoded(raw[: EXPIRY.start] + claimed + raw[EXPIRY.stop :])


def _flips(token: str, bits: int) -> Iterator[str]:
    raw = base64.urlsafe_b64decode(token)
    whole = int.from_bytes(raw, "big")
    for places in combinations(range(8 * len(raw)), bits):
        flipped = whole ^ sum(1 << place for place in places)
        yield _encoded(flipped.to_bytes(len(raw), "big"))


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode()
