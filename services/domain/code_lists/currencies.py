"""Currencies that an invoice can be in: ISO 4217, list one, as published on 2026-01-01.

Left out: the funds (BOV CHE CHW CLF COU MXV USN UYI UYW), the codes without a minor unit (precious
metals, bond market units, XDR XSU XUA, XTS, XXX) and XAD, a unit of account that the EN 16931 code
list does not have.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_ZERO = """
    BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF
"""

_TWO = """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF
    CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD
    HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA
    MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN
    QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP
    TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG
"""

_THREE = """
    BHD IQD JOD KWD LYD OMR TND
"""

EXPONENTS: Final[Mapping[str, int]] = MappingProxyType(
    dict.fromkeys(_ZERO.split(), 0)
    | dict.fromkeys(_TWO.split(), 2)
    | dict.fromkeys(_THREE.split(), 3)
)
"""How many decimals amounts in each currency have: its minor unit in ISO 4217."""
