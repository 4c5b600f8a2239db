"""What docs/ says is what the code has: every reason, rule, setting and metric is documented, every link leads somewhere, and the
demonstration's scenario is what its generator writes."""
from __future__ import annotations

import re
import runpy
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [file for file in sorted((ROOT / "services").rglob("*"))
           if file.suffix in (".h", ".cc") and not re.search(r"_test\.cc$|/testing/|/test_", str(file))]
CODES = {"InvalidArgument": "INVALID_ARGUMENT", "FailedPrecondition": "FAILED_PRECONDITION", "AlreadyExists": "ALREADY_EXISTS",
         "NotFound": "NOT_FOUND", "PermissionDenied": "PERMISSION_DENIED", "ResourceExhausted": "RESOURCE_EXHAUSTED",
         "DeadlineExceeded": "DEADLINE_EXCEEDED", "OutOfRange": "OUT_OF_RANGE", "DataLoss": "DATA_LOSS"}


def page(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def found(pattern: str) -> set:
    return {match for file in SOURCES for match in re.findall(pattern, file.read_text(encoding="utf-8"))}


def test_every_reason_is_documented_with_its_code() -> None:
    declared = {(name, CODES.get(code, code.upper())) for code, name in found(r'Reason k\w+\{Code::k(\w+),\s*"([A-Z_]+)"')}
    documented = set(re.findall(r"^\| ([A-Z_]+) \| ([A-Z_]+) \|", page("errors.md"), re.M))
    assert len(declared) > 50
    assert declared == documented


def test_every_rule_is_documented() -> None:
    tables = "".join(file.read_text() for file in (ROOT / "services/notifier/domain").glob("rules*.cc"))
    rules = set(re.findall(r'^\s*(?:\{\S+ )?"((?:meeting|seminar|welcome|registration|session|event)\.[a-z_0-9]+)"', tables, re.M))
    assert len(rules) == 29
    table = page("reminders.md").split("## The table")[1].split("##")[0]
    documented = set()
    for cell in re.findall(r"^\| ([a-z]+\.[^|]+) \|", table, re.M):
        first, *others = cell.strip().split(", ")
        documented |= {first} | {first.split(".")[0] + other for other in others}
    assert rules == documented


def test_every_setting_is_documented() -> None:
    settings = found(r'(?:reader|read)\.(?:Text|Secret|Int|Number|File|OneOf|Flag|Duration)\("([A-Z_]+)"')
    assert len(settings) > 15
    assert {name for name in settings if f"`{name}`" not in page("operations.md")} == set()


def test_every_metric_is_documented() -> None:
    metrics = found(r'Add(?:Counter|Gauge|Histogram)\(\s*"(maillage_[a-z_]+)"')
    assert len(metrics) > 10
    assert {name for name in metrics if f"`{name}" not in page("operations.md")} == set()


def pages() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "*.md"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    return [ROOT / name for name in listed if name != "docs/plan.md" and (ROOT / name).exists()]


def anchors(file: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", file.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("file", pages(), ids=lambda file: str(file.relative_to(ROOT)))
def test_every_link_leads_somewhere(file: Path) -> None:
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", file.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        other = (file.parent / path).resolve() if path else file
        if not other.exists() or (anchor and other.suffix == ".md" and anchor not in anchors(other)):
            broken.append(target)
    assert broken == []


def test_the_demonstration_is_what_its_generator_writes() -> None:
    generator = runpy.run_path(str(ROOT / "demo/make-scenario"))
    assert generator["written"](generator["tell"]()) == (ROOT / "demo/annee-2026.json").read_text(encoding="utf-8")
