"""Who may call: the user pool of shops' programs and of people."""

from aws_cdk import Duration, Environment, RemovalPolicy, Stack
from aws_cdk import aws_cognito as cognito
from constructs import Construct

from infra.pinned import pin
from infra.stages import Stage
from services.domain.scopes import (
    FAILURES_READ,
    FAILURES_WRITE,
    INVOICES_WRITE,
    ORDERS_READ,
    ORDERS_WRITE,
    RESOURCE_SERVER,
)

_SCOPES = {
    ORDERS_READ: "Read orders and invoices",
    ORDERS_WRITE: "Send orders",
    INVOICES_WRITE: "Credit invoices",
    FAILURES_READ: "See what failed, and the action log",
    FAILURES_WRITE: "Redrive, correct and discard what failed",
}


class Identity(Stack):
    """Programs come with client credentials, people with a password and a second factor.

    A token says who calls; whose orders that is stands in the ledger. So clients are made when a
    shop is connected (docs/deploy.md), not here.
    """

    def __init__(self, scope: Construct, id_: str, *, stage: Stage, env: Environment) -> None:
        super().__init__(scope, id_, env=env, termination_protection=stage.keep)
        self.pool = pin(self._pool(stage), "People")
        self.pool.add_resource_server(
            "Api",
            identifier=RESOURCE_SERVER,
            scopes=[
                cognito.ResourceServerScope(
                    scope_name=name.removeprefix(f"{RESOURCE_SERVER}/"), scope_description=what
                )
                for name, what in _SCOPES.items()
            ],
        )
        # The name is one of the whole region, so it carries the account.
        prefix = f"{stage.named('login')}-{self.account}"
        self.domain = self.pool.add_domain(
            "Login", cognito_domain=cognito.CognitoDomainOptions(domain_prefix=prefix)
        )

    def _pool(self, stage: Stage) -> cognito.UserPool:
        return cognito.UserPool(
            self,
            "People",
            user_pool_name=stage.named("people"),
            self_sign_up_enabled=False,
            sign_in_aliases=cognito.SignInAliases(email=True),
            sign_in_case_sensitive=False,
            account_recovery=cognito.AccountRecovery.EMAIL_ONLY,
            mfa=cognito.Mfa.REQUIRED,
            mfa_second_factor=cognito.MfaSecondFactor(otp=True, sms=False),
            password_policy=cognito.PasswordPolicy(
                min_length=12,
                require_lowercase=True,
                require_uppercase=True,
                require_digits=True,
                require_symbols=True,
                temp_password_validity=Duration.days(3),
            ),
            feature_plan=cognito.FeaturePlan.PLUS,
            standard_threat_protection_mode=cognito.StandardThreatProtectionMode.FULL_FUNCTION,
            deletion_protection=stage.keep,
            removal_policy=RemovalPolicy.RETAIN if stage.keep else RemovalPolicy.DESTROY,
        )
