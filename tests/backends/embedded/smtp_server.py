"""A mail server on the loopback interface that says what a test wants it to say."""

import socketserver
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import Thread
from typing import NamedTuple

_OK = "250 OK"
_USUAL = {
    "EHLO": "250-here\r\n250 AUTH PLAIN",
    "AUTH": "235 2.7.0 welcome",
    "DATA": "354 go on",
    ".": "250 2.0.0 queued",
    "QUIT": "221 bye",
}


class Delivered(NamedTuple):
    """One mail the server took."""

    sender: str
    recipients: list[str]
    content: bytes


class SmtpServer(socketserver.ThreadingTCPServer):
    """Replies as usual but where `replies` has the longest beginning of a command."""

    daemon_threads = True

    def __init__(self, replies: Mapping[str, str]) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self._replies = {**_USUAL, **replies}
        self.delivered: list[Delivered] = []
        self.commands: list[str] = []

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.server_address[1]}"

    def reply(self, command: str) -> str:
        self.commands.append(command)
        known = [start for start in self._replies if command.upper().startswith(start.upper())]
        return self._replies[max(known, key=len)] if known else _OK


class _Session(socketserver.StreamRequestHandler):
    server: SmtpServer

    def handle(self) -> None:
        self._say("220 here")
        sender, recipients = "", list[str]()
        while line := self.rfile.readline().decode().rstrip("\r\n"):
            reply = self.server.reply(line)
            self._say(reply)
            if line.upper().startswith("MAIL FROM:"):
                sender, recipients = _address(line), []
            elif line.upper().startswith("RCPT TO:") and reply.startswith("250"):
                recipients.append(_address(line))
            elif reply.startswith("354"):
                self._take(sender, recipients)
            elif reply.startswith(("221", "421")):
                return

    def _take(self, sender: str, recipients: list[str]) -> None:
        content = b""
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            content += line.removeprefix(b".")
        reply = self.server.reply(".")
        if reply.startswith("250"):
            self.server.delivered.append(Delivered(sender, recipients, content))
        self._say(reply)

    def _say(self, reply: str) -> None:
        if reply != "hang up":
            self.wfile.write(reply.encode() + b"\r\n")


def _address(command: str) -> str:
    return command.partition("<")[2].partition(">")[0]


@contextmanager
def smtp_server(replies: Mapping[str, str] | None = None) -> Iterator[SmtpServer]:
    """Serve mail until the end; `replies` by the beginning of a command, `.` for the content."""
    with SmtpServer(replies or {}) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
