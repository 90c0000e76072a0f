"""What forgers do who know the books and can write everywhere."""

from pathlib import Path

from services.domain.ids import canonical_json, sha256_hex
from services.domain.invoice import Invoice, archive_metadata, record_hash
from services.domain.numbering import Counter
from tests.tampering.books import INVOICES, Forgery

SECOND, LAST = "INV-2026-000002", "INV-2026-000004"


def put_record(books: Forgery, invoice: Invoice) -> None:
    """Put a record in its place, and its hash beside its file."""
    books.write(
        "update invoices set value = ? where number = ?", invoice.model_dump_json(), invoice.number
    )
    metadata_of(books, invoice.number).write_bytes(canonical_json(archive_metadata(invoice)))


def metadata_of(books: Forgery, number: str) -> Path:
    return books.archive / ".metadata" / "aurora" / "2026" / f"{number}.pdf.json"


def file_of(books: Forgery, number: str) -> Path:
    return books.archive / "aurora" / "2026" / f"{number}.pdf"


def dearer(invoice: Invoice) -> Invoice:
    terms = invoice.bill.model_copy(update={"terms_days": 99})
    return invoice.model_copy(update={"bill": terms})


def put_counter(books: Forgery, series: str, **changes: object) -> None:
    ((value,),) = books.rows(f"select value from counters where series = '{series}'")  # noqa: S608
    counter = Counter.model_validate_json(value).model_copy(update=changes)
    books.write("update counters set value = ? where series = ?", counter.model_dump_json(), series)


def cut_off_last(books: Forgery) -> None:
    """Remove the last record, and move the counter back to the one before it."""
    books.write("delete from receipts where number = ?", LAST)
    books.write("delete from invoices where number = ?", LAST)
    before = books.record("INV-2026-000003")
    put_counter(books, INVOICES, last=3, last_hash=record_hash(before))


def forge_file_and_receipt(books: Forgery) -> str:
    true = file_of(books, SECOND).read_bytes()
    forged = true.replace(b"the record", b"my own will")
    file_of(books, SECOND).write_bytes(forged)
    change = "update receipts set value = replace(replace(value, ?, ?), ?, ?) where number = ?"
    sizes = f'"size":{len(true)}', f'"size":{len(forged)}'
    books.write(change, sha256_hex(true), sha256_hex(forged), *sizes, SECOND)
    return sha256_hex(forged)


def swap(books: Forgery, table: str, one: str, other: str) -> None:
    values = dict(books.rows(f"select number, value from {table}"))  # noqa: S608 - own names
    for number, value in ((one, values[other]), (other, values[one])):
        books.write(f"update {table} set value = ? where number = ?", value, number)  # noqa: S608


def rewrite_everything_after(books: Forgery, number: str) -> None:
    """Change one record, and with it every hash that follows from it."""
    previous, changed = None, False
    for invoice in list(books.pipeline.backends.invoices.of_series(INVOICES)):
        forged = dearer(invoice) if invoice.number == number else invoice
        changed = changed or forged != invoice
        if changed and previous:
            forged = forged.model_copy(update={"previous_hash": previous})
        put_record(books, forged)
        previous = record_hash(forged)
    put_counter(books, INVOICES, last_hash=previous)


def forge_file_receipt_and_order(books: Forgery, number: str) -> None:
    true = sha256_hex(file_of(books, number).read_bytes())
    forged = forge_file_and_receipt(books)
    ((size,),) = books.rows(
        f"select value ->> 'size' from receipts where number = '{number}'"  # noqa: S608
    )
    order = books.pipeline.order(books.record(number).order_id)
    assert order.archived is not None
    said = f'"size":{order.archived.size}', f'"size":{size}'
    change = "update orders set value = replace(replace(value, ?, ?), ?, ?) where id = ?"
    books.write(change, true, forged, *said, order.id)


def remove_without_trace(books: Forgery, number: str) -> None:
    cut_off_last(books)
    file_of(books, number).unlink()
    metadata_of(books, number).unlink()
