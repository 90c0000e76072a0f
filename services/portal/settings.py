"""What the portal is told."""

from services.runtime.settings import DeployableSettings, PublicUrl


class PortalSettings(DeployableSettings):
    """Where its pages are reached."""

    public_url: PublicUrl = "http://127.0.0.1:8080"
