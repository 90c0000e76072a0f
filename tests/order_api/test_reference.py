import hashlib
import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from services.domain.credit_request import CreditRequest
from services.domain.order_request import OrderRequest
from services.flow.invoice_answer import IssuedInvoiceAnswer
from services.flow.order_answer import OrderAnswer
from services.order_api import examples
from services.order_api.answers import Health, OrderList, ProblemAnswer
from services.order_api.failure_answers import (
    ActionList,
    DecisionAnswer,
    FailureGroupList,
    FailureList,
    RedriveAnswer,
    ShownFailure,
)
from services.order_api.failure_requests import DiscardRequest, RedriveRequest, RetryRequest
from services.order_api.field_notes import FIELD_NOTES
from services.order_api.openapi import openapi_document, openapi_text
from services.runtime.http.problem_kinds import KINDS
from tests.order_api.shop import PROBLEM, Shop, assert_problem

ROOT = Path(__file__).parents[2]
SWAGGER_UI = ROOT / "services/order_api/static/swagger-ui"
POLICY = (
    "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
MODELS: dict[str, type[BaseModel]] = {
    "OrderRequest": OrderRequest,
    "CreditRequest": CreditRequest,
    "OrderAnswer": OrderAnswer,
    "OrderList": OrderList,
    "IssuedInvoiceAnswer": IssuedInvoiceAnswer,
    "RetryRequest": RetryRequest,
    "DiscardRequest": DiscardRequest,
    "RedriveRequest": RedriveRequest,
    "FailureList": FailureList,
    "FailureGroupList": FailureGroupList,
    "ShownFailure": ShownFailure,
    "ActionList": ActionList,
    "DecisionAnswer": DecisionAnswer,
    "RedriveAnswer": RedriveAnswer,
    "Health": Health,
    "ProblemAnswer": ProblemAnswer,
}


def operations() -> list[dict[str, Any]]:
    return [
        operation for path in openapi_document()["paths"].values() for operation in path.values()
    ]


def references(node: Any) -> set[str]:  # noqa: ANN401 - any part of a JSON document
    if isinstance(node, dict):
        found = {node["$ref"]} if isinstance(node.get("$ref"), str) else set()
        return found.union(*map(references, node.values()))
    return set().union(*map(references, node)) if isinstance(node, list) else set()


def test_the_committed_document_is_the_generated_one_and_the_served_one(shop: Shop) -> None:
    committed = (ROOT / "docs/api/openapi.json").read_text()
    assert committed == openapi_text(), (
        "docs/api/openapi.json is out of date: write `counterfoil openapi` into it"
    )
    served = shop.client.get("/openapi.json")
    assert served.headers["content-type"] == "application/json"
    assert served.text == committed


def test_the_document_describes_every_call_there_is_and_no_other(shop: Shop) -> None:
    described = {
        (method.upper(), path)
        for path, methods in openapi_document()["paths"].items()
        for method in methods
    }
    assert described == {
        ("POST", "/v1/orders"),
        ("GET", "/v1/orders"),
        ("GET", "/v1/orders/{order_id}"),
        ("GET", "/v1/invoices/{number}"),
        ("GET", "/v1/invoices/{number}/pdf"),
        ("GET", "/v1/invoices/{number}/xml"),
        ("POST", "/v1/invoices/{number}/credit-notes"),
        ("GET", "/v1/failures"),
        ("GET", "/v1/failures/groups"),
        ("GET", "/v1/failures/{failure_id}"),
        ("POST", "/v1/failures/{failure_id}/retry"),
        ("POST", "/v1/failures/{failure_id}/discard"),
        ("POST", "/v1/failures/redrive"),
        ("GET", "/v1/actions"),
        ("GET", "/healthz"),
    }
    for path in ("/v1/invoices", "/v1/orders/x/cancel", "/ops", "/redoc"):
        assert_problem(shop.client.get(path), 404, "not_found")


def test_every_operation_is_named_explained_and_tells_its_problems() -> None:
    names = [operation["operationId"] for operation in operations()]
    assert sorted(names) == [
        "createCreditNote",
        "createOrder",
        "discardFailure",
        "getFailure",
        "getHealth",
        "getInvoice",
        "getInvoicePdf",
        "getInvoiceXml",
        "getOrder",
        "listActions",
        "listFailureGroups",
        "listFailures",
        "listOrders",
        "redriveFailures",
        "retryFailure",
    ]
    for operation in operations():
        assert operation["summary"]
        assert operation["description"]
        assert {"414", "431", "500", "503"} <= operation["responses"].keys()
        for status, response in operation["responses"].items():
            assert response["description"]
            media = set(response.get("content", {}))
            assert media == ({PROBLEM} if status >= "400" else media)
        for parameter in operation["parameters"]:
            assert parameter.get("description") or parameter["$ref"]


def test_every_reference_leads_somewhere_and_nothing_is_left_over() -> None:
    document = openapi_document()
    wanted = references(document)
    there = {
        f"#/components/{kind}/{name}"
        for kind, parts in document["components"].items()
        if kind != "securitySchemes"
        for name in parts
    }
    assert wanted <= there
    assert there - wanted == set()


def test_every_example_is_what_it_is_an_example_of() -> None:
    document = openapi_document()
    shown = document["components"]["examples"]
    checked = set()
    for operation in operations():
        for part in (operation.get("requestBody", {}), *operation["responses"].values()):
            for media in filter(None, part.get("content", {}).values()):  # files have no schema
                model = MODELS[media["schema"]["$ref"].rpartition("/")[2]]
                for name in media["examples"]:
                    model.model_validate(shown[name]["value"])
                    checked.add(name)
    assert checked == shown.keys()


def test_every_problem_of_the_reference_stands_under_its_status() -> None:
    for operation in operations():
        for status, response in operation["responses"].items():
            for media_type, media in response.get("content", {}).items():
                if media_type == PROBLEM:
                    assert {str(KINDS[code].status) for code in media["examples"]} == {status}


def test_every_field_of_a_request_is_explained() -> None:
    schemas = openapi_document()["components"]["schemas"]
    reached, waiting = set(), ["OrderRequest", "CreditRequest"]
    waiting += ["RetryRequest", "DiscardRequest", "RedriveRequest"]
    while waiting:
        name = waiting.pop()
        reached.add(name)
        assert set(schemas[name]["properties"]) == set(FIELD_NOTES[name])
        links = {link.rpartition("/")[2] for link in references(schemas[name])}
        waiting += links - reached
    assert reached == FIELD_NOTES.keys()


def test_amounts_are_described_as_text() -> None:
    line = openapi_document()["components"]["schemas"]["Line"]["properties"]
    assert line["unit_price"]["type"] == "string"
    pattern = re.compile(line["unit_price"]["pattern"])
    assert pattern.search("12.50")
    assert not pattern.search("-1")


@pytest.mark.parametrize("code", KINDS)
def test_the_type_of_every_problem_leads_to_a_page_that_explains_it(shop: Shop, code: str) -> None:
    document = examples.problem(code)
    path = document["type"].removeprefix(examples.PUBLIC_URL)
    page = shop.client.get(path)

    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    assert page.headers["content-security-policy"] == POLICY
    text = unescape(page.text)
    assert KINDS[code].why in text
    assert KINDS[code].remedy in text
    assert f"<code>{code}</code>" in text


def test_pages_hold_no_inline_script_or_style_and_need_no_other_host(shop: Shop) -> None:
    for path in ("/docs", "/problems/not_found"):
        page = shop.client.get(path)
        assert page.headers["content-security-policy"] == POLICY
        assert page.headers["x-content-type-options"] == "nosniff"
        assert not re.search(
            r"<style|\sstyle=|\son[a-z]+=|javascript:|https?://",
            page.text.split("<pre", maxsplit=1)[0],
        )
        assert re.findall(r"<script[^>]*>(.*?)</script>", page.text) == (
            ["", ""] if path == "/docs" else []
        )
        for url in re.findall(r'(?:src|href)="([^"]+)"', page.text):
            assert shop.client.get(url).status_code == 200


def test_files_of_the_pages_are_sent_once(shop: Shop) -> None:
    first = shop.client.get("/docs/assets/docs.js")
    assert first.headers["content-type"] == "text/javascript; charset=utf-8"
    again = shop.client.get(
        "/docs/assets/docs.js", headers={"If-None-Match": first.headers["etag"]}
    )
    assert (again.status_code, again.content) == (304, b"")


def test_the_vendored_files_are_those_that_were_published() -> None:
    lines = (SWAGGER_UI / "SHA256SUMS").read_text().splitlines()
    named = {name: digest for digest, name in (line.split("  ") for line in lines)}
    there = {path.name for path in SWAGGER_UI.iterdir()} - {"README.md", "SHA256SUMS"}
    assert named.keys() == there
    for name, digest in named.items():
        assert hashlib.sha256((SWAGGER_UI / name).read_bytes()).hexdigest() == digest


def test_the_styles_replace_every_picture_the_policy_would_refuse() -> None:
    vendored = (SWAGGER_UI / "swagger-ui.css").read_text()
    plain = re.sub(r"@media \(forced-colors[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", "", vendored)
    refused = {
        selector.rpartition(",")[2].strip().replace(":after", "::after")
        for selector in re.findall(r"([^{}]*)\{[^{}]*url\(\"?data:", plain)
        if "debug-grid" not in selector
    }
    ours = (ROOT / "services/order_api/static/docs.css").read_text()
    normal = re.sub(r"\s*([>+])\s*", r"\1", ours.replace('"', ""))
    assert len(refused) >= 8
    assert {selector for selector in refused if selector not in normal} == set()


def test_the_readiness_of_the_system_is_told_without_a_key(shop: Shop) -> None:
    answer = shop.client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_the_document_is_json_that_names_its_version() -> None:
    document = json.loads(openapi_text())
    assert document["openapi"].startswith("3.1")
    assert document["components"]["securitySchemes"]["api_key"]["scheme"] == "bearer"
    assert all("security" in operation for operation in operations())
