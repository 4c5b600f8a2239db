"""The layer inside the services of bin/faulty that spoils their calls to other systems (docs/decisions/faults.md)."""

from __future__ import annotations

import itertools
import os
from dataclasses import dataclass
from pathlib import Path

_numbers = itertools.count(1)


@dataclass(frozen=True)
class Fault:
    """At a point (services/platform/fault/fault.h): `before` the call it is not made, `after` it is made and its answer is lost."""

    point: str  # pg.commit, smtp.message, …
    when: str  # before, after
    action: str  # fail, delay, kill (kill -9), stop (SIGSTOP); watch: nothing happens, the calls are noted
    nth: int = 1  # the first matching call that it acts on
    times: int = 1  # on how many in a row; 0: on all from then on
    milliseconds: int = 0  # of a delay
    about: str = "*"  # a pattern


@dataclass(frozen=True)
class Injected:
    """What has become of a fault."""

    id: str
    file: Path

    @property
    def calls(self) -> list[tuple[str, str]]:
        """Point and subject of the calls that it acted on, noted by the service itself."""
        if not self.file.exists():
            return []
        lines = [line.split(" ", 4) for line in self.file.read_text().splitlines()]
        return [(point, about) for number, point, _, _, about in lines if number == self.id]

    @property
    def count(self) -> int:
        return len(self.calls)


class Layer:
    """Of one process: the folder that its variable MAILLAGE_FAULTS names."""

    def __init__(self, folder: Path):
        self.folder = folder

    def inject(self, faults: tuple[Fault, ...]) -> list[Injected]:
        self.folder.mkdir(parents=True, exist_ok=True)
        injected = [Injected(f"f{next(_numbers)}", self.folder / "hits") for _ in faults]
        lines = [f"{one.id} {fault.point} {fault.when} {fault.action} {fault.nth} {fault.times} {fault.milliseconds} {fault.about}\n"
                 for one, fault in zip(injected, faults)]
        written = self.folder / "rules.new"
        written.write_text("".join(lines))
        os.replace(written, self.folder / "rules")
        return injected
