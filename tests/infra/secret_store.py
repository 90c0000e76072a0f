"""Secrets Manager with one secret, as far as a first deployment asks it."""

from botocore.exceptions import ClientError


class Store:
    """Secrets Manager with one secret, which may have no value yet."""

    def __init__(self, value: str | None, refusal: str = "ResourceNotFoundException") -> None:
        self.value = value
        self._refusal = refusal

    def get_secret_value(self, *, SecretId: str) -> dict[str, str]:  # noqa: N803 - AWS's name
        if self.value is None:
            raise ClientError({"Error": {"Code": self._refusal, "Message": ""}}, "GetSecretValue")
        return {"SecretString": self.value}

    def put_secret_value(self, *, SecretId: str, SecretString: str) -> None:  # noqa: N803 - AWS's
        self.value = SecretString
