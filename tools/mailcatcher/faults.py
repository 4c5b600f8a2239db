"""What the catcher does wrong on purpose, so that a sender can be tried against it."""

import threading
from dataclasses import dataclass, fields
from fnmatch import fnmatch

KINDS = {
    "refuse": "answers RCPT TO with `code` (550 when none is given)",
    "refuse_data": "answers the final dot with `code` (451 when none is given) and keeps nothing",
    "drop": "closes the connection after the final dot, unanswered; the mail is kept unless `kept` is false",
    "silent": "accepts a connection and never greets",
    "delay": "waits `seconds` before it answers the final dot",
}


@dataclass
class Fault:
    kind: str
    recipient: str = "*"  # a pattern: *, p-1@example.org, *@example.org
    code: int | None = None
    text: str = ""
    seconds: float = 0.0
    kept: bool = True
    times: int | None = None  # how often it still happens; None: for ever

    @staticmethod
    def read(given: object) -> "Fault":
        """Raises ValueError with what is wrong."""
        if not isinstance(given, dict):
            raise ValueError("a fault is an object")
        unknown = set(given) - {field.name for field in fields(Fault)}
        if unknown:
            raise ValueError(f"unknown fields: {', '.join(sorted(unknown))}")
        if given.get("kind") not in KINDS:
            raise ValueError(f"kind must be one of {', '.join(KINDS)}")
        fault = Fault(**given)
        if fault.code is not None and not 400 <= fault.code <= 599:
            raise ValueError("code must be between 400 and 599")
        return fault


class Faults:
    """Thread-safe. The first rule that fits and has not been used up is taken."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._faults: list[Fault] = []

    def replace(self, faults: list[Fault]) -> None:
        with self._lock:
            self._faults = faults

    def list(self) -> list[dict]:
        with self._lock:
            return [dict(vars(fault)) for fault in self._faults]

    def take(self, kind: str, recipient: str = "") -> Fault | None:
        with self._lock:
            for fault in self._faults:
                fits = fault.kind == kind and (not recipient or fnmatch(recipient.lower(), fault.recipient.lower()))
                if fits and fault.times != 0:
                    if fault.times is not None:
                        fault.times -= 1
                    return fault
        return None
