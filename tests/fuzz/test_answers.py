"""Requests made from the API's own document, honest ones and broken ones, all to be answered."""

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode

from services.domain.order import fail
from tests.builders import an_order
from tests.fuzz.described import BROKEN, CONFORMANCE, HONEST, Asked, calls, cases, echoes, sent
from tests.issued import issued
from tests.order_api.shop import Shop

# /healthz takes nothing that could be broken: every value of its headers is legal.
ASKED = [(call, HONEST) for call in calls()] + [
    (call, BROKEN) for call in calls() if call != "GET /healthz"
]
FEW, MANY = 18, 350
"""Requests of each kind: 522 in every run, and more than 10,000 in `make soak`."""

PHASES = [Phase.generate, Phase.shrink]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    return Shop(tmp_path_factory.mktemp("shop") / "state")


@pytest.fixture(scope="module")
def known(shop: Shop) -> dict[str, str]:
    """An invoice to ask for and to credit, and a failure to decide about."""
    order = an_order(key="poison")
    shop.backends.orders.accept(fail(order, "order", "unprintable", "no glyph", shop.clock()))
    number = issued(shop.backends, shop.clock).invoice.number
    return {"number": number, "failure_id": order.id.replace("ord_", "fail_")}


@pytest.mark.parametrize("each", [FEW, pytest.param(MANY, marks=pytest.mark.soak)])
@pytest.mark.parametrize(
    ("call", "mode"), ASKED, ids=[f"{call} {mode.value}" for call, mode in ASKED]
)
def test_whatever_is_asked_the_answer_is_as_the_document_says_and_no_echo(
    shop: Shop, known: dict[str, str], call: str, mode: GenerationMode, each: int
) -> None:
    bearer, answered = shop.bearer(role="admin", seller="papierhaus"), 0

    @settings(max_examples=each, suppress_health_check=list(HealthCheck), phases=PHASES)
    @given(case=cases(call, mode, known))
    def ask(case: Asked) -> None:
        nonlocal answered
        answer = sent(case, shop.client, bearer)
        case.validate_response(answer, checks=CONFORMANCE)
        assert echoes(case, answer) == []
        answered += 1

    ask()
    assert answered >= each


def test_every_run_asks_at_least_500_times_and_the_soak_10_000() -> None:
    assert len(ASKED) * FEW >= 500
    assert len(ASKED) * MANY >= 10_000
