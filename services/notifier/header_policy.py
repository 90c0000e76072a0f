"""How headers go on the wire: RFC 2047 words by the library's older, exact encoder.

When `email.policy.EmailPolicy` folds a header between two encoded words it drops or doubles the
space between them (Python 3.11: "104,35 €fällig am ..."), and a buyer reads that in the inbox.
"""

from email.header import Header
from email.headerregistry import Address
from email.policy import EmailPolicy
from typing import Any

_FOLD = "\r\n "


class HeaderPolicy(EmailPolicy):
    """Mail as SMTP wants it, whose headers read back exactly as they were given."""

    def fold(self, name: str, value: Any) -> str:  # noqa: ANN401 - a header of the registry
        """Return the header as text, folded."""
        written = _written(name, value)
        return super().fold(name, value) if written is None else f"{name}: {written}\r\n"

    def fold_binary(self, name: str, value: Any) -> bytes:  # noqa: ANN401 - the same
        """Return the header as bytes, folded."""
        written = _written(name, value)
        if written is None:
            return super().fold_binary(name, value)
        return f"{name}: {written}\r\n".encode("ascii")


HEADER_POLICY = HeaderPolicy(linesep="\r\n")


def _written(name: str, value: Any) -> str | None:  # noqa: ANN401 - the same
    """Return the folded value of a header that needs encoding, None for any other."""
    if str(value).isascii():
        return _split(str(value)) if name.lower() == "subject" else None
    addresses = getattr(value, "addresses", None)
    if addresses is None:
        return _encoded(str(value), name)
    if not all(address.addr_spec.isascii() for address in addresses):
        return None
    return f",{_FOLD}".join(_address(address, name) for address in addresses)


def _split(subject: str) -> str:
    # A long line the library moves down as a whole, and it reads back with a space before it.
    return Header(subject, "us-ascii", header_name="Subject").encode(linesep="\r\n")


def _address(address: Address, name: str) -> str:
    if address.display_name.isascii():
        return str(address)
    return f"{_encoded(address.display_name, name)}{_FOLD}<{address.addr_spec}>"


def _encoded(text: str, name: str) -> str:
    return Header(text, "utf-8", header_name=name).encode(linesep="\r\n")
