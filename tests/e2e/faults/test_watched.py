"""Every service says how it is: health over HTTP and gRPC, and the series that docs/operations.md promises."""

from __future__ import annotations

import re

import pytest

import rpc
from stack import ROOT, SERVICES, Stack, wait_until
from world import MORNING, build, meeting, officer, officers, pilot

EVERYWHERE = ["maillage_rpc_requests_total", "maillage_rpc_latency_seconds", "maillage_pg_connections_open", "maillage_pg_connections_in_use",
              "maillage_outbox_depth", "maillage_outbox_oldest_age_seconds", "maillage_outbox_published_total"]
CONSUMING = ["maillage_consumer_lag", "maillage_consumer_applied_total", "maillage_consumer_dead_letters_total"]
REMINDING = ["maillage_reminders", "maillage_reminder_lateness_seconds", "maillage_mails_total", "maillage_smtp_messages_total"]
PROMISED = {"directory": EVERYWHERE, "network": EVERYWHERE + CONSUMING, "notifier": EVERYWHERE + CONSUMING + REMINDING}


@pytest.fixture(scope="module")
def used(shared: Stack) -> Stack:
    build(shared, [pilot(), *officers(4)], [meeting("r1")])
    shared.cli("registrations", "add", "r1", officer(1)).done()
    shared.cli("registrations", "add", "r1", "nobody")
    shared.cli("reminders", "list").done()
    shared.advance(MORNING)
    return shared


@pytest.mark.parametrize("service", SERVICES)
def test_health(used: Stack, service: str):
    answer = used.http(f"http://127.0.0.1:{used.base + 11 + SERVICES.index(service)}/healthz")
    assert (answer.status, answer.body) == (200, "SERVING\n")
    health = rpc.call(used, service, "grpc.health.v1.Health/Check", "")
    assert health.text == "status: SERVING\n"


@pytest.mark.parametrize("service", SERVICES)
def test_series(used: Stack, service: str):
    names = {re.sub(r"_(bucket|sum|count)$", "", series.split("{")[0]) for series in used.metrics(service)}
    assert set(PROMISED[service]) <= names


def test_the_docs_name_every_series_there_is(used: Stack):
    text = (ROOT / "docs/operations.md").read_text()
    for service in SERVICES:
        for series in used.metrics(service):
            name = re.sub(r"_(bucket|sum|count)$", "", series.split("{")[0])
            assert not name.startswith("maillage_") or f"`{name}" in text, name


def test_values(used: Stack):
    metric = used.metric
    register = "maillage.network.v1.RegistrationService/CreateRegistration"
    assert metric("network", "maillage_rpc_requests_total", method=register, code="OK") == 1
    assert metric("network", "maillage_rpc_requests_total", method=register, code="NOT_FOUND") == 1
    assert metric("network", "maillage_rpc_latency_seconds_count", method=register) == 2
    assert metric("notifier", "maillage_reminders", rule="meeting.save_the_date", state="SENT") == 3
    assert metric("notifier", "maillage_reminders", rule="registration.confirmed", state="SENT") == 1
    assert metric("notifier", "maillage_mails_total", outcome="sent") == 4
    assert metric("notifier", "maillage_reminder_lateness_seconds_count") == 4
    for service in SERVICES:
        assert metric(service, "maillage_outbox_depth") == 0
        wait_until(lambda: metric(service, "maillage_consumer_lag") == 0, "the gauge of the lag")
