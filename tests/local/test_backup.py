"""A backup holds the whole state as it was at one moment, and becomes that state again."""

import io
import stat
import tarfile
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from services.backends.embedded.database import Database
from services.domain.ids import order_id, sha256_hex
from services.domain.message import decode_order_accepted
from services.domain.numbering import Series
from services.domain.seal import SEALS
from services.local.backup import Backup, BackupNameTaken, BadBackupName, back_up
from services.local.backup_file import MANIFEST, BadBackup, Manifest, verified
from services.local.restore import ArchiveDisagrees, Restored, StateNotEmpty, restore
from services.local.state_lock import StateInUse, state_locked
from services.reconciler.audit import audit, audit_and_seal
from services.reconciler.nightly import books
from services.reconciler.rebuild import rebuild
from services.reconciler.report import AuditReport
from tests.pipeline import Pipeline

SERIES = Series.of_key("aurora/live/380/2026")
PDF = "archive/aurora/2026/INV-2026-000001.pdf"


def untold(_done: int, _total: int) -> None:
    """Show no progress."""


def saved(pipeline: Pipeline, name: str = "backup.tar") -> Backup:
    target = pipeline.state.parent / name
    return back_up(pipeline.state, target, now=pipeline.clock(), progress=untold)


def restored(pipeline: Pipeline, source: Path, state: Path, *, replace: bool = False) -> Restored:
    return restore(
        source,
        state,
        replace=replace,
        now=pipeline.clock(),
        new_id=pipeline.new_id,
        progress=untold,
    )


def rebuilt(pipeline: Pipeline) -> AuditReport:
    rebuild(books(pipeline.backends), pipeline.clock())
    return audit(books(pipeline.backends))


def files(folder: Path) -> dict[str, bytes]:
    found = {str(path.relative_to(folder)): path for path in folder.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in found.items()}


@pytest.fixture
def shop(pipeline: Pipeline) -> Pipeline:
    for key in ("a", "b", "c"):
        pipeline.place(key)
    pipeline.place("bad", metadata={"simulate": "fail_render"})
    pipeline.settle()
    pipeline.place("waiting")
    (pipeline.state / "dev-key").write_text("sk_live_0")
    return pipeline


@pytest.mark.parametrize("name", ["b.tar", "b.tar.gz", "b.tgz", "b.tar.xz"])
def test_a_restored_state_is_the_state_that_was_saved(
    shop: Pipeline, tmp_path: Path, name: str
) -> None:
    ids = [
        order_id("aurora", livemode=True, channel="api", idempotency_key=key)
        for key in ("a", "b", "c", "bad", "waiting")
    ]
    assert len(shop.backends.orders.read(ids)) == 5
    backup = saved(shop, name)
    assert (backup.manifest.invoices, backup.manifest.files, backup.manifest.mails) == (3, 3, 3)
    elsewhere = tmp_path / "elsewhere"
    restored(shop, backup.file, elsewhere)
    again = Pipeline(elsewhere)
    assert again.backends.orders.read(ids) == shop.backends.orders.read(ids)
    assert again.backends.sellers.all() == shop.backends.sellers.all()
    assert again.backends.secrets == shop.backends.secrets
    assert again.backends.orders_queue.figures().visible == 1
    for part in ("archive", "outbox"):
        assert files(elsewhere / part) == files(shop.state / part)
    assert (elsewhere / "dev-key").read_text() == "sk_live_0"


def test_a_restored_shop_goes_on_where_it_was(shop: Pipeline, tmp_path: Path) -> None:
    waiting = shop.place("waiting").order.id
    backup = saved(shop)
    restored(shop, backup.file, tmp_path / "elsewhere")
    again = Pipeline(tmp_path / "elsewhere")
    assert rebuilt(again).ok
    again.settle()
    issued = again.order(waiting).issued
    assert issued is not None
    assert issued.number == "INV-2026-000004"
    assert audit(books(again.backends)).ok


def test_seals_of_earlier_audits_are_carried_and_still_bear_witness(
    shop: Pipeline, tmp_path: Path
) -> None:
    assert audit_and_seal(books(shop.backends), shop.clock().date()).ok
    state = tmp_path / "elsewhere"
    restored(shop, saved(shop).file, state)
    assert files(state / "archive" / SEALS) == files(shop.state / "archive" / SEALS) != {}
    there = Pipeline(state)
    assert rebuilt(there).ok
    with Database(state / "ledger.db", there.clock).write() as connection:
        connection.execute("update orders set value = replace(value, '\"size\":', '\"size\":1')")
    assert "seal_broken" in {found.code for found in audit(books(there.backends)).faults}


