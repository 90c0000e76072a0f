"""The order API: a REST API, its authorizer, its function, and what stands before them."""

from aws_cdk import CfnOutput, Duration, Environment, Stack
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_wafv2 as wafv2
from constructs import Construct

from infra.constructs.function import AliasedFunction, Shape
from infra.constructs.gateway_problems import answer_problems
from infra.constructs.own_domain import serve_at
from infra.constructs.rest_gateway import rest_gateway
from infra.constructs.routes import ROUTES, add_routes
from infra.constructs.web_acl import QUERY, WebAcl, header
from infra.environment import environment
from infra.findings import accept
from infra.function_code import CodeOf
from infra.stacks.identity import Identity
from infra.stages import Stage
from infra.state import State
from services.order_api.settings import OrderApiSettings

_SHAPE = Shape(
    handler="services.order_api.main.handler",
    memory_mib=1024,
    # The gateway gives up after 29 s.
    timeout=Duration.seconds(28),
    snapshot=True,
    at_most=200,
)


class Api(Stack):
    """Tokens are verified and scopes asked for before any of our code runs."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        stage: Stage,
        env: Environment,
        state: State,
        identity: Identity,
        code: CodeOf,
    ) -> None:
        super().__init__(scope, id_, env=env)
        self.order_api = self._function(stage, state, code)
        self.gateway = self._gateway(stage, state)
        answer_problems(self.gateway, public_url=stage.public_url)
        authorizer = apigateway.CognitoUserPoolsAuthorizer(
            self,
            "Tokens",
            cognito_user_pools=[identity.pool],
            results_cache_ttl=Duration.minutes(5),
        )
        add_routes(self.gateway, ROUTES, self.order_api.alias, authorizer)
        self.firewall = self._firewall(stage, state)
        if stage.api_domain:
            serve_at(self.gateway, stage.api_domain, stage.zone_id)
        CfnOutput(self, "Address", value=self.gateway.url)

    def _function(self, stage: Stage, state: State, code: CodeOf) -> AliasedFunction:
        made = AliasedFunction(
            self,
            "OrderApi",
            name="order-api",
            shape=_SHAPE,
            code=code("order_api"),
            variables=environment(OrderApiSettings, state.names, public_url=stage.public_url),
            stage=stage,
            state=state,
        )
        made.may.reads_ledger()
        made.may.writes_ledger()
        made.may.reads_archive()
        made.may.sends(state.orders.queue)
        made.answers_at_once()
        return made

    def _gateway(self, stage: Stage, state: State) -> apigateway.RestApi:
        gateway = rest_gateway(self, name="api", stage=stage, state=state)
        accept(
            gateway,
            "the API's reference, its problem pages and its health are for everybody; every call "
            "on orders and invoices has the authorizer, which a test asserts",
            "AwsSolutions-APIG4",
            "AwsSolutions-COG4",
        )
        return gateway

    def _firewall(self, stage: Stage, state: State) -> WebAcl:
        made = WebAcl(
            self,
            "Firewall",
            name="api",
            kind="REGIONAL",
            # A list is asked for by a buyer's address, and the console stands behind it as well.
            redacted=(QUERY, header("referer"), header("cookie"), header("authorization")),
            stage=stage,
            key=state.key,
        )
        wafv2.CfnWebACLAssociation(
            self,
            "Protected",
            resource_arn=self.gateway.deployment_stage.stage_arn,
            web_acl_arn=made.acl.attr_arn,
        )
        return made
