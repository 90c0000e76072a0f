"""What the order API is told."""

from services.runtime.settings import DeployableSettings, PublicUrl


class OrderApiSettings(DeployableSettings):
    """Where mailed links and problem types lead."""

    public_url: PublicUrl = "http://127.0.0.1:8080"
