"""Messages as the notifier makes them."""

from email.message import EmailMessage


def a_message(*, message_id: str = "<mail-1.1@papierhaus.example.com>") -> EmailMessage:
    """Return a mail to one buyer with a blind copy to the seller."""
    message = EmailMessage()
    message["From"] = "Papierhaus <invoices@papierhaus.example.com>"
    message["To"] = "Zoë Łukasiewicz <zoe@example.com>"
    message["Bcc"] = "archive@papierhaus.example.com"
    message["Subject"] = "Rechnung INV-2026-000001 für Ihre Bestellung"
    message["Message-ID"] = message_id
    message.set_content("Guten Tag Zoë,\n\nhttp://127.0.0.1:8080/i/token\n")
    message.add_alternative("<p>Guten Tag Zoë</p>", subtype="html")
    return message
