"""What a month may cost until somebody is told."""

from typing import Final

from aws_cdk import Aws
from aws_cdk import aws_budgets as budgets
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sns as sns
from constructs import Construct

from infra.stages import Stage

_SERVICE: Final = "budgets.amazonaws.com"


class Budget(Construct):
    """Tells a topic when four fifths of a month's budget are spent, or all of it is foreseen.

    It is the budget of the whole account: a filter by tag counts nothing until somebody has
    switched that tag on for billing, and would say so to nobody.
    """

    def __init__(
        self, scope: Construct, id_: str, *, stage: Stage, topic: sns.ITopic, key: kms.IKey
    ) -> None:
        super().__init__(scope, id_)
        own = {"StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID}}
        service = iam.ServicePrincipal(_SERVICE)
        topic.add_to_resource_policy(
            iam.PolicyStatement(
                sid="Budget",
                principals=[service],
                actions=["sns:Publish"],
                resources=[topic.topic_arn],
                conditions=own,
            )
        )
        key.add_to_resource_policy(
            iam.PolicyStatement(
                sid="Budget",
                principals=[service],
                actions=["kms:Decrypt", "kms:GenerateDataKey"],
                resources=["*"],  # in a key's own policy: this key
                conditions=own,
            )
        )
        subscriber = budgets.CfnBudget.SubscriberProperty(
            subscription_type="SNS", address=topic.topic_arn
        )
        budgets.CfnBudget(
            self,
            "Month",
            budget=budgets.CfnBudget.BudgetDataProperty(
                budget_name=stage.named("month"),
                budget_type="COST",
                time_unit="MONTHLY",
                budget_limit=budgets.CfnBudget.SpendProperty(amount=stage.month_usd, unit="USD"),
            ),
            notifications_with_subscribers=[
                budgets.CfnBudget.NotificationWithSubscribersProperty(
                    notification=budgets.CfnBudget.NotificationProperty(
                        notification_type=kind,
                        comparison_operator="GREATER_THAN",
                        threshold=percent,
                        threshold_type="PERCENTAGE",
                    ),
                    subscribers=[subscriber],
                )
                for kind, percent in (("ACTUAL", 80), ("FORECASTED", 100))
            ],
        )
