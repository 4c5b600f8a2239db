"""The real stack as the tests see it: its processes, its command line, and what can be looked at from outside."""

from __future__ import annotations

import email.policy
import json
import os
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

from faults import Fault, Injected, Layer

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(os.environ.get("MAILLAGE_BIN", ROOT / "build/release/bin"))
SERVICES = ("directory", "network", "notifier")
PROCESSES = (*SERVICES, "notifier-2")
END = "--end of record--"
# Not Debian's wrapper of it, which takes longer than a query.
PSQL = next((str(found) for found in sorted(Path("/usr/lib/postgresql").glob("*/bin/psql"))), "psql")

# Exit codes of `maillage` (docs/cli.md).
DONE, REFUSED, NOT_FOUND, NOT_ALLOWED, UNREACHABLE, FAULTY_FILE = 0, 1, 3, 4, 5, 6


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str

    def rows(self) -> list[dict]:
        return [json.loads(line) for line in self.out.splitlines()]

    def row(self) -> dict:
        (only,) = self.rows()
        return only

    def done(self) -> "Said":
        assert self.code == DONE, self
        return self


@dataclass(frozen=True)
class Mail:
    """One .eml file: what a person has in the mailbox."""

    file: str
    to: str
    message_id: str
    sections: tuple[str, ...]  # `<rule> <subject> <reference>` each
    text: str
    parsed: EmailMessage

    @property
    def rules(self) -> set[str]:
        return {section.split(" ")[0] for section in self.sections}


@dataclass(frozen=True)
class Record:
    """One message of a topic."""

    partition: int
    offset: int
    key: str
    headers: dict[str, str]
    payload: bytes

    @property
    def type(self) -> str:
        return self.headers["ce_type"].rsplit(".", 1)[-1]


