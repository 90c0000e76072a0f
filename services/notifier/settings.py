"""What the notifier is told."""

from services.runtime.settings import DeployableSettings, PublicUrl


class NotifierSettings(DeployableSettings):
    """The notifier's settings on Lambda."""

    public_url: PublicUrl
    """Where mailed links lead."""
