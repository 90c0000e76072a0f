"""The notifier: mails every archived invoice, and notes what became of the mail."""

from typing import Final

from aws_cdk import Duration, Environment, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda_event_sources as sources
from aws_cdk import aws_route53 as route53
from aws_cdk import aws_ses as ses
from aws_cdk import aws_sns_subscriptions as subscriptions
from constructs import Construct

from infra.alarms import MAIL_NEWS_LOST, MINUTE, raise_alarm
from infra.constructs.function import AliasedFunction, Shape
from infra.constructs.queue import dead_letters
from infra.constructs.topic import topic
from infra.environment import environment
from infra.findings import accept
from infra.function_code import CodeOf
from infra.stages import Stage
from infra.state import State
from services.notifier.settings import NotifierSettings

TIMEOUT: Final = Duration.seconds(60)
"""Above the 15 s it keeps for a mail, far below the 15 minutes of a mail's lease: a function
that ends in the middle of a mail blocks it for a lease."""

_MAILS: Final = Shape("services.notifier.main.handler", memory_mib=512, timeout=TIMEOUT)
_NEWS: Final = Shape(
    "services.notifier.main.ses_handler", memory_mib=512, timeout=TIMEOUT, at_most=10
)
_BATCH: Final = 10
_EVENTS: Final = [
    ses.EmailSendingEvent.SEND,
    ses.EmailSendingEvent.DELIVERY,
    ses.EmailSendingEvent.BOUNCE,
    ses.EmailSendingEvent.COMPLAINT,
    ses.EmailSendingEvent.REJECT,
    ses.EmailSendingEvent.RENDERING_FAILURE,
    ses.EmailSendingEvent.DELIVERY_DELAY,
]


class Notifier(Stack):
    """archived queue -> function -> SES -> topic -> function."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        stage: Stage,
        env: Environment,
        state: State,
        code: CodeOf,
    ) -> None:
        super().__init__(scope, id_, env=env)
        self._stage, self._state, self._code = stage, state, code("notifier")
        self._variables = environment(NotifierSettings, state.names, public_url=stage.public_url)
        self.source = sources.SqsEventSource(
            state.archived.queue,
            batch_size=_BATCH,
            report_batch_item_failures=True,
            max_concurrency=stage.limits.mails_at_once,
        )
        identities = self._identities()
        self.mails = self._mails(identities)
        self.news = self._news()

    def _identities(self) -> list[str]:
        stage = self._stage
        made = []
        for number, name in enumerate(stage.mail_domains):
            identity = ses.EmailIdentity(
                self,
                f"Sender{number}",
                identity=self._identity(name),
                mail_from_domain=f"bounce.{name}",
            )
            made.append(identity.email_identity_arn)
        return made

    def _identity(self, name: str) -> ses.Identity:
        if not self._stage.zone_id or name != self._stage.domain:
            return ses.Identity.domain(name)  # its records are made where the domain is kept
        zone = route53.PublicHostedZone.from_public_hosted_zone_attributes(
            self, "Zone", hosted_zone_id=self._stage.zone_id, zone_name=name
        )
        return ses.Identity.public_hosted_zone(zone)

    def _mails(self, identities: list[str]) -> AliasedFunction:
        state = self._state
        made = AliasedFunction(
            self,
            "Mails",
            name="notifier",
            shape=_MAILS._replace(at_most=self._stage.limits.mails_at_once),
            code=self._code,
            variables=self._variables,
            stage=self._stage,
            state=state,
        )
        made.may.reads_ledger()
        made.may.writes_ledger()
        made.may.receives(state.archived.queue)
        made.may.tells()
        configured = self.format_arn(
            service="ses", resource="configuration-set", resource_name=state.configuration_set
        )
        made.role.add_to_policy(
            iam.PolicyStatement(
                sid="Mail",
                actions=["ses:SendEmail", "ses:SendRawEmail"],
                resources=[*identities, configured],
            )
        )
        made.alias.add_event_source(self.source)
        made.answers_at_once()
        accept(
            made.alias,
            "a message that is never settled goes to the dead letters of its queue",
            "Serverless::Serverless-LambdaEventSourceMappingDestination",
        )
        return made

    def _news(self) -> AliasedFunction:
        state, stage = self._state, self._stage
        lost = dead_letters(self, "NewsDeadLetters", name=stage.named("mail-news-dead-letters"))
        made = AliasedFunction(
            self,
            "News",
            name="mail-news",
            shape=_NEWS,
            code=self._code,
            variables=self._variables,
            stage=stage,
            state=state,
            dead_letters=lost,
        )
        made.may.reads_ledger()
        made.may.writes_ledger()
        made.may.tells()
        visible = lost.metric_approximate_number_of_messages_visible(
            period=MINUTE, statistic="Maximum"
        )
        raise_alarm(self, MAIL_NEWS_LOST, visible, stage=stage, pagers=state.pagers)
        told = topic(
            self,
            "MailNews",
            name=stage.named("mail-news"),
            key=state.key,
            publisher="ses.amazonaws.com",
        )
        told.add_subscription(subscriptions.LambdaSubscription(made.alias, dead_letter_queue=lost))
        accept(
            made.alias,
            "SNS calls an alias as it calls a function",
            "CloudFormation-Validate::W3694",
        )
        sending = ses.ConfigurationSet(
            self,
            "Mail",
            configuration_set_name=state.configuration_set,
            tls_policy=ses.ConfigurationSetTlsPolicy.REQUIRE,
            reputation_metrics=True,
            suppression_reasons=ses.SuppressionReasons.BOUNCES_AND_COMPLAINTS,
        )
        sending.add_event_destination(
            "News", destination=ses.EventDestination.sns_topic(told), events=_EVENTS
        )
        return made
