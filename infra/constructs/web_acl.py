"""A web ACL: Amazon's managed rules and a limit for each address, with secrets out of its logs."""

from typing import Final, Literal, NamedTuple

from aws_cdk import aws_kms as kms
from aws_cdk import aws_wafv2 as wafv2
from constructs import Construct

from infra.constructs.logs import log_group
from infra.stages import Stage

Scope = Literal["REGIONAL", "CLOUDFRONT"]


class _Managed(NamedTuple):
    name: str
    of_bodies: tuple[str, ...] = ()
    """Rules that look into bodies."""


_MANAGED: Final = (
    _Managed("AWSManagedRulesAmazonIpReputationList"),
    _Managed(
        "AWSManagedRulesCommonRuleSet",
        (
            "CrossSiteScripting_BODY",
            "EC2MetaDataSSRF_BODY",
            "GenericLFI_BODY",
            "GenericRFI_BODY",
            "SizeRestrictions_BODY",
        ),
    ),
    _Managed(
        "AWSManagedRulesKnownBadInputsRuleSet",
        (
            "ExploitablePaths_URIPATH",
            "JavaDeserializationRCE_BODY",
            "Log4JRCE_BODY",
            "ReactJSRCE_BODY",
        ),
    ),
)

WINDOW_S: Final = 300


class WebAcl(Construct):
    """Lets through what no rule blocks.

    Rules on bodies only count: the core set blocks every body above 8 KB, and an order, or the
    form that corrects one, has up to 256 KiB of names and notes. The apps cap and validate them.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        kind: Scope,
        redacted: tuple[wafv2.CfnLoggingConfiguration.FieldToMatchProperty, ...],
        stage: Stage,
        key: kms.IKey,
    ) -> None:
        super().__init__(scope, id_)
        self.acl = wafv2.CfnWebACL(
            self,
            "Acl",
            name=stage.named(name),
            scope=kind,
            default_action=wafv2.CfnWebACL.DefaultActionProperty(allow={}),
            visibility_config=_seen(name),
            rules=[
                _rate(0, stage.limits.requests_per_address),
                *(_managed(place, group) for place, group in enumerate(_MANAGED, start=1)),
            ],
        )
        logs = log_group(self, "Logs", stage=stage, name=name, key=key, service="aws-waf-logs-")
        wafv2.CfnLoggingConfiguration(
            self,
            "Logging",
            resource_arn=self.acl.attr_arn,
            log_destination_configs=[logs.log_group_ref.log_group_arn],
            redacted_fields=list(redacted),
            logging_filter=_ONLY_BLOCKED,
        )


def header(name: str) -> wafv2.CfnLoggingConfiguration.FieldToMatchProperty:
    """Redact a header."""
    return wafv2.CfnLoggingConfiguration.FieldToMatchProperty(single_header={"Name": name})


PATH: Final = wafv2.CfnLoggingConfiguration.FieldToMatchProperty(uri_path={})
"""Redacts paths, where they hold tokens."""

QUERY: Final = wafv2.CfnLoggingConfiguration.FieldToMatchProperty(query_string={})
"""Redacts queries, where they hold addresses and codes."""

_ONLY_BLOCKED: Final = {
    "DefaultBehavior": "DROP",
    "Filters": [
        {
            "Behavior": "KEEP",
            "Requirement": "MEETS_ANY",
            "Conditions": [
                {"ActionCondition": {"Action": "BLOCK"}},
                {"ActionCondition": {"Action": "COUNT"}},
            ],
        }
    ],
}


def _seen(name: str) -> wafv2.CfnWebACL.VisibilityConfigProperty:
    return wafv2.CfnWebACL.VisibilityConfigProperty(
        cloud_watch_metrics_enabled=True,
        metric_name=name,
        # Samples show whole requests in the console, and paths hold tokens.
        sampled_requests_enabled=False,
    )


def _rate(place: int, most: int) -> wafv2.CfnWebACL.RuleProperty:
    return wafv2.CfnWebACL.RuleProperty(
        name="TooManyRequests",
        priority=place,
        action=wafv2.CfnWebACL.RuleActionProperty(block={}),
        statement=wafv2.CfnWebACL.StatementProperty(
            rate_based_statement=wafv2.CfnWebACL.RateBasedStatementProperty(
                limit=most, aggregate_key_type="IP", evaluation_window_sec=WINDOW_S
            )
        ),
        visibility_config=_seen("TooManyRequests"),
    )


def _managed(place: int, group: _Managed) -> wafv2.CfnWebACL.RuleProperty:
    return wafv2.CfnWebACL.RuleProperty(
        name=group.name,
        priority=place,
        override_action=wafv2.CfnWebACL.OverrideActionProperty(none={}),
        statement=wafv2.CfnWebACL.StatementProperty(
            managed_rule_group_statement=wafv2.CfnWebACL.ManagedRuleGroupStatementProperty(
                vendor_name="AWS",
                name=group.name,
                rule_action_overrides=[
                    wafv2.CfnWebACL.RuleActionOverrideProperty(
                        name=rule,
                        action_to_use=wafv2.CfnWebACL.RuleActionProperty(count={}),
                    )
                    for rule in group.of_bodies
                ],
            )
        ),
        visibility_config=_seen(group.name),
    )
