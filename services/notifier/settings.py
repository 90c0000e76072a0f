"""What the notifier is told."""

from pydantic import SecretStr

from services.runtime.settings import DeployableSettings, PublicUrl


class NotifierSettings(DeployableSettings):
    """Where mailed links lead, and who delivers the mail."""

    public_url: PublicUrl = "http://127.0.0.1:8080"
    smtp_url: SecretStr | None = None
    """`smtp://user:password@host:587?starttls=1` or `smtps://...`; without it, only the outbox."""
