"""Every alert fires when it should and keeps silent when it should, says in French what people do not get, and has its page."""
from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
RULES = (ROOT / "deploy/prometheus/alerts.rules.yml").read_text(encoding="utf-8")
TESTS = (ROOT / "tests/contract/alerts_test.yml").read_text(encoding="utf-8")
PAGES = {page.name: page.read_text(encoding="utf-8") for page in (ROOT / "docs/runbooks").glob("*.md") if page.name != "README.md"}
ALERTS = re.findall(r"- alert: (\w+)\n(.*?)(?=\n\n|\Z)", RULES, re.S)
SECTIONS = ["What it means for people", "Confirm", "Do", "Over when", "Do not"]


def page_of(alert: str) -> str:
    return re.sub(r"(?<!^)([A-Z])", r"-\1", alert).lower() + ".md"


def promtool(*arguments: object) -> None:
    ended = subprocess.run(["promtool", *map(str, arguments)], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_the_rules_fire_and_keep_silent() -> None:
    promtool("test", "rules", "tests/contract/alerts_test.yml")


def test_prometheus_loads_them(tmp_path: Path) -> None:
    config = (ROOT / "deploy/prometheus/prometheus.yml").read_text(encoding="utf-8")
    assert "rule_files" in config
    (tmp_path / "prometheus.yml").write_text(config.replace("@ROOT@", str(ROOT)).replace("@BASE@", "71"), encoding="utf-8")
    promtool("check", "config", tmp_path / "prometheus.yml")


@pytest.mark.parametrize("name, rule", ALERTS, ids=[name for name, _ in ALERTS])
def test_an_alert_is_whole(name: str, rule: str) -> None:
    assert re.search(r"severity: (page|ticket)\b", rule)
    assert re.search(r'summary: ".*[.]"', rule)
    assert re.search(r"runbook: docs/runbooks/(\S+)", rule)[1] == page_of(name)
    tests = [test for test in TESTS.split("\n\n") if f"- alertname: {name}\n" in test]
    assert any("exp_labels" in test for test in tests), "one that fires"
    assert any("exp_alerts: []" in test for test in tests), "one that keeps silent"


@pytest.mark.parametrize("name", sorted({name for name, _ in ALERTS}))
def test_an_alert_measures_what_there_is(name: str) -> None:
    sources = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "services").rglob("*.cc"))
    for _, rule in (alert for alert in ALERTS if alert[0] == name):
        for metric in set(re.findall(r"\bmaillage_\w+", rule)):
            assert re.search(rf'Add(?:Counter|Gauge|Histogram)\(\s*"{re.sub("_bucket$", "", metric)}"', sources), metric


def test_every_page_has_its_alert_and_every_alert_its_page() -> None:
    assert set(PAGES) == {page_of(name) for name, _ in ALERTS}
    index = (ROOT / "docs/runbooks/README.md").read_text(encoding="utf-8")
    assert {page for page in PAGES if f"]({page})" not in index} == set()


@pytest.mark.parametrize("page", sorted(PAGES))
def test_a_page_has_its_parts(page: str) -> None:
    assert re.findall(r"^## (.+)$", PAGES[page], re.M) == SECTIONS
    assert len(PAGES[page].split()) < 500, "short enough for three in the morning"


def test_the_doctor_names_pages_that_there_are() -> None:
    judge = (ROOT / "services/cli/doctor/judge.cc").read_text(encoding="utf-8")
    named = {f"{name}.md" for name in re.findall(r'"([a-z]+(?:-[a-z]+)+)"', judge)}
    assert named <= set(PAGES)
    assert set(PAGES) - named == {"mails-refused.md"}, "what rises over an hour is no matter of a glance"
