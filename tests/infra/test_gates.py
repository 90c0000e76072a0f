"""The rule packs run, and they bite; templates are what CloudFormation takes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from aws_cdk import App, Stack
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sqs as sqs

from infra.synthesis import check
from tests.infra.synthesized import QUICKLY, Synthesized

LINT = Path(sys.executable).with_name("cfn-lint")

BAD = {"AwsSolutions-S1", "AwsSolutions-S10", "AwsSolutions-SQS3", "Serverless-SQSRedrivePolicy"}
"""Of both packs: one that is not plugged in finds nothing, and would look like a clean one."""


def test_a_careless_stack_is_stopped_by_both_packs(tmp_path: Path) -> None:
    app = App(outdir=str(tmp_path), context=QUICKLY)
    stack = Stack(app, "careless")
    s3.Bucket(stack, "Bucket")
    sqs.Queue(stack, "Queue")
    check(app)
    with pytest.raises(RuntimeError, match="ValidationFailed"):
        app.synth()
    report = json.loads((tmp_path / "validation-report.json").read_text())
    found = {rule["ruleName"] for pack in report["pluginReports"] for rule in pack["violations"]}
    assert found >= BAD


def test_cfn_lint_finds_nothing(made: Synthesized, tmp_path: Path) -> None:
    for name, template in made.stacks.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(template))
    # W3005: CDK writes down dependencies that follow from references as well.
    done = subprocess.run(
        [LINT, "--ignore-checks", "W3005", "--", *sorted(tmp_path.glob("*.json"))],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_templates_stay_far_below_what_cloudformation_takes(made: Synthesized) -> None:
    for name, template in made.stacks.items():
        assert len(json.dumps(template)) < 500_000, name
        assert len(template["Resources"]) < 250, name
