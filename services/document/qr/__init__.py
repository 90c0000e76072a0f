"""QR codes (ISO/IEC 18004:2015): text in, modules out. Error correction level M, as payments want.

Whole symbols are one integer each, so that the eight masks are tried in well under a millisecond.
"""
