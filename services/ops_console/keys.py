"""Keys: who may call, making one, revoking one. For admins.

On one machine a key is a secret of ours. On AWS Cognito has the secrets, and a key says what one of
its client ids or users may do.
"""

import re
from datetime import timedelta
from http import HTTPStatus
from typing import Final, NamedTuple, get_args

from starlette.responses import Response

from services.backends.conflict import Conflict
from services.backends.keys import Key, Role, by_seller_and_age, opens
from services.flow.acting import act
from services.flow.new_key import known_subject, new_key
from services.ops_console.asking import NO_REASON, ask_of, asked, line_of
from services.ops_console.forms import text_of
from services.ops_console.pages import Visit, page, see_other
from services.ops_console.routes import Page, not_found
from services.ops_console.visitor import ADMINS
from services.ops_console.whose import sellers_of

KEYS = "/ops/keys"
LONGEST_NAME = 60

_ROLES: Final[tuple[Role, ...]] = get_args(Role)
_LASTS: Final = {"90": 90, "30": 30, "365": 365, "": None}
"""Days a key may be made for, as the form names them; empty for one without an end."""

_SUBJECT = re.compile(r"\A[!-~]{1,128}\Z")


class _Made(NamedTuple):
    """A key that was just made."""

    key: Key
    secret: str | None
    """Shown this once; None for one whose secret Cognito has."""


def _show(visit: Visit) -> Response:
    return _page(visit)


def _page(visit: Visit, made: _Made | None = None, wrong: str = "") -> Response:
    now = visit.desk.clock()
    keys = {key.digest: key for key in visit.desk.backends.keys.all(None)}
    if made:
        keys[made.key.digest] = made.key  # a list may not know it yet
    listed = sorted(keys.values(), key=by_seller_and_age)
    return page(
        visit,
        "keys.html.jinja",
        title="Keys",
        at=KEYS,
        status=HTTPStatus.BAD_REQUEST if wrong else HTTPStatus.OK,
        open_keys=[key for key in listed if opens(key, now)],
        closed_keys=[key for key in listed if not opens(key, now)],
        sellers=sellers_of(visit),
        roles=_ROLES,
        lasts=_LASTS,
        of_cognito=_of_cognito(visit),
        made=made,
        wrong=wrong,
        form_id=visit.desk.new_id(),
        now=now,
    )


def _of_cognito(visit: Visit) -> bool:
    """Tell whether callers show tokens of Cognito, as they do on AWS."""
    return visit.desk.worker_vcpus is not None


def _create(visit: Visit) -> Response:
    role = next((one for one in _ROLES if one == text_of(visit.form, "role")), None)
    seller_id, lasts = text_of(visit.form, "seller"), text_of(visit.form, "days")
    name = line_of(visit, "name", LONGEST_NAME)
    if role is None or seller_id not in sellers_of(visit) or lasts not in _LASTS:
        return _page(visit, wrong="Choose a seller, a role and how long the key lasts.")
    if name is None:
        return _page(visit, wrong=f"Say in 1 to {LONGEST_NAME} characters what the key is for.")
    if _of_cognito(visit) and not _SUBJECT.match(text_of(visit.form, "subject")):
        return _page(visit, wrong="Give the client id or the user's subject, as Cognito has it.")
    made, days = _made(visit, seller_id, role), _LASTS[lasts]
    expires_at = made.key.created_at + timedelta(days=days) if days else None
    key = made.key.model_copy(update={"name": name, "expires_at": expires_at})
    return _stored(visit, made._replace(key=key))


def _made(visit: Visit, seller_id: str, role: Role) -> _Made:
    desk, livemode = visit.desk, text_of(visit.form, "mode") != "test"
    if _of_cognito(visit):
        subject = text_of(visit.form, "subject")
        known = known_subject(seller_id, role, livemode=livemode, subject=subject, now=desk.clock())
        return _Made(known, None)
    random = bytes.fromhex(desk.new_id() + desk.new_id())
    secret, key = new_key(seller_id, role, livemode=livemode, random=random, now=desk.clock())
    return _Made(key, secret)


def _stored(visit: Visit, made: _Made) -> Response:
    key, backends = made.key, visit.desk.backends
    ask = ask_of(visit, "create_key", key.name)
    is_new = act(ask, "create_key", key.prefix, actions=backends.actions, seller_id=key.seller_id)
    if not is_new:
        return see_other(KEYS, "This form has made its key already; its secret was shown once.")
    try:
        backends.keys.create(key)
    except Conflict:
        return _page(visit, wrong="This client id or user has a key already: revoked ones count.")
    return _page(visit, made)


def _revoke(visit: Visit) -> Response:
    digest, backends = visit.request.path_params["digest"], visit.desk.backends
    key = backends.keys.find(digest)
    if key is None:
        return not_found(visit)
    if key.digest == visit.visitor.key.digest:
        return see_other(KEYS, "Nothing was done: this is the key you came with.")
    ask = asked(visit, f"revoke_key {digest}")
    if ask is None:
        return _page(visit, wrong=f"Nothing was done. {NO_REASON}")
    act(ask, "revoke_key", key.prefix, actions=backends.actions, seller_id=key.seller_id)
    backends.keys.revoke(digest, ask.at)
    return see_other(KEYS, f"{key.prefix}… opens nothing any more.")


PAGES = (
    Page(KEYS, _show, roles=ADMINS),
    Page(KEYS, _create, "POST", ADMINS),
    Page("/ops/keys/{digest}/revoke", _revoke, "POST", ADMINS),
)
