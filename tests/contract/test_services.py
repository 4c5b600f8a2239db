"""A service is known wherever services are listed: one that was added is started, watched and asked, and its settings are its own."""
from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SERVICES = sorted(main.parent.name for main in ROOT.glob("services/*/main.cc") if main.parent.name != "cli")


def listed(file: str, pattern: str) -> list[str]:
    """The names in the one place of the file that the pattern finds."""
    found = re.findall(pattern, (ROOT / file).read_text(encoding="utf-8"), re.M | re.S)
    assert len(found) == 1, f"{file}: {pattern}"
    return sorted(re.findall(r"[a-z]+", found[0].lower()))


@pytest.mark.parametrize("file, pattern", [
    ("scripts/lib/stack.sh", r"^services=\((.*?)\)"),
    ("scripts/service", r"start\|stop\|restart\|kill ([a-z|]+)"),
    ("deploy/prometheus/alerts.rules.yml", r'up\{job=~"([a-z|]+)"\} == 0'),
], ids=["the stack", "scripts/service --help", "ServiceDown"])
def test_a_list_of_services_is_whole(file: str, pattern: str) -> None:
    assert listed(file, pattern) == SERVICES


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_is_watched_asked_and_has_its_page(service: str) -> None:
    for file, entry in {"deploy/prometheus/prometheus.yml": f"- job_name: {service}\n", "services/cli/doctor/observe.cc": f'{{"{service}", ',
                        "services/platform/config/config.cc": f'"{service.upper()}_"', "deploy/kafka/topics.yaml": f"maillage.{service}.events\n"}.items():
        assert entry in (ROOT / file).read_text(encoding="utf-8"), file
    assert (ROOT / "services" / service / "README.md").is_file()