def test_a_backup_taken_while_orders_come_is_of_one_moment(
    pipeline: Pipeline, tmp_path: Path
) -> None:
    begun = threading.Event()

    def keep_selling() -> None:
        for n in range(40):
            pipeline.place(f"key-{n}")
            pipeline.work_once()
            pipeline.notify_once()
            if n == 5:
                begun.set()

    selling = threading.Thread(target=keep_selling)
    selling.start()
    begun.wait()
    backup = saved(pipeline)
    selling.join()
    assert 0 < backup.manifest.invoices < 40
    restored(pipeline, backup.file, tmp_path / "elsewhere")
    again = Pipeline(tmp_path / "elsewhere")
    assert rebuilt(again).ok
    queue = again.backends.orders_queue
    for message in queue.receive(10, visibility_s=0, wait_s=0):
        assert again.backends.orders.read([decode_order_accepted(message.body).order_id])
    again.clock.advance(3600)
    again.settle()
    report = audit(books(again.backends))
    assert report.ok
    assert report.invoices == report.files == len(again.mails())


def test_no_number_is_given_before_the_audit_after_a_restore(
    shop: Pipeline, tmp_path: Path
) -> None:
    backup = saved(shop)
    answer = restored(shop, backup.file, tmp_path / "elsewhere")
    assert answer.frozen == [SERIES.key]
    again = Pipeline(tmp_path / "elsewhere")
    counter = again.backends.numbering.read(SERIES)
    assert counter is not None
    assert counter.frozen == "restored from backup.tar: run `counterfoil audit --rebuild`"
    again.settle(rounds=3)
    assert again.order(shop.place("waiting").order.id).issued is None


def test_numbers_given_since_the_backup_are_never_given_again(shop: Pipeline) -> None:
    backup = saved(shop)
    later = [shop.place(key, livemode=live).order.id for key, live in (("d", True), ("t", False))]
    shop.settle()
    given = {order.issued.number for order in shop.backends.orders.read(later) if order.issued}
    assert given == {"INV-2026-000005", "TEST-INV-2026-000001"}
    answer = restored(shop, backup.file, shop.state, replace=True)
    assert answer.frozen == [SERIES.key, "aurora/test/380/2026"]
    again = Pipeline(shop.state)
    rebuild(books(again.backends), again.clock())
    new = [again.place(key, livemode=live).order.id for key, live in (("e", True), ("u", False))]
    again.settle()
    numbers = {order.issued.number for order in again.backends.orders.read(new) if order.issued}
    assert len(numbers) == 2
    assert numbers.isdisjoint(given)


def test_a_replaced_ledger_is_set_aside_and_not_lost(shop: Pipeline) -> None:
    backup = saved(shop)
    order = shop.place("since").order
    answer = restored(shop, backup.file, shop.state, replace=True)
    assert shop.state / "replaced-20261121T093000Z" == answer.set_aside
    assert Pipeline(answer.set_aside).order(order.id) == order
    assert Pipeline(shop.state).backends.orders.read([order.id]) == []
    assert answer.kept == 3 * 2 + 3  # renditions, their metadata, mails


def test_a_state_with_a_ledger_is_not_replaced_unasked(shop: Pipeline) -> None:
    backup = saved(shop)
    before = files(shop.state)
    with pytest.raises(StateNotEmpty, match="--replace"):
        restored(shop, backup.file, shop.state)
    assert {
        name: content for name, content in files(shop.state).items() if name != "lock"
    } == before


def test_a_state_in_use_is_not_touched(shop: Pipeline) -> None:
    backup = saved(shop)
    with state_locked(shop.state), pytest.raises(StateInUse):
        restored(shop, backup.file, shop.state, replace=True)


def test_another_document_under_the_same_key_stops_the_restore(
    shop: Pipeline, tmp_path: Path
) -> None:
    backup = saved(shop)
    forged = tmp_path / "elsewhere" / PDF
    forged.parent.mkdir(parents=True)
    forged.write_bytes(b"%PDF-another")
    with pytest.raises(ArchiveDisagrees, match="INV-2026-000001"):
        restored(shop, backup.file, tmp_path / "elsewhere")
    assert not (tmp_path / "elsewhere" / "ledger.db").exists()


def test_what_a_restore_left_when_it_was_killed_is_cleared_away(
    shop: Pipeline, tmp_path: Path
) -> None:
    backup = saved(shop)
    left = tmp_path / "elsewhere" / "~restore-1"
    left.mkdir(parents=True)
    (left / "secrets.json").write_text("{}")
    restored(shop, backup.file, tmp_path / "elsewhere")
    assert list((tmp_path / "elsewhere").glob("~restore*")) == []


def test_a_backup_is_never_overwritten(shop: Pipeline) -> None:
    first = saved(shop).file.read_bytes()
    with pytest.raises(BackupNameTaken):
        saved(shop)
    assert (shop.state.parent / "backup.tar").read_bytes() == first
    assert list(shop.state.parent.glob(".counterfoil-backup-*")) == []


def test_a_name_that_does_not_say_how_it_is_compressed_is_refused(shop: Pipeline) -> None:
    with pytest.raises(BadBackupName):
        saved(shop, "backup.zip")


def test_a_backup_with_its_signing_keys_is_its_owners_alone(shop: Pipeline, tmp_path: Path) -> None:
    backup = saved(shop)
    assert stat.S_IMODE(backup.file.stat().st_mode) == 0o600
    restored(shop, backup.file, tmp_path / "elsewhere")
    for name in ("secrets.json", "dev-key"):
        assert stat.S_IMODE((tmp_path / "elsewhere" / name).stat().st_mode) == 0o600