class Stack:
    """Started once; `reset` empties it between tests. Every wait has a limit and says what it waited for."""

    def __init__(self, folder: Path, base: int):
        self.folder, self.base = folder, base
        self.resets, self.is_new = 0, False
        self.log_starts: dict[str, int] = {}
        self.environment = {**os.environ, "MAILLAGE_STACK": str(folder), "MAILLAGE_BIN": str(BIN), "MAILLAGE_SERVICES": str(BIN / "faulty")}
        self.layers = {process: Layer(folder / "faults" / process) for process in PROCESSES}
        for name in ("MAILLAGE_TOKEN", "MAILLAGE_CAF"):
            self.environment.pop(name, None)

    # -- life ------------------------------------------------------------------------------------------------------------

    def start(self) -> None:
        missing = [name for name in ("maillage", "maillage-topics", *(f"faulty/maillage-{each}" for each in SERVICES))
                   if not (BIN / name).is_file()]
        assert not missing, f"not built in {BIN}: {', '.join(missing)} (scripts/build)"
        self.shell("stack_prepare", self.folder, self.base, "test")
        for process in PROCESSES:
            self.settings(process)
        self.shell("stack_start", self.folder)
        self.is_new = True

    def stop(self) -> None:
        self.shell("stack_stop", self.folder)

    def reset(self) -> None:
        """Starts the servers that a test has left stopped, and empties everything."""
        if not self.is_new:
            for process in PROCESSES:
                self.inject(process)
                self.settings(process)
            self.shell("processes_continue", self.folder)
            self.shell("servers_start", self.folder, self.base)
            self.mail_faults()
            self.resets += 1
            self.shell("stack_reset", self.folder, f"t{self.resets}")
        self.is_new = False
        self.log_starts = {service: self._log(service).stat().st_size for service in SERVICES}

    def remove_data(self) -> None:
        for name in ("postgres", "kafka", "redis"):
            shutil.rmtree(self.folder / name, ignore_errors=True)

    def shell(self, function: str, *arguments: object, check: bool = True) -> str:
        """A function of scripts/lib."""
        script = ". scripts/lib/common.sh; . scripts/lib/servers.sh; . scripts/lib/stack.sh; . tests/chaos/stack.sh; \"$@\""
        command = ["bash", "-c", script, "faults", function, *map(str, arguments)]
        # Not through pipes: a server that was started would hold them.
        log = self.folder.parent / f"{self.folder.name}.shell"
        with log.open("w+") as output:
            ended = subprocess.run(command, cwd=ROOT, env=self.environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                                   timeout=120)
        said = log.read_text()
        log.unlink()
        assert not check or ended.returncode == 0, f"{function} {arguments}: {said}"
        return said.strip()

    def kill(self, service: str) -> None:
        """kill -9."""
        self.shell("service_kill", self.folder, service)

    def start_service(self, service: str) -> None:
        self.shell("service_start", self.folder, service)

    def stop_service(self, service: str) -> float:
        """SIGTERM, and waits for its end: after how many seconds."""
        began = time.monotonic()
        self.signal(service, "TERM")
        self.shell("process_await_end", self.folder, service)
        return time.monotonic() - began

    def signal(self, process: str, signal: str) -> None:
        self.shell("process_signal", self.folder, process, signal)

    @contextmanager
    def another_notifier(self):
        """A second one on the same database, which waits for its turn; ended with the block."""
        self.shell("service_launch", self.folder, "notifier", 2)
        try:
            yield Another(self)
        finally:
            self.shell("process_stop", self.folder, "notifier-2")

    def runs(self, process: str) -> bool:
        return subprocess.run(["bash", "-c", '. scripts/lib/common.sh; . scripts/lib/servers.sh; . scripts/lib/stack.sh; process_pid "$@"',
                               "runs", str(self.folder), process], cwd=ROOT, capture_output=True).returncode == 0

    def settings(self, process: str, **different: object) -> None:
        """Settings of a service beyond the stack's own, from its next start to the end of the test."""
        lines = [f"MAILLAGE_FAULTS={self.layers[process].folder}", *(f"MAILLAGE_{name}={value}" for name, value in different.items())]
        (self.folder / f"settings.{process}").write_text("".join(f"{line}\n" for line in lines))

    # -- faults of the services' own calls (faults.py) ---------------------------------------------------------------------

    def inject(self, process: str, *faults: Fault) -> list[Injected]:
        """Replaces the faults of a process; none: all is well. What was injected, in the order of the faults."""
        return self.layers[process].inject(faults)

    # -- the command line ------------------------------------------------------------------------------------------------

    def cli(self, *arguments: object, caf: str = "95", token: str = "", json_lines: bool = True) -> Said:
        """`maillage …`; with `token`, as whom the token says, else as the operator."""
        ended = subprocess.run(self._command(arguments, caf, json_lines), env=self._as(token), capture_output=True, text=True,
                               timeout=90, cwd=ROOT)
        return Said(ended.returncode, ended.stdout, ended.stderr)

    def begin(self, *arguments: object) -> subprocess.Popen:
        """`maillage …` in the background."""
        return subprocess.Popen(self._command(arguments, "95", True), env=self.environment, stdout=subprocess.DEVNULL,
                                stderr=subprocess.DEVNULL, cwd=ROOT)

    def token(self, subject: str, *roles: str, caf: str = "95") -> str:
        flags = [part for role in roles for part in ("--role", role)]
        return self.cli("token", "--subject", subject, *flags, caf=caf, json_lines=False).done().out.strip()

    def advance(self, instant: str) -> None:
        """Moves the clock, doing all that is due, and waits until all is quiet."""
        self.cli("clock", "advance", "--to", instant).done()

    def _command(self, arguments: tuple, caf: str, json_lines: bool) -> list[str]:
        return [str(BIN / "maillage"), "--caf", caf, *(["--json"] if json_lines else []), *map(str, arguments)]

    def _as(self, token: str) -> dict[str, str]:
        return {**self.environment, "MAILLAGE_TOKEN": token} if token else self.environment

    # -- the database, as the superuser ----------------------------------------------------------------------------------

    def sql(self, service: str, query: str) -> list[list[str]]:
        """Rows of texts, of a service's database."""
        return self.sql_on(f"maillage_{service}", query)

    def sql_on(self, database: str, query: str) -> list[list[str]]:
        url = f"postgresql://postgres@127.0.0.1:{self.base + 32}/{database}"
        ended = subprocess.run([PSQL, "-X", "-q", "-At", "-F", "\x1f", "-v", "ON_ERROR_STOP=1", url, "-c", query], text=True,
                               capture_output=True, timeout=30)
        assert ended.returncode == 0, ended.stderr
        return [line.split("\x1f") for line in ended.stdout.splitlines()]

    def session(self, service: str) -> "Session":
        """A session of a service's database, to hold something in a transaction."""
        return Session(f"postgresql://postgres@127.0.0.1:{self.base + 32}/maillage_{service}")

    def contents(self, service: str, *tables: str) -> list[str]:
        """A digest of each table, and how many facts were ever told: equal when nothing has changed."""
        digests = [f"(select md5(string_agg(t::text, '|' order by t::text)) from {table} t)" for table in tables]
        waiting = {event for event, in self.sql(service, "select event_id from outbox")}
        told = {record.headers["ce_id"] for record in self.topic(f"maillage.{service}.events")}
        return [*self.sql(service, f"select {', '.join(digests)}")[0], str(len(waiting | told))]

    def ledger(self, where: str = "true", columns: str = "rule, recipient, state") -> list[list[str]]:
        return self.sql("notifier", f"select {columns} from reminder where {where} order by 1, 2")

    def redis(self, command: str) -> str:
        ended = subprocess.run(["redis-cli", "-p", str(self.base + 79), *command.split()], text=True, capture_output=True, timeout=10)
        assert ended.returncode == 0, ended.stderr
        return ended.stdout.strip()

    # -- the mail server -------------------------------------------------------------------------------------------------

    def mail_faults(self, *faults: dict) -> None:
        """Replaces what the mail server does wrong (tools/mailcatcher/README.md); none: all is well."""
        self.http(f"{self.catcher}/api/faults", json.dumps({"faults": faults}).encode())

    def mail_count(self) -> int:
        return json.loads(self.http(f"{self.catcher}/api/count").body)["count"]

    def mails(self, to: str = "", rule: str = "") -> list[Mail]:
        """What arrived, in the order of arrival."""
        found = [self._read(path) for path in sorted((self.folder / "mails").glob("*.eml"))]
        return [mail for mail in found if to in mail.to and (not rule or rule in mail.rules)]

    @staticmethod
    def _read(path: Path) -> Mail:
        parsed = BytesParser(policy=email.policy.default).parsebytes(path.read_bytes())
        text = parsed.get_body(("plain",)).get_content()
        sections = tuple(" ".join(str(value).split()) for value in parsed.get_all("Maillage-Reminder", []))
        return Mail(path.name, path.stem.split("-", 1)[1], str(parsed["Message-ID"]), sections, text, parsed)

    @property
    def catcher(self) -> str:
        return f"http://127.0.0.1:{self.base + 80}"

    # -- logs ------------------------------------------------------------------------------------------------------------

    def log_lines(self, service: str, message: str) -> list[dict]:
        """What a service has logged since the reset, of that message."""
        text = self._log(service).read_bytes()[self.log_starts[service]:].decode()
        lines = [json.loads(line) for line in text.splitlines(keepends=True) if line.startswith("{") and line.endswith("\n")]
        return [line for line in lines if line["message"] == message]

    def _log(self, service: str) -> Path:
        return self.folder / "logs" / f"{service}.log"

    # -- topics ----------------------------------------------------------------------------------------------------------

    @property
    def prefix(self) -> str:
        return (self.folder / "prefix").read_text().strip()

    def topic(self, name: str) -> list[Record]:
        """All that is in a topic now, in the order of each partition."""
        output = self._kcat("-C", "-t", self.prefix + name, "-o", "beginning", "-e", "-f", r"%p\x1f%o\x1f%k\x1f%h\x1f%s" + END)
        records = []
        for record in output.split(END.encode())[:-1]:
            partition, offset, key, headers, payload = record.split(b"\x1f", 4)
            records.append(Record(int(partition), int(offset), key.decode(), _headers(headers.decode()), payload))
        return sorted(records, key=lambda record: (record.partition, record.offset))

    def produce(self, name: str, partition: int, key: str, headers: dict[str, str], payload: bytes, copies: int = 1) -> None:
        flags = [part for header, value in headers.items() for part in ("-H", f"{header}={value}")]
        self._kcat("-P", "-t", self.prefix + name, "-p", partition, "-k", key, "-D", END, *flags, given=END.encode().join([payload] * copies))

    def _kcat(self, *arguments: object, given: bytes = b"") -> bytes:
        command = ["kcat", "-q", "-b", f"127.0.0.1:{self.base + 92}", *map(str, arguments)]
        ended = subprocess.run(command, input=given, capture_output=True, timeout=30)
        assert ended.returncode == 0, ended.stderr.decode()
        return ended.stdout

    # -- HTTP ------------------------------------------------------------------------------------------------------------

    def metrics(self, service: str) -> dict[str, float]:
        """By series: `name{label="value",…}`."""
        text = self.http(f"http://127.0.0.1:{self.base + 11 + SERVICES.index(service)}/metrics").body
        lines = [line.rsplit(" ", 1) for line in text.splitlines() if line and not line.startswith("#")]
        return {series: float(value) for series, value in lines}

    def metric(self, service: str, name: str, **labels: str) -> float:
        """The sum over all series of that name which have these labels; 0 when there is none."""
        wanted = [f'{label}="{value}"' for label, value in labels.items()]
        return sum(value for series, value in self.metrics(service).items()
                   if series.split("{")[0] == name and all(each in series for each in wanted))

    @staticmethod
    def http(url: str, body: bytes | None = None) -> "Answer":
        """GET, or POST when there is a body."""
        request = urllib.request.Request(url, data=body)
        try:
            with urllib.request.urlopen(request, timeout=20) as response:
                return Answer(response.status, response.read().decode())
        except urllib.error.HTTPError as refused:
            return Answer(refused.code, refused.read().decode())


