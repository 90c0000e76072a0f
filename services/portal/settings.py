"""What the portal is told."""

from services.runtime.settings import DeployableSettings, PublicUrl


class PortalSettings(DeployableSettings):
    """The portal's settings on Lambda."""

    public_url: PublicUrl
    """Where the pages about problems lead."""
