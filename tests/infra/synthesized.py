"""The templates of a stage, as plain JSON."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from aws_cdk import App

from infra.app import Release, compose, context
from infra.function_code import source
from infra.stages import Stage

Json = dict[str, Any]

QUICKLY = {"@aws-cdk/core:validateAgainstDefaultRules": False}
"""`make synth` validates once; here it would double the time."""


class Resource(NamedTuple):
    """One resource of one stack."""

    stack: str
    id: str
    properties: Json
    whole: Json

    @property
    def where(self) -> str:
        """Return how to find it."""
        return f"{self.stack}/{self.id}"


class Synthesized(NamedTuple):
    """All stacks of a stage."""

    stage: Stage
    stacks: dict[str, Json]

    def of_type(self, type_: str) -> list[Resource]:
        """Return every resource of a type, at least one."""
        found = [one for one in self.everything() if one.whole["Type"] == type_]
        assert found, f"no {type_} in {self.stage.name}"
        return found

    def everything(self) -> Iterator[Resource]:
        """Go through all resources."""
        for stack, template in self.stacks.items():
            for id_, whole in template["Resources"].items():
                yield Resource(stack, id_, whole.get("Properties", {}), whole)


def synthesized(stage: Stage, out: Path) -> Synthesized:
    """Synthesize a stage, without its rule packs, and read what was written."""
    app = App(outdir=str(out), context=context() | QUICKLY)
    compose(app, stage, Release(source, "none"))
    app.synth()
    return read(stage, out)


def read(stage: Stage, out: Path) -> Synthesized:
    """Read the templates that were written for a stage."""
    prefix = stage.named("")
    return Synthesized(
        stage,
        {
            path.name.removeprefix(prefix).removesuffix(".template.json"): json.loads(
                path.read_text()
            )
            for path in sorted(out.glob("*.template.json"))
        },
    )


def points_at(value: object) -> str:
    """Return the first logical id that a value refers to, however deep; "" for none.

    Of another stack's output it is the output's name, which holds the id.
    """
    match value:
        case {"Ref": str(id_)} if not id_.startswith("AWS::"):
            return id_
        case {"Fn::GetAtt": [str(id_), *_]}:
            return id_
        case {"Fn::GetStackOutput": {"OutputName": str(name)}}:
            return name
        case dict():
            return next(filter(None, map(points_at, value.values())), "")
        case list():
            return next(filter(None, map(points_at, value)), "")
        case _:
            return ""


def statements(document: Json) -> list[Json]:
    """Return the statements of a policy, their actions and resources as lists."""
    return [
        one | {"Action": as_list(one["Action"]), "Resource": as_list(one.get("Resource", []))}
        for one in document["Statement"]
    ]


def as_list(value: object) -> list[Any]:
    """Return what stands alone as a list of one."""
    return value if isinstance(value, list) else [value]
