"""How this machine's own pages are made: templates, their files and their headers."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from services.runtime.http.headers import ANSWER_HEADERS, PAGE_HEADERS

_HERE = Path(__file__).parent
_TEMPLATES = Environment(
    loader=FileSystemLoader(_HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
)


def page(template: str, status: int = 200, **values: object) -> HTMLResponse:
    """Return a page; its style sheets are those of the portal and `assets()`."""
    html = _TEMPLATES.get_template(template).render(values)
    return HTMLResponse(html, status, headers={**ANSWER_HEADERS, **PAGE_HEADERS})


def assets() -> Mount:
    """Return the route of the files that the pages need besides the portal's."""
    return Mount("/assets/local", StaticFiles(directory=_HERE / "static"), name="local-assets")
