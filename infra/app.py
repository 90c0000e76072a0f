"""The stacks of one stage, put together."""

import json
from pathlib import Path
from typing import Any, NamedTuple

from aws_cdk import App, Environment, Tags

from infra.function_code import CodeOf
from infra.stacks.api import Api
from infra.stacks.console import Console
from infra.stacks.edge import REGION, Edge
from infra.stacks.identity import Identity
from infra.stacks.network import Network
from infra.stacks.notifier import Notifier
from infra.stacks.observe import Observe
from infra.stacks.pipeline import Pipeline
from infra.stacks.reconciler import Reconciler
from infra.stacks.storage import Storage
from infra.stacks.trail import Trail
from infra.stacks.web import Web
from infra.stacks.worker import Worker
from infra.stages import Stage

_FLAGS = Path(__file__).with_name("feature_flags.json")


class Release(NamedTuple):
    """What is deployed: the functions' code, and the tag of the worker's image."""

    code: CodeOf
    image: str


def context() -> dict[str, Any]:
    """Return the behaviour that CDK recommends to new apps, as it was when this one began."""
    flags: dict[str, Any] = json.loads(_FLAGS.read_text())
    return flags


def compose(app: App, stage: Stage, release: Release) -> None:
    """Add the stacks of a stage to an app. The account is whoever's credentials deploy it."""
    env = Environment(region=stage.region)
    storage = Storage(app, stage.named("storage"), stage=stage, env=env)
    network = Network(app, stage.named("network"), stage=stage, env=env, key=storage.key)
    identity = Identity(app, stage.named("identity"), stage=stage, env=env)
    Worker(
        app,
        stage.named("worker"),
        stage=stage,
        env=env,
        state=storage.state,
        network=network,
        image=release.image,
    )
    notifier = Notifier(
        app, stage.named("notifier"), stage=stage, env=env, state=storage.state, code=release.code
    )
    reconciler = Reconciler(
        app, stage.named("reconciler"), stage=stage, env=env, state=storage.state, code=release.code
    )
    api = _face(app, stage, release, storage, identity=identity, notifier=notifier)
    observe = _watch(app, stage, release, storage, address=_address(stage, api), identity=identity)
    observe.add_stack_dependency(reconciler)  # whose log it reads, by its name
    Tags.of(app).add("counterfoil:stage", stage.name)


def _face(
    app: App,
    stage: Stage,
    release: Release,
    storage: Storage,
    *,
    identity: Identity,
    notifier: Notifier,
) -> Api:
    """Add the stacks that shops, customers and people on call reach."""
    env = Environment(region=stage.region)
    api = Api(
        app,
        stage.named("api"),
        stage=stage,
        env=env,
        state=storage.state,
        identity=identity,
        code=release.code,
    )
    console = Console(
        app,
        stage.named("console"),
        stage=stage,
        env=env,
        state=storage.state,
        identity=identity,
        code=release.code,
        notifier=notifier.source,
        firewall_arn=api.firewall.acl.attr_arn,
    )
    edge = Edge(app, stage.named("edge"), stage=stage, env=Environment(region=REGION))
    Web(
        app,
        stage.named("web"),
        stage=stage,
        env=env,
        state=storage.state,
        code=release.code,
        gateway=api.gateway,
        console=console.gateway,
        certificate=edge.certificate,
        firewall_arn=edge.firewall.acl.attr_arn,
    )
    return api


def _address(stage: Stage, api: Api) -> str:
    """Return where shops call the API, without a trailing slash."""
    return f"https://{stage.api_domain}" if stage.api_domain else api.gateway.url.removesuffix("/")


def _watch(
    app: App, stage: Stage, release: Release, storage: Storage, *, address: str, identity: Identity
) -> Observe:
    """Add the stacks that look at the others, and the one that brings them."""
    env = Environment(region=stage.region)
    Trail(
        app,
        stage.named("trail"),
        stage=stage,
        env=env,
        state=storage.state,
        access_logs=storage.access_logs,
    )
    if stage.source:
        Pipeline(
            app,
            stage.named("pipeline"),
            stage=stage,
            env=env,
            state=storage.state,
            source=stage.source,
            access_logs=storage.access_logs,
        )
    return Observe(
        app,
        stage.named("observe"),
        stage=stage,
        env=env,
        state=storage.state,
        code=release.code,
        api_url=address,
        token_url=identity.domain.base_url(),
    )
