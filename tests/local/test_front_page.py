from starlette.applications import Starlette
from starlette.testclient import TestClient

from services.backends.queue import Figures
from services.local.front_page import Front, front_routes
from services.runtime.http.edge import guard

QUIET = Figures(visible=0, in_flight=0, delayed=0, oldest_age_s=None, sent=0, deleted=0)
BUSY = Figures(visible=1200, in_flight=10, delayed=3, oldest_age_s=41.6, sent=2000, deleted=787)
CURL = 'curl -d \'{"name": "<b>Zoë</b>"}\' http://127.0.0.1:8080/v1/orders'


def a_browser(front: Front) -> TestClient:
    app = Starlette(routes=front_routes(lambda: front))
    guard(app, public_url="http://127.0.0.1:8080", new_id=lambda: "0" * 32)
    return TestClient(app)


def test_the_front_page_shows_the_curl_and_the_way_to_everything() -> None:
    browser = a_browser(Front(CURL, "http://127.0.0.1:8080/i/abc", QUIET, QUIET))

    page = browser.get("/").text

    assert "&lt;b&gt;Zoë&lt;/b&gt;" in page
    for href in ("/inbox", "/docs", "http://127.0.0.1:8080/i/abc"):
        assert f'href="{href}"' in page


def test_the_front_page_shows_what_waits_and_for_how_long() -> None:
    page = a_browser(Front(CURL, None, BUSY, QUIET)).get("/").text

    assert "1,213" in page
    assert "oldest 42 s" in page
    assert "An invoice" not in page


def test_the_front_page_looks_anew_each_time() -> None:
    fronts = iter([Front(CURL, None, QUIET, QUIET), Front(CURL, None, BUSY, QUIET)])
    app = Starlette(routes=front_routes(lambda: next(fronts)))
    guard(app, public_url="http://127.0.0.1:8080", new_id=lambda: "0" * 32)
    browser = TestClient(app)

    assert "1,213" not in browser.get("/").text
    assert "1,213" in browser.get("/").text


def test_the_front_page_brings_its_style_sheet_and_no_script() -> None:
    browser = a_browser(Front(CURL, None, QUIET, QUIET))
    answer = browser.get("/")

    assert browser.get("/assets/local/local.css").status_code == 200
    assert '<link rel="stylesheet" href="/assets/local/local.css">' in answer.text
    assert "<script" not in answer.text
    assert " style=" not in answer.text
    assert "unsafe" not in answer.headers["content-security-policy"]
