"""The mails caught: one .eml file each, byte for byte as it came, and a small index in memory."""

import email.policy
import re
import threading
from dataclasses import dataclass
from email.message import EmailMessage
from email.parser import BytesHeaderParser, BytesParser
from pathlib import Path

_NAME = re.compile(r"^(\d{6,})-(.*)\.eml$")


@dataclass(frozen=True)
class Caught:
    """One mail as it was delivered to one recipient."""

    number: int
    recipient: str
    path: Path

    def raw(self) -> bytes:
        return self.path.read_bytes()

    def parsed(self) -> EmailMessage:
        return BytesParser(policy=email.policy.default).parsebytes(self.raw())

    def headers(self) -> EmailMessage:
        with self.path.open("rb") as file:
            return BytesHeaderParser(policy=email.policy.default).parse(file)


class Store:
    """Thread-safe. Files sort in the order of arrival; numbers go on rising when a folder is used again."""

    def __init__(self, folder: Path):
        self._folder = folder
        self._lock = threading.Lock()
        self._mails: dict[int, Caught] = {}
        folder.mkdir(parents=True, exist_ok=True)
        for path in sorted(folder.iterdir()):
            if match := _NAME.match(path.name):
                number = int(match[1])
                self._mails[number] = Caught(number, match[2], path)
        self._last = max(self._mails, default=0)

    def add(self, recipient: str, content: bytes) -> Caught:
        with self._lock:
            self._last += 1
            number = self._last
        path = self._folder / f"{number:06d}-{_safe(recipient)}.eml"
        unfinished = path.with_suffix(".part")
        unfinished.write_bytes(content)
        unfinished.rename(path)  # whoever lists the folder never sees half a mail
        caught = Caught(number, recipient, path)
        with self._lock:
            self._mails[number] = caught
        return caught

    def get(self, number: int) -> Caught | None:
        with self._lock:
            return self._mails.get(number)

    def find(self, recipient: str = "", since: int = 0) -> list[Caught]:
        """Those whose recipient contains the text and whose number is above `since`, newest first."""
        wanted = recipient.casefold()
        with self._lock:
            mails = list(self._mails.values())
        found = [mail for mail in mails if mail.number > since and wanted in mail.recipient.casefold()]
        return sorted(found, key=lambda mail: mail.number, reverse=True)

    def count(self) -> int:
        with self._lock:
            return len(self._mails)

    def clear(self) -> int:
        with self._lock:
            mails, self._mails = self._mails, {}
        for mail in mails.values():
            mail.path.unlink(missing_ok=True)
        return len(mails)


def _safe(recipient: str) -> str:
    return re.sub(r"[^A-Za-z0-9@._+-]", "_", recipient)[:120]
