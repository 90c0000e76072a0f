"""What the canary is told."""

from datetime import timedelta

from services.runtime.settings import DeployableSettings, PublicUrl


class CanarySettings(DeployableSettings):
    """Where the API is, and who the canary is there."""

    api_url: str
    """Scheme, host and stage of the API, without a trailing slash."""
    token_url: PublicUrl
    """Scheme and host of the user pool's OAuth endpoints."""
    client_secret_id: str
    """In Secrets Manager: a JSON object with `client_id` and `client_secret`.

    The client acts for a seller by `counterfoil keys create --subject CLIENT_ID --test`, so its
    orders are TEST orders: their own series, a watermark, and mail that never leaves."""
    patience: timedelta = timedelta(seconds=90)
    """How long an order may take to its mail."""
