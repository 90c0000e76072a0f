"""`python -m infra.canary_client REGION POOL SECRET`: makes the canary's client in the user pool.

Its id is printed, for `counterfoil keys create --subject`; its secret goes into Secrets Manager
without being shown. Where there is one already nothing is made.
"""

import json
import sys
from typing import Any, Final, Protocol

from boto3.session import Session
from botocore.exceptions import ClientError

from services.domain.scopes import ORDERS_READ, ORDERS_WRITE

NAME: Final = "canary"


class UserPools(Protocol):
    """What is asked of Cognito."""

    def create_user_pool_client(self, **asked: Any) -> Any:  # noqa: ANN401 - AWS's own shapes
        """Make a client; answers its id and secret as `UserPoolClient`."""
        ...


class SecretStore(Protocol):
    """What is asked of Secrets Manager."""

    def get_secret_value(self, *, SecretId: str) -> Any:  # noqa: ANN401, N803 - AWS's own shapes
        """Return the secret; raises ClientError `ResourceNotFoundException` without a value."""
        ...

    def put_secret_value(self, *, SecretId: str, SecretString: str) -> Any:  # noqa: ANN401, N803
        """Store a value."""
        ...


def client_id(pools: UserPools, store: SecretStore, pool: str, secret_id: str) -> str:
    """Return the id of the canary's client, which is made when the secret has none."""
    try:
        kept = store.get_secret_value(SecretId=secret_id)
    except ClientError as absent:
        if absent.response["Error"]["Code"] != "ResourceNotFoundException":
            raise
    else:
        return str(json.loads(kept["SecretString"])["client_id"])
    made = pools.create_user_pool_client(
        UserPoolId=pool,
        ClientName=NAME,
        GenerateSecret=True,
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["client_credentials"],
        AllowedOAuthScopes=[ORDERS_READ, ORDERS_WRITE],
    )["UserPoolClient"]
    secret = {"client_id": made["ClientId"], "client_secret": made["ClientSecret"]}
    store.put_secret_value(SecretId=secret_id, SecretString=json.dumps(secret))
    return str(made["ClientId"])


def main() -> None:
    """Print the id of the canary's client."""
    region, pool, secret_id = sys.argv[1:]
    session = Session(region_name=region)
    found = client_id(
        session.client("cognito-idp"), session.client("secretsmanager"), pool, secret_id
    )
    sys.stdout.write(f"{found}\n")


if __name__ == "__main__":
    main()
