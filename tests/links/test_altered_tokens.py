"""A million altered tokens, none of which opens anything."""

import base64
import hashlib

from services.domain.link import KeyRing, token, verify
from tests.builders import a_link
from tests.links.altered import URL_SAFE, altered_once, altered_twice

RING = KeyRing(3, {n: hashlib.sha256(bytes([n])).digest() for n in (1, 2, 3)})


def tokens(count: int) -> list[str]:
    """Return tokens of different links, all keys of the ring among them."""
    rings = [RING._replace(current=1 + n % 3) for n in range(count)]
    ids = [hashlib.sha256(f"link {n}".encode()).hexdigest()[:32] for n in range(count)]
    return [
        token(a_link(link_id=id_, ring=ring), RING) for id_, ring in zip(ids, rings, strict=True)
    ]


def accepted(altered: set[str]) -> list[str]:
    return [text for text in altered if verify(text, RING) is not None]


def test_of_a_million_altered_tokens_none_is_accepted() -> None:
    tried = 0
    for text in tokens(9):
        assert verify(text, RING) is not None
        altered = altered_once(text) | altered_twice(text)
        assert accepted(altered) == []
        tried += len(altered)
    assert tried >= 1_000_000


def test_no_other_spelling_of_the_same_bytes_is_accepted() -> None:
    for text in tokens(40):
        raw = base64.urlsafe_b64decode(text)
        same = [text[:-1] + last for last in URL_SAFE if _lenient(text[:-1] + last) == raw]
        assert same == [text], "the last character has bits that nothing checks"
        padded = [text + "=" * n for n in range(1, 4)]
        assert accepted({*padded, base64.b64encode(raw).decode()} - {text}) == []


def _lenient(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "==")


def test_a_token_put_together_from_two_others_is_refused() -> None:
    one, *others = tokens(12)
    mixed = {one[:cut] + other[cut:] for other in others for cut in range(1, 72)}
    assert accepted(mixed - {one, *others}) == []
