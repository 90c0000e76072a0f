"""What a function loads before its first event."""

import subprocess
import sys

import pytest

HTTP = {"fastapi", "starlette", "mangum", "anyio", "uvicorn"}
RENDERING = {"reportlab", "PIL", "uharfbuzz", "bidi", "deflate"}
XML_AND_PDF = {"lxml", "facturx", "pypdf"}
AWS = {"boto3", "botocore"}

NOT_LOADED = {
    "services.order_api.main": RENDERING | XML_AND_PDF | AWS | {"uvicorn"},
    "services.portal.main": RENDERING | XML_AND_PDF | AWS | {"fastapi", "uvicorn"},
    "services.ops_console.main": RENDERING | XML_AND_PDF | AWS | {"uvicorn"},
    "services.notifier.main": HTTP | RENDERING | XML_AND_PDF | AWS,
    "services.reconciler.main": HTTP | RENDERING | XML_AND_PDF | AWS,
}


@pytest.mark.parametrize("module", NOT_LOADED)
def test_importing_a_function_needs_no_settings_and_loads_only_what_it_uses(module: str) -> None:
    lines = f"import {module}, sys; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", lines],
        env={"COUNTERFOIL_BACKEND": "no such backend"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert NOT_LOADED[module].isdisjoint(done.stdout.split())
