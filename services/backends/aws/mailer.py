"""Mail through Amazon SES."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from services.backends.aws.errors import code, reaching
from services.backends.mailer import MailDelayed, MailRefused, MailUnanswered
from services.backends.unavailable import Unavailable
from services.domain.mail_events import ATTEMPT_TAG, attempt_tag

if TYPE_CHECKING:
    from email.message import EmailMessage

    from mypy_boto3_sesv2 import SESV2Client

_FOR_GOOD = {
    "AccountSuspendedException",
    "BadRequestException",
    "MailFromDomainNotVerifiedException",
    "MessageRejected",
}
"""Everything else is not the mail's fault: the rate or the daily quota is used up, sending is
paused, the configuration set or a permission is missing, SES itself is in trouble."""

_SERVER_FAULT = 500
"""From here on SES may have taken the mail and failed afterwards."""


class SesMailer:
    """At least once: SES has no idempotency token.

    Each attempt is sent under `configuration_set` with a tag that names it, so that SES's own
    event "sent" tells the ledger of an attempt whose answer was lost. SES gives the mail a
    Message-ID of its own. Nothing may be encoded in more than 7 bits, as SES asks.
    """

    def __init__(self, client: SESV2Client, configuration_set: str) -> None:
        self._client = client
        self._configuration_set = configuration_set

    def send(self, message: EmailMessage, *, mail_id: str, attempt: int) -> str:
        """See `Mailer.send`. Raises MailDelayed when a retry may help."""
        to, blind = _addresses(message, "To"), _addresses(message, "Bcc")
        if not all(address.isascii() for address in [*to, *blind]):
            raise MailRefused("Amazon SES takes only ASCII in addresses")
        try:
            return self._sent(message, to, blind, attempt_tag(mail_id, attempt))
        except Unavailable as silent:
            raise MailUnanswered(str(silent)) from None

    def _sent(self, message: EmailMessage, to: list[str], blind: list[str], tag: str) -> str:
        with reaching("the mail service"):
            try:
                answer = self._client.send_email(
                    Destination={"ToAddresses": to, "BccAddresses": blind},
                    Content={"Raw": {"Data": _written(message)}},
                    ConfigurationSetName=self._configuration_set,
                    EmailTags=[{"Name": ATTEMPT_TAG, "Value": tag}],
                )
            except ClientError as error:
                raise _verdict(error) from None  # its text names addresses
        return answer["MessageId"]


def _addresses(message: EmailMessage, header: str) -> list[str]:
    return [
        address.addr_spec for value in message.get_all(header, []) for address in value.addresses
    ]


def _written(message: EmailMessage) -> bytes:
    seen = copy(message)
    del seen["Bcc"]
    return seen.as_bytes(policy=message.policy.clone(linesep="\r\n", cte_type="7bit"))


def _verdict(error: ClientError) -> Exception:
    said = f"Amazon SES answered {code(error)}"
    if code(error) in _FOR_GOOD:
        return MailRefused(said)
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    return MailUnanswered(said) if status >= _SERVER_FAULT else MailDelayed(said)
