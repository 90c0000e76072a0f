"""What the console is told."""

from typing import Annotated, ClassVar

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from services.runtime.settings import PREFIX, DeployableSettings, PublicUrl


class OpsConsoleSettings(DeployableSettings):
    """The console's settings on Lambda."""

    public_url: PublicUrl
    """Where the console is reached, and where the pages about problems lead."""
    worker_vcpus: Annotated[int, Field(ge=1, le=16)] = 1
    """Of a worker's task on AWS: part of what an invoice costs."""


class CognitoSettings(BaseSettings):
    """Who is asked on AWS who somebody is: the user pool, and the console's client in it."""

    model_config: ClassVar[SettingsConfigDict] = SettingsConfigDict(
        env_prefix=PREFIX, frozen=True, extra="ignore"
    )

    cognito_issuer: Annotated[str, Field(pattern=r"\Ahttps://[^\s?#]+[^\s?#/]\z")]
    """`https://cognito-idp.REGION.amazonaws.com/POOL`."""
    cognito_domain: PublicUrl
    """Of the hosted login pages."""
    cognito_client_id: Annotated[str, Field(min_length=1)]
    """A public client with PKCE; its callback URL is `PUBLIC_URL/ops/login/back`."""