def test_archive_files_that_are_not_what_was_recorded_are_named(shop: Pipeline) -> None:
    (shop.state / PDF).write_bytes(b"%PDF-forged")
    (shop.state / PDF.replace("1.pdf", "2.pdf")).unlink()
    backup = saved(shop)
    assert backup.faults == ["aurora/2026/INV-2026-000001.pdf", "aurora/2026/INV-2026-000002.pdf"]
    assert verified(backup.file, untold) == backup.manifest


def rewritten(
    source: Path, change: Callable[[tarfile.TarInfo, bytes], tuple[tarfile.TarInfo, bytes] | None]
) -> Path:
    """Copy a backup member by member, as somebody who meddles with it would."""
    target = source.with_name("meddled.tar")
    with tarfile.open(source) as old, tarfile.open(target, "w:") as new:
        for member in old:
            content = old.extractfile(member)
            assert content is not None
            changed = change(member, content.read())
            if changed:
                changed[0].size = len(changed[1])
                new.addfile(changed[0], io.BytesIO(changed[1]))
    return target


def refused(pipeline: Pipeline, source: Path) -> str:
    """Return why a backup is refused; nothing may have come of it."""
    elsewhere = pipeline.state.parent / "elsewhere"
    with pytest.raises(BadBackup) as caught:
        restored(pipeline, source, elsewhere)
    assert not elsewhere.exists()
    return str(caught.value)


@pytest.mark.parametrize("name", ["ledger.db", "queues.db", "secrets.json", PDF])
def test_a_changed_file_in_a_backup_is_found(shop: Pipeline, name: str) -> None:
    def flip(member: tarfile.TarInfo, content: bytes) -> tuple[tarfile.TarInfo, bytes]:
        return member, content[:-1] + b"?" if member.name == name else content

    assert f"{name} is not what was backed up" in refused(shop, rewritten(saved(shop).file, flip))


@pytest.mark.parametrize("name", ["ledger.db", PDF])
def test_a_missing_file_in_a_backup_is_found(shop: Pipeline, name: str) -> None:
    meddled = rewritten(
        saved(shop).file, lambda member, content: None if member.name == name else (member, content)
    )
    assert f"{name} is not what was backed up" in refused(shop, meddled)


def with_manifest_of(source: Path, name: str, content: bytes) -> Path:
    """Add a member that the manifest vouches for, whatever its name."""

    def add(member: tarfile.TarInfo, old: bytes) -> tuple[tarfile.TarInfo, bytes]:
        if member.name == "queues.db":
            member.name = name
            return member, content
        if member.name != MANIFEST:
            return member, old
        manifest = Manifest.model_validate_json(old)
        named = {"size": len(content), "sha256": sha256_hex(content)}
        members = manifest.model_dump()["members"] | {name: named}
        members.pop("queues.db")
        return member, manifest.model_copy(update={"members": members}).model_dump_json().encode()

    return rewritten(source, add)


@pytest.mark.filterwarnings("ignore:Pydantic serializer warnings")
@pytest.mark.parametrize(
    "name",
    ["../outside", "/etc/passwd", "archive/../../outside", "archive/..", "outbox//x", "lock", "a"],
)
def test_a_backup_cannot_write_outside_its_places(shop: Pipeline, name: str) -> None:
    meddled = with_manifest_of(saved(shop).file, name, b"gotcha")
    assert "holds something that no backup holds" in refused(shop, meddled)


def test_a_link_in_a_backup_is_refused(shop: Pipeline) -> None:
    source = saved(shop).file
    with tarfile.open(source, "a:") as tar:
        link = tarfile.TarInfo("archive/link.pdf")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
    assert "holds something that no backup holds" in refused(shop, source)


def test_a_backup_that_was_cut_off_is_refused(shop: Pipeline) -> None:
    whole = saved(shop, "b.tar.gz").file.read_bytes()
    cut = shop.state.parent / "cut.tar.gz"
    cut.write_bytes(whole[: len(whole) // 2])
    assert "is damaged" in refused(shop, cut)
    without = rewritten(
        saved(shop).file,
        lambda member, content: None if member.name == MANIFEST else (member, content),
    )
    assert "was cut off" in refused(shop, without)


def test_a_file_that_is_no_backup_is_refused(shop: Pipeline, tmp_path: Path) -> None:
    other = tmp_path / "letter.tar"
    other.write_bytes(b"Dear customer" * 100)
    assert "no tar file" in refused(shop, other)


def test_a_backup_of_a_later_format_names_the_release_to_use(shop: Pipeline) -> None:
    def later(member: tarfile.TarInfo, content: bytes) -> tuple[tarfile.TarInfo, bytes]:
        if member.name == MANIFEST:
            content = content.replace(b'"format": 1', b'"format": 2')
        return member, content

    meddled = rewritten(saved(shop).file, later)
    assert "restore it with the release that made it" in refused(shop, meddled)
