"""What the order API is told."""

from services.runtime.settings import DeployableSettings, PublicUrl


class OrderApiSettings(DeployableSettings):
    """The order API's settings on Lambda."""

    public_url: PublicUrl
    """Where mailed links and the pages about problems lead."""
