"""Which mailer takes an order's mail: the installation's, a test's, or one that a drill bends."""

from collections.abc import Callable
from email.message import EmailMessage

from services.backends.embedded.outbox import OutboxMailer
from services.backends.mailer import Mailer, MailRefused
from services.domain.order import Order
from services.runtime.composition import OUTBOX_FOLDER
from services.runtime.randomness import random_id
from services.runtime.settings import AwsNames, DeployableSettings, read_settings

MailerFor = Callable[[Order], Mailer]


class _RefusingMailer:
    def send(self, message: EmailMessage, *, mail_id: str, attempt: int) -> str:  # noqa: ARG002
        raise MailRefused("the order asked for this failure (a drill)")


def mailer_for(live: Mailer, test: Mailer) -> MailerFor:
    """Return the mailer of every order: mail of test orders goes to `test`, which never leaves."""

    def choose(order: Order) -> Mailer:
        if order.drill == "fail_mail":
            return _RefusingMailer()
        return live if order.livemode else test

    return choose


def open_mailers(settings: DeployableSettings) -> MailerFor:
    """Return the mailers of the backend that the settings choose."""
    if settings.backend == "aws":
        from services.runtime import aws_composition  # noqa: PLC0415 - only there boto3 is needed

        return mailer_for(*aws_composition.open_mailers(read_settings(AwsNames)))
    outbox = OutboxMailer(settings.state / OUTBOX_FOLDER, random_id)
    return mailer_for(live=outbox, test=outbox)
