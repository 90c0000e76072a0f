"""The console on AWS: its function, what stands before it, and its client of the user pool.

A REST API and not a function's URL: CloudFront signs what it sends to a URL, and a browser's form
does not bring the hash of its body that the signature asks for. Not an HTTP API either: no firewall
can stand before one, and who calls it directly would pass the distribution's by. Before this one
stands the order API's own, so nothing has to be kept secret between the two.
"""

from typing import Final

from aws_cdk import Duration, Environment, Stack
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_lambda_event_sources as sources
from aws_cdk import aws_wafv2 as wafv2
from constructs import Construct

from infra.constructs.function import AliasedFunction, Shape
from infra.constructs.rest_gateway import rest_gateway
from infra.environment import environment
from infra.findings import accept
from infra.function_code import CodeOf
from infra.stacks.identity import Identity
from infra.stages import Stage
from infra.state import State
from services.ops_console.settings import CognitoSettings, OpsConsoleSettings

PATHS: Final = {
    "/ops": ("GET", "HEAD"),
    "/ops/{page+}": ("GET", "HEAD", "POST"),
    "/assets/ops/{name+}": ("GET", "HEAD"),
}
"""What people open, and by which methods."""

_SHAPE: Final = Shape(
    handler="services.ops_console.main.handler",
    memory_mib=1024,
    timeout=Duration.seconds(28),
    snapshot=True,
    at_most=20,
)


class Console(Stack):
    """Reached through the stage's domain; it logs people in with Cognito by itself."""

    def __init__(  # noqa: PLR0913 - what a console looks at and acts on
        self,
        scope: Construct,
        id_: str,
        *,
        stage: Stage,
        env: Environment,
        state: State,
        identity: Identity,
        code: CodeOf,
        notifier: sources.SqsEventSource,
        firewall_arn: str,
    ) -> None:
        super().__init__(scope, id_, env=env)
        self._stage, self._state, self._notifier = stage, state, notifier
        self.client = self._client(identity)
        self.pages = self._pages(identity, code)
        self.gateway = self._gateway()
        wafv2.CfnWebACLAssociation(
            self,
            "Protected",
            resource_arn=self.gateway.deployment_stage.stage_arn,
            web_acl_arn=firewall_arn,
        )

    def _client(self, identity: Identity) -> cognito.UserPoolClient:
        """Return a public client: a code is worth nothing without the verifier in the cookie."""
        return cognito.UserPoolClient(
            self,
            "Client",
            user_pool=identity.pool,
            user_pool_client_name=self._stage.named("console"),
            generate_secret=False,
            disable_o_auth=False,
            o_auth=cognito.OAuthSettings(
                flows=cognito.OAuthFlows(authorization_code_grant=True),
                scopes=[cognito.OAuthScope.OPENID],
                callback_urls=[f"{self._stage.public_url}/ops/login/back"],
            ),
            supported_identity_providers=[cognito.UserPoolClientIdentityProvider.COGNITO],
            prevent_user_existence_errors=True,
            enable_token_revocation=True,
            # The console reads the id token once and opens a session of its own.
            id_token_validity=Duration.minutes(5),
            access_token_validity=Duration.minutes(5),
            refresh_token_validity=Duration.hours(1),
        )

    def _pages(self, identity: Identity, code: CodeOf) -> AliasedFunction:
        stage, state = self._stage, self._state
        names = state.names | {
            "notifier_mapping": self._notifier.event_source_mapping_id,
            "workers_cluster": stage.named("workers"),
            "workers_service": stage.named("worker"),
        }
        made = AliasedFunction(
            self,
            "Pages",
            name="ops-console",
            shape=_SHAPE,
            code=code("ops_console"),
            variables=environment(
                OpsConsoleSettings,
                names,
                also=(CognitoSettings,),
                public_url=stage.public_url,
                worker_vcpus=str(stage.size.vcpus),
                cognito_issuer=identity.pool.user_pool_provider_url,
                cognito_domain=identity.domain.base_url(),
                cognito_client_id=self.client.user_pool_client_id,
            ),
            stage=stage,
            state=state,
        )
        made.may.reads_ledger()
        made.may.writes_ledger()
        made.may.resumes()
        made.may.holds(self._notifier.event_source_mapping_arn)
        made.may.sends(state.orders.queue, state.archived.queue)
        made.may.counts(state.orders.dead_letters, state.archived.dead_letters)
        made.may.counts_workers(
            self.format_arn(
                service="ecs",
                resource="service",
                resource_name=f"{stage.named('workers')}/{stage.named('worker')}",
            )
        )
        made.answers_at_once()
        return made

    def _gateway(self) -> apigateway.RestApi:
        gateway = rest_gateway(self, name="console", stage=self._stage, state=self._state)
        integration = apigateway.LambdaIntegration(self.pages.alias, allow_test_invoke=False)
        for path, methods in PATHS.items():
            resource = gateway.root.resource_for_path(path)
            for method in methods:
                resource.add_method(method, integration)
        accept(
            gateway,
            "a browser comes with a cookie: the console logs people in with Cognito and a second "
            "factor, and every page but the login asks for its session",
            "AwsSolutions-APIG4",
            "AwsSolutions-COG4",
        )
        accept(
            gateway,
            "what comes is a form, which no model of API Gateway describes; the console caps and "
            "checks it",
            "AwsSolutions-APIG2",
        )
        return gateway