class Session:
    """psql, told one statement after another. The end of the block ends it and rolls back."""

    def __init__(self, url: str):
        self.psql = subprocess.Popen([PSQL, "-X", "-q", "-At", url], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                     stderr=subprocess.STDOUT, text=True)

    def __enter__(self) -> "Session":
        return self

    def __exit__(self, *_: object) -> None:
        self.psql.stdin.close()
        self.psql.wait(20)

    def run(self, sql: str) -> list[str]:
        self.psql.stdin.write(f"{sql};\n\\echo {END}\n")
        self.psql.stdin.flush()
        return list(iter(lambda: self.psql.stdout.readline().rstrip("\n"), END))


@dataclass(frozen=True)
class Another:
    """The second notifier: the command line's commands that go to it."""

    stack: Stack

    def await_serving(self) -> None:
        url = f"http://127.0.0.1:{self.stack.base + 53}/healthz"
        wait_until(lambda: answers(url), "the second notifier to serve", 60)

    def advance(self, instant: str) -> None:
        environment = {**self.stack.environment, "MAILLAGE_NOTIFIER_TARGET": f"127.0.0.1:{self.stack.base + 43}"}
        ended = subprocess.run([str(BIN / "maillage"), "--caf", "95", "clock", "advance", "--to", instant], env=environment, capture_output=True,
                               text=True, timeout=90, cwd=ROOT)
        assert ended.returncode == DONE, ended.stderr


def answers(url: str) -> bool:
    try:
        return Stack.http(url).status == 200
    except urllib.error.URLError:
        return False


@dataclass(frozen=True)
class Answer:
    status: int
    body: str


def wait_until(condition, what: str, seconds: float = 20):
    """Looks until it is so; answers what the condition answered."""
    give_up = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < give_up, f"waited {seconds} s for {what}"
        time.sleep(0.02)
    return found


def _headers(text: str) -> dict[str, str]:
    """kcat prints `a=b,c=d`; a value may have commas in it, never `,name=` of ours."""
    headers: dict[str, str] = {}
    last = ""
    for part in text.split(","):
        name, equals, value = part.partition("=")
        if equals and name.startswith(("ce_", "dlq_", "content-type", "traceparent", "test_")):
            headers[name], last = value, name
        elif last:
            headers[last] += "," + part
    return headers
