"""What a request about orders, invoices, credits or failures can meet."""

from typing import Final

from services.runtime.http.problem_kinds.kind import ProblemKind

OF_RECORDS: Final = (
    ProblemKind(
        "seller_unknown",
        403,
        "The key's seller has no profile",
        "An invoice says who sells, and nothing is known yet about the seller this key belongs to.",
        "Store the seller's profile with counterfoil seller put, then send the order again.",
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
)
