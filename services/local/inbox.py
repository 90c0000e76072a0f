"""The inbox: the mails that this machine wrote into its outbox, to look at and to test with."""

from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Route

from services.local.mailbox import body_policy, count, newest, opened, path_of
from services.local.pages import page
from services.runtime.http.headers import ANSWER_HEADERS

SHOWN = 100


def inbox_routes(outbox: Path) -> list[BaseRoute]:
    """Return the routes of the inbox over a folder of .eml files, which need not exist yet.

    The endpoints are plain functions, so Starlette runs them where reading blocks nobody.
    """

    def found(request: Request) -> Path:
        path = path_of(outbox, request.path_params["mail_id"])
        if path is None:
            raise HTTPException(404)
        return path

    def listing(_request: Request) -> Response:
        return page(
            "inbox.html.jinja",
            title="Inbox",
            at="inbox",
            mails=newest(outbox, SHOWN),
            total=count(outbox),
        )

    def as_json(_request: Request) -> Response:
        mails = newest(outbox, SHOWN)
        rows = [
            {
                "id": mail.id,
                "object": "mail",
                "to": mail.to,
                "subject": mail.subject,
                "sent_at": mail.sent_at.isoformat(),
                "url": f"/inbox/{mail.id}",
            }
            for mail in mails
        ]
        answer = {"object": "list", "data": rows, "has_more": count(outbox) > len(rows)}
        return JSONResponse(answer, headers=ANSWER_HEADERS)

    def mail(request: Request) -> Response:
        shown = opened(found(request))
        part = "text" if request.query_params.get("part") == "text" else "html"
        return page("mail.html.jinja", title=shown.subject, at="inbox", mail=shown, part=part)

    def body(request: Request) -> Response:
        # Links open beside the inbox: the pages they lead to refuse to be framed.
        html = opened(found(request)).html.replace("<head>", '<head><base target="_blank">', 1)
        framed = {"content-security-policy": body_policy(html), "x-frame-options": "SAMEORIGIN"}
        return HTMLResponse(html, headers={**ANSWER_HEADERS, **framed})

    def file(request: Request) -> Response:
        path = found(request)
        return FileResponse(
            path, media_type="message/rfc822", filename=path.name, headers=ANSWER_HEADERS
        )

    return [
        Route("/inbox", listing),
        Route("/inbox.json", as_json),
        Route("/inbox/{mail_id}.eml", file),
        Route("/inbox/{mail_id}", mail),
        Route("/inbox/{mail_id}/html", body),
    ]
