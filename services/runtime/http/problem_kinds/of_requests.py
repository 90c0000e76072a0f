"""What any request can meet, whatever it is about."""

from typing import Final

from services.runtime.http.problem_kinds.kind import ProblemKind

OF_REQUESTS: Final = (
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
        "not_found",
        404,
        "There is nothing here",
        "No call and no page has this address.",
        "Look the address up in the API reference; mind the version and that no slash ends it.",
    ),
    ProblemKind(
        "method_not_allowed",
        405,
        "This address does not take this method",
        "The address exists, but not for this HTTP method. The Allow header lists those it takes.",
        "Use one of the methods in the Allow header.",
    ),
    ProblemKind(
        "body_too_large",
        413,
        "The body is too large",
        "A body may have at most 256 KiB, a form of the console 1 MiB. No more was read.",
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
        "headers_too_large",
        431,
        "The headers are too large",
        "The headers of a request may have at most 16 KiB together.",
        "Leave out what the call does not need; usually it is cookies meant for another site.",
    ),
    ProblemKind(
        "too_many_requests",
        429,
        "Too many requests at once",
        "More requests came in a second than this installation lets through, from everybody "
        "together. None of yours was looked at, so nothing was done.",
        "Wait for as many seconds as Retry-After says, then send the same request with the same "
        "Idempotency-Key again, and send fewer side by side.",
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
