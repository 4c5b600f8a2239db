"""The SMTP side: takes every mail, or fails as the faults say."""

import asyncio
import ssl
from dataclasses import dataclass

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from faults import Faults
from store import Store

_DEFAULT_TEXT = {4: "Try again later", 5: "No such mailbox here"}


@dataclass(frozen=True)
class Service:
    """What the server offers, and what it asks for."""

    pipelining: bool = False  # takes several commands at once (RFC 2920)
    tls: ssl.SSLContext | None = None  # offers STARTTLS, and takes nothing without it
    login: tuple[str, str] | None = None  # user and password: takes nothing from anybody else; with tls


class _Silent(asyncio.Protocol):
    """Holds a connection and says nothing."""


class _Handler:
    def __init__(self, store: Store, faults: Faults, service: Service):
        self._store = store
        self._faults = faults
        self._service = service

    async def handle_EHLO(self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list) -> list:
        session.host_name = hostname
        return responses[:-1] + ["250-PIPELINING"] * self._service.pipelining + responses[-1:]

    def login(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: LoginPassword) -> AuthResult:
        return AuthResult(success=(given.login.decode(), given.password.decode()) == self._service.login, handled=False)

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list) -> str:
        if fault := self._faults.take("refuse", address):
            return _answer(fault.code or 550, fault.text)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        for address in envelope.rcpt_tos:
            if fault := self._faults.take("delay", address):
                await asyncio.sleep(fault.seconds)
            if fault := self._faults.take("refuse_data", address):
                return _answer(fault.code or 451, fault.text)
            drop = self._faults.take("drop", address)
            if drop is None or drop.kept:
                self._store.add(address, envelope.content)
            if drop is not None:
                server.transport.abort()
                return "421 Dropped"
        return "250 Caught"


def _answer(code: int, text: str) -> str:
    return f"{code} {text or _DEFAULT_TEXT[code // 100]}"


class Catcher:
    """`connections` counts the connections that were ever opened, so that a test sees whether a sender keeps its own."""

    def __init__(self, store: Store, faults: Faults, service: Service):
        self.connections = 0
        self._handler = _Handler(store, faults, service)
        self._faults = faults
        self._service = service

    async def serve(self, host: str, port: int) -> asyncio.Server:
        return await asyncio.get_running_loop().create_server(self._connection, host, port)

    def _connection(self) -> asyncio.BaseProtocol:
        self.connections += 1
        if self._faults.take("silent"):
            return _Silent()
        return SMTP(
            self._handler,
            enable_SMTPUTF8=True,
            hostname="mailcatcher",
            ident="Maillage",
            tls_context=self._service.tls,
            require_starttls=self._service.tls is not None,
            auth_required=self._service.login is not None,
            authenticator=self._handler.login,
            loop=asyncio.get_running_loop(),
        )
