"""From a stage to its templates, stopped by whatever the rule packs find."""

from pathlib import Path

from aws_cdk import App, Validations
from cdk_nag import AwsSolutionsChecks, ServerlessChecks

from infra.app import Release, compose, context
from infra.stages import Stage


def check(app: App) -> None:
    """Have both rule packs look at an app when it is synthesized; what they find ends it."""
    for pack in (AwsSolutionsChecks(app), ServerlessChecks(app)):
        Validations.of(app).add_plugins(pack)


def synthesize(stage: Stage, release: Release, out: Path) -> None:
    """Write the templates of a stage. Raises RuntimeError when a rule finds something."""
    app = App(outdir=str(out), context=context())
    compose(app, stage, release)
    check(app)
    app.synth()
