"""A shop whose orders fail, and its operator at the API."""

import json
from typing import Any

import httpx2

from services.domain.order import fail
from services.flow.change import change
from tests.order_api.shop import Shop

REASON = {"reason": "mended"}


def failed(shop: Shop, key: str = "key-1", code: str = "reason_required", **changes: Any) -> str:  # noqa: ANN401
    """Have an order accepted and fail for good a second later; return the failure's id."""
    order_id = shop.accept(key, **changes)
    fail_again(shop, order_id, code)
    return order_id.replace("ord_", "fail_")


def fail_again(shop: Shop, order_id: str, code: str = "reason_required") -> None:
    shop.clock.advance(1)
    detail = "/lines/0/tax/exemption_reason: is needed for category E"
    now = shop.clock()
    change(shop.backends.orders, order_id, lambda o: fail(o, "order", code, detail, now))


def decide(
    shop: Shop,
    call: str,
    body: object = REASON,
    key: str | None = "decision-1",
    **who: Any,  # noqa: ANN401
) -> httpx2.Response:
    """POST to `/v1/failures/` as an operator, or as whom the test names."""
    headers = shop.bearer(**{"role": "operator", **who}) | {"Content-Type": "application/json"}
    if key is not None:
        headers["Idempotency-Key"] = key
    return shop.client.post(f"/v1/failures/{call}", content=json.dumps(body), headers=headers)


def see(shop: Shop, path: str, **who: Any) -> Any:  # noqa: ANN401 - JSON
    """GET as an operator and return the document."""
    answer = shop.get(path, **{"role": "operator", **who})
    assert answer.status_code == 200, answer.text
    return answer.json()
