"""References that a bank checks and carries unchanged: ISO 11649 and the Swiss QR reference."""

import re

_SEPARATORS = str.maketrans("", "", " -_./")
_BODY = re.compile(r"\A[A-Z0-9]+\Z")
_RF = re.compile(r"\ARF[0-9]{2}[A-Z0-9]{1,21}\Z")
_QR = re.compile(r"\A[0-9]{27}\Z")
_RF_LENGTH = 21
_QR_DIGITS = 26
"""Both without check digits."""
_MOD_10 = (0, 9, 4, 6, 8, 2, 7, 1, 3, 5)


def is_rf_reference(text: str) -> bool:
    """Tell whether a text without spaces is an RF creditor reference with right check digits."""
    return bool(_RF.match(text)) and _remainder(text[4:] + text[:4]) == 1


def rf_reference(text: str) -> str | None:
    """Return the RF creditor reference (ISO 11649) for a number, None if it cannot have one.

    One that is a reference already stays what it is. Of others the separators are left out:
    `INV-2026-000001` becomes `RF94INV2026000001`. Lower-case letters have no place in one, and
    as capitals they could stand for another number.
    """
    compact = text.replace(" ", "")
    if is_rf_reference(compact):
        return compact
    body = text.translate(_SEPARATORS)
    if not _BODY.match(body) or len(body) > _RF_LENGTH:
        return None
    return f"RF{98 - _remainder(f'{body}RF00'):02d}{body}"


def qr_reference(text: str) -> str | None:
    """Return the 27 digits that a payment to a QR-IBAN must carry, None if the text is too long.

    One that is a reference already stays what it is. In others letters count as 10 to 35, as in
    ISO 11649, so that the numbers of one pattern never share a reference; zeros go before, the
    check digit (modulo 10, recursive) after.
    """
    compact = text.replace(" ", "")
    if _QR.match(compact) and _check_digit(compact) == "0":
        return compact
    body = text.translate(_SEPARATORS)
    digits = _digits(body) if _BODY.match(body) else ""
    if not digits or len(digits) > _QR_DIGITS:
        return None
    padded = digits.zfill(_QR_DIGITS)
    return padded + _check_digit(padded)


def _digits(text: str) -> str:
    return "".join(str(int(character, 36)) for character in text)


def _remainder(text: str) -> int:
    """Return ISO 7064 MOD 97-10, letters counting as 10 to 35."""
    return int(_digits(text)) % 97


def _check_digit(digits: str) -> str:
    """Return the check digit, modulo 10 recursive (SIX, QR-bill guidelines, Annex B)."""
    carry = 0
    for digit in digits:
        carry = _MOD_10[(carry + int(digit)) % 10]
    return str((10 - carry) % 10)
