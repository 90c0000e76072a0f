"""The words of the Swiss payment slip, which are prescribed (SIX, QR-bill guidelines, Annex D)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple


class SlipWording(NamedTuple):
    """Titles and headings in one language."""

    payment_part: str
    receipt: str
    account: str
    reference: str
    additional_information: str
    payable_by: str
    payable_by_blank: str
    """Above the field that the payer fills in."""
    currency: str
    amount: str
    acceptance_point: str
    separate: str


_GERMAN = SlipWording(
    payment_part="Zahlteil",
    receipt="Empfangsschein",
    account="Konto / Zahlbar an",
    reference="Referenz",
    additional_information="Zusätzliche Informationen",
    payable_by="Zahlbar durch",
    payable_by_blank="Zahlbar durch (Name/Adresse)",
    currency="Währung",
    amount="Betrag",
    acceptance_point="Annahmestelle",
    separate="Vor der Einzahlung abzutrennen",
)
_ENGLISH = SlipWording(
    payment_part="Payment part",
    receipt="Receipt",
    account="Account / Payable to",
    reference="Reference",
    additional_information="Additional information",
    payable_by="Payable by",
    payable_by_blank="Payable by (name/address)",
    currency="Currency",
    amount="Amount",
    acceptance_point="Acceptance point",
    separate="Separate before paying in",
)
_FRENCH = SlipWording(
    payment_part="Section paiement",
    receipt="Récépissé",
    account="Compte / Payable à",
    reference="Référence",
    additional_information="Informations supplémentaires",
    payable_by="Payable par",
    payable_by_blank="Payable par (nom/adresse)",
    currency="Monnaie",
    amount="Montant",
    acceptance_point="Point de dépôt",
    separate="A détacher avant le versement",
)
_ITALIAN = SlipWording(
    payment_part="Sezione pagamento",
    receipt="Ricevuta",
    account="Conto / Pagabile a",
    reference="Riferimento",
    additional_information="Informazioni supplementari",
    payable_by="Pagabile da",
    payable_by_blank="Pagabile da (nome/indirizzo)",
    currency="Valuta",
    amount="Importo",
    acceptance_point="Punto di accettazione",
    separate="Da staccare prima del versamento",
)

SLIP_WORDINGS: Final[Mapping[str, SlipWording]] = MappingProxyType(
    {"de": _GERMAN, "en": _ENGLISH, "fr": _FRENCH, "it": _ITALIAN}
)
"""Every language a slip can be in; documents in others have an English one."""
