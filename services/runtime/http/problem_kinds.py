"""Every problem this system answers with, in one table: what it is, why it is, what to do.

Answers are RFC 9457; `type` leads to a page made from the row. The words are the same for every
request, so nothing that was sent can come back in them.
"""

from collections.abc import Mapping
from typing import NamedTuple


class ProblemKind(NamedTuple):
    """One row. `code` is stable: programs may compare it. The rest is for people."""

    code: str
    status: int
    title: str
    why: str
    remedy: str


_ROWS = (
    ProblemKind(
        "bad_request",
        400,
        "The request cannot be read",
        "The request breaks a rule of HTTP itself, so nothing in it was looked at.",
        "Send it with a current HTTP library; nothing needs to be undone.",
    ),
    ProblemKind(
        "malformed_json",
        400,
        "The body is not JSON",
        "The body is not one JSON document in UTF-8. Duplicate names, NaN, Infinity and lone "
        "surrogates are refused as well, because programs read them differently.",
        "Write the body with a JSON library instead of by hand and send it again. The entry under "
        "errors says which rule was broken.",
    ),
    ProblemKind(
        "too_deep",
        400,
        "The body is nested too deeply",
        "The body holds objects or lists more than 8 levels deep. No order needs that many.",
        "Compare the body with the request schema in the API reference; usually one object was "
        "wrapped into another by mistake.",
    ),
    ProblemKind(
        "idempotency_key_missing",
        400,
        "An Idempotency-Key is needed",
        "A request that changes something must carry an Idempotency-Key header. It is what lets "
        "you send the request again after a time-out without invoicing a customer twice.",
        "Choose one key for each order, for example the shop's order number, keep it with the "
        "order, and send the same key with every retry.",
    ),
    ProblemKind(
        "idempotency_key_malformed",
        400,
        "The Idempotency-Key cannot be used",
        "The header must come once and hold 1 to 255 printable ASCII characters, bare or as a "
        "quoted string.",
        "Use a UUID or the shop's order number as the key.",
    ),
    ProblemKind(
        "bad_query",
        400,
        "The query cannot be answered",
        "A query parameter is unknown, comes twice, is malformed, or does not go with another one. "
        "Each entry under errors names one.",
        "Correct what the errors name. A list takes at most one of status, reference and email, "
        "and beside it from, to, limit and cursor.",
    ),
    ProblemKind(
        "bad_cursor",
        400,
        "The cursor does not belong to this list",
        "A cursor continues the list it came from: the same key's orders, with the same filters. "
        "This one was changed, or was given out for another list.",
        "Send the cursor exactly as it stood in next, with the filters of the first page, or leave "
        "it out and start again.",
    ),
    ProblemKind(
        "unauthenticated",
        401,
        "A valid API key is needed",
        "The request has no Authorization header with a Bearer key, or no such key exists. On AWS "
        "it has no Cognito access token, or one of a client that is not registered.",
        "Send Authorization: Bearer followed by a key that starts with sk_live_ or sk_test_. On a "
        "machine of your own, make run leaves one in var/dev-key and counterfoil keys create makes "
        "more. On AWS send an access token, not an id token.",
    ),
    ProblemKind(
        "forbidden",
        403,
        "The key's role does not allow this",
        "The key is valid, but its role, or the scope of the access token, does not reach this "
        "call.",
        "Use a key with another role: checkout and admin may send orders; checkout, finance, "
        "operator and admin may read them; finance and admin may credit invoices; operator and "
        "admin may see failures and decide about them. A token needs the scope of the call, which "
        "the API reference names.",
    ),
    ProblemKind(
        "seller_unknown",
        403,
        "The key's seller has no profile",
        "An invoice says who sells, and nothing is known yet about the seller this key belongs to.",
        "Store the seller's profile with counterfoil seller put, then send the order again.",
    ),
    ProblemKind(
        "not_found",
        404,
        "There is nothing here",
        "No call and no page has this address.",
        "Look the address up in the API reference; mind the version and that no slash ends it.",
    ),
    ProblemKind(
        "order_not_found",
        404,
        "There is no such order",
        "None of this seller's orders has this id. Test keys see test orders only, live keys see "
        "live orders only, and no key sees another seller's.",
        "Take the id from the answer to the order's POST, and read it with a key of the same "
        "seller and mode.",
    ),
    ProblemKind(
        "invoice_not_found",
        404,
        "There is no such invoice",
        "None of this seller's invoices has this number. Test keys see test invoices only, live "
        "keys see live invoices only, and no key sees another seller's.",
        "Take the number from the order's answer, as it is printed on the invoice, and read it "
        "with a key of the same seller and mode.",
    ),
    ProblemKind(
        "failure_not_found",
        404,
        "There is no such failure",
        "None of this seller's orders has failed under this id. Test keys see test orders only, "
        "live keys see live orders only, and no key sees another seller's.",
        "Take the id from the list of failures, read with a key of the same seller and mode.",
    ),
    ProblemKind(
        "no_e_invoice",
        404,
        "The invoice has no XML",
        "EN 16931 cannot say all that an invoice may: an amount that needs three decimals, a "
        "currency or country its code lists lack, a seller with neither VAT id nor registration "
        "number. Such an invoice is a complete PDF that carries no XML.",
        "Use the PDF. Where the seller's number was missing, add it to the profile: it counts for "
        "the invoices that are issued from then on.",
    ),
    ProblemKind(
        "method_not_allowed",
        405,
        "This address does not take this method",
        "The address exists, but not for this HTTP method. The Allow header lists those it takes.",
        "Use one of the methods in the Allow header.",
    ),
    ProblemKind(
        "credit_note_not_creditable",
        409,
        "A credit note cannot be credited",
        "The number is that of a credit note. What was credited by mistake is sold once more; it "
        "is not taken back twice.",
        "Send an order for what the buyer owes after all; it becomes an invoice of its own.",
    ),
    ProblemKind(
        "failure_not_open",
        409,
        "The failure is not open any more",
        "Somebody redrove or discarded it meanwhile, or the order came through after all. This "
        "request did nothing.",
        "Read the failure again and decide anew.",
    ),
    ProblemKind(
        "not_correctable",
        409,
        "The order cannot be corrected",
        "Only an order that failed before it got its number can be corrected. An invoice never "
        "changes, and what a credit takes is kept with its invoice.",
        "Retry it as it is. What was invoiced wrongly is credited and sold again; a failed credit "
        "is discarded and asked for anew.",
    ),
    ProblemKind(
        "order_is_stuck",
        409,
        "A stuck order cannot be discarded",
        "The order has its number and belongs to the books, so its document must be finished.",
        "Mend what keeps it from being rendered or archived; it is retried by itself. The way back "
        "is a credit note.",
    ),
    ProblemKind(
        "credit_was_followed",
        409,
        "A later credit counts on this one",
        "Another credit on the same invoice was accepted after this one and takes its share of "
        "what this one left. Without this one it would come to something else.",
        "Retry the credit; or discard the later one first, if it has failed as well.",
    ),
    ProblemKind(
        "not_archived_yet",
        409,
        "The invoice is not archived yet",
        "The invoice has its number, but its PDF is still being made; that usually takes less than "
        "a minute.",
        "Wait for as many seconds as Retry-After says and ask again.",
    ),
    ProblemKind(
        "body_too_large",
        413,
        "The body is too large",
        "A body may have at most 256 KiB. Nothing beyond that was read.",
        "Shorten descriptions and notes. An order of 500 lines fits well within the limit.",
    ),
    ProblemKind(
        "url_too_long",
        414,
        "The URL is too long",
        "Path and query may have at most 8 KiB together.",
        "Take the filters from the API reference; none of them needs a value that long.",
    ),
    ProblemKind(
        "unsupported_media_type",
        415,
        "The body must be JSON",
        "The Content-Type is missing or is not application/json in UTF-8, or the body is "
        "compressed.",
        "Send Content-Type: application/json and the body without a Content-Encoding.",
    ),
    ProblemKind(
        "invalid_order",
        422,
        "The order breaks a rule",
        "The body is JSON, but not an order that can be invoiced. Nothing was stored. Each entry "
        "under errors points at one place in the body and says what is wrong there.",
        "Correct what the errors name and send the order again; the same Idempotency-Key may be "
        "used, because nothing was accepted under it.",
    ),
    ProblemKind(
        "invalid_credit",
        422,
        "The credit breaks a rule",
        "The body is JSON, but not a credit that this invoice allows: it asks for more than is "
        "left, for nothing, or for lines the invoice does not have. Nothing was stored.",
        "Correct what the errors name, which also say how much is left. To credit all that is left "
        "send a reason and nothing else.",
    ),
    ProblemKind(
        "invalid_decision",
        422,
        "The decision breaks a rule",
        "The body is JSON, but does not say what to do about the failures in the way this call "
        "takes it. Nothing was done.",
        "Correct what the errors name; every decision needs a reason.",
    ),
    ProblemKind(
        "idempotency_key_reused",
        422,
        "The Idempotency-Key belongs to another request",
        "An order, a credit or a decision with another content stands under this key. It is "
        "unchanged, and this request did nothing.",
        "For anything new choose a new key. To retry what stands send its original body.",
    ),
    ProblemKind(
        "headers_too_large",
        431,
        "The headers are too large",
        "The headers of a request may have at most 16 KiB together.",
        "Leave out what the call does not need; usually it is cookies meant for another site.",
    ),
    ProblemKind(
        "internal_error",
        500,
        "Something went wrong on our side",
        "The request met a fault in this system. The fault was logged under the request's id.",
        "Send the same request with the same Idempotency-Key again; that never does anything "
        "twice. If it fails again, tell whoever runs the system the request_id.",
    ),
    ProblemKind(
        "unavailable",
        503,
        "The system is busy or starting",
        "Something this call needs does not answer at the moment.",
        "Wait for as many seconds as Retry-After says, then send the same request with the same "
        "Idempotency-Key again; that never does anything twice.",
    ),
)

KINDS: Mapping[str, ProblemKind] = {kind.code: kind for kind in _ROWS}
"""Every kind by its code."""
