"""`counterfoil seller`: profiles, checked and kept version by version."""

import re
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Group
from rich.text import Text

from services.cli.files import must_be_file
from services.cli.refusal import ExitCode, Refusal
from services.cli.screen import Screen, card, table
from services.cli.surroundings import (
    JsonOption,
    StateOption,
    open_state,
    settings_for,
    surroundings,
)
from services.domain.seller import SELLER_ID, Seller, SellerProfile
from services.flow.put_seller import put_seller
from services.local.seller_file import read_profile
from services.runtime.composition import open_backends

ProfileArgument = Annotated[Path, typer.Argument(metavar="FILE", help="Profile as TOML.")]


def _document(seller: Seller) -> dict[str, object]:
    profile = seller.profile
    return {
        "id": seller.id,
        "object": "seller",
        "version": seller.version,
        "valid_from": seller.valid_from.isoformat(timespec="microseconds").replace("+00:00", "Z"),
        "sample": seller.sample,
        "legal_name": profile.legal_name,
        "currency": profile.currency,
        "locale": profile.locale,
        "time_zone": profile.time_zone,
        "numbering": profile.numbering.model_dump(mode="json"),
    }


def put(
    ctx: typer.Context,
    seller_id: Annotated[str, typer.Argument(metavar="ID", help="Such as my-shop.")],
    file: ProfileArgument,
    *,
    state: StateOption = None,
    as_json: JsonOption = False,
) -> None:
    """Store a profile as the seller's next version; issued invoices keep theirs."""
    screen = Screen(as_json, state)
    given = surroundings(ctx)
    if not re.match(SELLER_ID, seller_id):
        raise Refusal(
            ExitCode.USAGE,
            "bad_seller_id",
            "A seller id is at most 40 of a-z 0-9 and -, and starts with a letter or digit.",
        )
    profile = read_profile(must_be_file(file))
    backends = open_backends(settings_for(state), given.clock)
    seller = put_seller(seller_id, profile, given.clock(), backends.sellers)
    people = Text.assemble(("✓ ", "green"), f"{seller.id} version {seller.version}: stored")
    screen.answer(_document(seller), people)
    if seller.version == 1:
        screen.suggest(f"counterfoil keys create --seller {seller.id} --role checkout")


def validate(
    file: ProfileArgument, *, state: StateOption = None, as_json: JsonOption = False
) -> None:
    """Check a profile without storing it. Exit 1 names what is wrong and where."""
    profile = read_profile(must_be_file(file))
    Screen(as_json, state).answer({"ok": True}, _summary(profile))


def _summary(profile: SellerProfile) -> Group:
    return card(
        "✓ valid",
        {
            "legal name": profile.legal_name,
            "currency": profile.currency,
            "time zone": profile.time_zone,
            "numbers": f"{profile.numbering.pattern}, {profile.numbering.reset} reset",
        },
    )


def list_sellers(
    ctx: typer.Context, *, state: StateOption = None, as_json: JsonOption = False
) -> None:
    """List every seller with the version that counts now."""
    screen = Screen(as_json, state)
    sellers = open_state(ctx, state).backends.sellers.all()
    rows = table("Id", "Version", "Legal name", "Currency", "Time zone", "", right=("Version",))
    for seller in sellers:
        profile = seller.profile
        rows.add_row(
            seller.id,
            str(seller.version),
            profile.legal_name,
            profile.currency,
            profile.time_zone,
            Text("sample" if seller.sample else "", style="dim"),
        )
    document = {
        "object": "list",
        "data": [_document(seller) for seller in sellers],
        "has_more": False,
        "next": None,
    }
    screen.answer(document, rows)
