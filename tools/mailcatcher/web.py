"""The HTTP side: the French page for people, and the JSON for programs."""

import json
from email.message import EmailMessage
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import page
from catcher import Catcher
from faults import KINDS, Fault, Faults
from store import Caught, Store

# A mail is shown as what it is: no script, nothing loaded from anywhere.
_MAIL_POLICY = "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; form-action 'self'"


def serve(store: Store, faults: Faults, catcher: Catcher, host: str, port: int) -> ThreadingHTTPServer:
    """Bound when it returns; call serve_forever() in a thread."""

    class Handler(_Handler):
        pass

    Handler.store, Handler.faults, Handler.catcher = store, faults, catcher
    ThreadingHTTPServer.daemon_threads = True
    return ThreadingHTTPServer((host, port), Handler)


class _Handler(BaseHTTPRequestHandler):
    store: Store
    faults: Faults
    catcher: Catcher
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        query = {key: values[-1] for key, values in parse_qs(address.query).items()}
        match address.path.strip("/").split("/"):
            case [""]:
                self._html(page.mails(self.store, query.get("recipient", ""), _number(query.get("page"), 1)))
            case ["mails", number]:
                self._with_mail(number, lambda mail: self._html(page.mail(mail)))
            case ["mails", number, "html"]:
                self._with_mail(number, self._html_part)
            case ["mails", number, "eml"]:
                self._with_mail(number, self._download)
            case ["api", "mails"]:
                found = self.store.find(query.get("recipient", ""), _number(query.get("since"), 0))
                self._json({"mails": [summary(mail) for mail in found[: _number(query.get("limit"), 1000)]], "total": len(found)})
            case ["api", "mails", number]:
                self._with_mail(number, lambda mail: self._json(whole(mail)))
            case ["api", "count"]:
                self._json({"count": self.store.count(), "connections": self.catcher.connections})
            case ["api", "faults"]:
                self._json({"faults": self.faults.list(), "kinds": KINDS})
            case _:
                self._not_found()

    def do_POST(self) -> None:
        if self.path != "/api/faults":
            return self._not_found()
        try:
            body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))))
            self.faults.replace([Fault.read(given) for given in body["faults"]])
        except (ValueError, TypeError, KeyError) as fault:
            return self._json({"error": f'expected {{"faults": [{{"kind": …}}]}}: {fault}'}, HTTPStatus.BAD_REQUEST)
        self._json({"faults": self.faults.list()})

    def do_DELETE(self) -> None:
        if self.path != "/api/mails":
            return self._not_found()
        self._json({"deleted": self.store.clear()})

    def _with_mail(self, number: str, show) -> None:
        mail = self.store.get(_number(number, 0))
        try:
            show(mail) if mail else self._not_found()
        except FileNotFoundError:  # deleted meanwhile
            self._not_found()

    def _html_part(self, mail: Caught) -> None:
        text = body(mail.parsed(), "html") or page.no_html()
        self._send(text.encode(), "text/html; charset=utf-8", {"Content-Security-Policy": _MAIL_POLICY})

    def _download(self, mail: Caught) -> None:
        self._send(mail.raw(), "message/rfc822", {"Content-Disposition": f'attachment; filename="{mail.path.name}"'})

    def _html(self, text: str) -> None:
        self._send(text.encode(errors="replace"), "text/html; charset=utf-8", {"Content-Security-Policy": _PAGE_POLICY})

    def _json(self, value: object, status: HTTPStatus = HTTPStatus.OK) -> None:
        self._send(json.dumps(value, ensure_ascii=True).encode(), "application/json", {}, status)

    def _not_found(self) -> None:
        self._send("Rien à cette adresse.\n".encode(), "text/plain; charset=utf-8", {}, HTTPStatus.NOT_FOUND)

    def _send(self, content: bytes, kind: str, headers: dict, status: HTTPStatus = HTTPStatus.OK) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(content)), "X-Content-Type-Options": "nosniff", **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *arguments: object) -> None:
        """Silent: a test asks for the count many times a second."""


def summary(mail: Caught) -> dict:
    headers = mail.headers()
    return {
        "number": mail.number,
        "recipient": mail.recipient,
        "file": mail.path.name,
        "from": str(headers.get("From", "")),
        "to": str(headers.get("To", "")),
        "subject": str(headers.get("Subject", "")),
        "date": str(headers.get("Date", "")),
        "message_id": str(headers.get("Message-ID", "")),
        "reminders": [str(value) for value in headers.get_all("Maillage-Reminder", [])],
    }


def whole(mail: Caught) -> dict:
    parsed = mail.parsed()
    return {
        **summary(mail),
        "headers": [[name, str(value)] for name, value in parsed.items()],
        "text": body(parsed, "plain"),
        "html": body(parsed, "html"),
    }


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    return part.get_content() if part else ""


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isdecimal() else otherwise
