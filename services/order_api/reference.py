"""The pages that explain the API: the reference, its document, and a page for each problem."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from services.order_api import examples
from services.order_api.openapi import openapi_text
from services.runtime.http.assets import Asset, asset_response, assets_in
from services.runtime.http.headers import PAGE_HEADERS
from services.runtime.http.problem_kinds import KINDS
from services.runtime.http.problems import Problem

_FOLDER = Path(__file__).parent

router = APIRouter(include_in_schema=False)


@cache
def _assets() -> dict[str, Asset]:
    return assets_in(_FOLDER / "static")


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(_FOLDER / "templates"), autoescape=True, undefined=StrictUndefined
    )


def _page(template: str, **values: Any) -> HTMLResponse:  # noqa: ANN401 - what templates show
    content = _templates().get_template(template).render(values)
    return HTMLResponse(content, headers=PAGE_HEADERS)


@router.get("/openapi.json")
async def openapi_json() -> Response:
    """Answer with the OpenAPI document."""
    return Response(openapi_text(), media_type="application/json")


@router.get("/docs")
async def docs() -> Response:
    """Answer with the API reference, from files of this host alone."""
    return _page("docs.html.jinja")


@router.get("/docs/assets/{name:path}")
async def asset(request: Request, name: str) -> Response:
    """Answer with a file of the pages."""
    return asset_response(request, name, _assets())


@router.get("/problems/{code}")
async def problem_page(code: str) -> Response:
    """Explain what a problem's `type` stands for."""
    kind = KINDS.get(code)
    if kind is None:
        raise Problem("not_found")
    example = json.dumps(examples.problem(code), indent=2, ensure_ascii=False)
    return _page("problem.html.jinja", kind=kind, kinds=KINDS.values(), example=example)
