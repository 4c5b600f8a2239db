"""Every service says how it is: health over HTTP and gRPC, and the series that docs/operations.md promises."""

from __future__ import annotations

import re

import pytest

import rpc
from stack import ROOT, SERVICES, Stack, wait_until
from table import Case
from world import MORNING, build, meeting, officer, officers, pilot

EVERYWHERE = ["maillage_rpc_requests_total", "maillage_rpc_latency_seconds", "maillage_pg_connections_open", "maillage_pg_connections_in_use",
              "maillage_outbox_depth", "maillage_outbox_oldest_age_seconds", "maillage_outbox_published_total"]
CONSUMING = ["maillage_consumer_lag", "maillage_consumer_applied_total", "maillage_consumer_failures_total", "maillage_consumer_dead_letters_total"]
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


def test_25_series_stay_bounded(used: Stack, case: Case):
    """Whatever a stranger puts into methods, paths, tokens, Cafs and names: no series of its own."""
    first = {service: hostile(used, service, range(30)) for service in SERVICES}
    again = {service: hostile(used, service, range(30, 330)) for service in SERVICES}
    assert again == first, "three hundred others, not one series more"
    for service in SERVICES:
        assert not any("hostile" in series for series in used.metrics(service)), service
    case.tell("330 invented methods, Cafs, names, paths and tokens a service", f"{sum(again.values())} series before and after")


def hostile(stack: Stack, service: str, numbers: range) -> int:
    """How many series there are afterwards."""
    lists = {"directory": "maillage.directory.v1.PersonService/ListPeople", "network": "maillage.network.v1.EventService/ListEvents",
             "notifier": "maillage.notifier.v1.ReminderService/ListReminders"}
    method = lists[service]
    request_type, response_type = rpc.types(method)
    with rpc.Caller(stack, service) as caller:
        good = caller.metadata
        for i in numbers:
            begun = [caller.begin_bytes(f"hostile.v1.Service{i}/Method{i}", b"", response_type),
                     caller.begin_bytes(f"{method}Hostile{i}", b"", response_type),
                     caller.begin_bytes(method, request_type(parent=f"cafs/hostile{i}", filter=f"hostile{i}", page_token=f"hostile{i}").SerializeToString(), response_type),
                     caller.begin_bytes(method, request_type(parent=f"hostile{i}/x").SerializeToString(), response_type)]
            caller.metadata = [("authorization", f"Bearer hostile{i}"), ("traceparent", f"hostile{i}"), (f"x-hostile-{i}", "1")]
            begun.append(caller.begin_bytes(method, b"", response_type))
            caller.metadata = good
            assert rpc.OK not in {one.reply().code for one in begun}
    offsets = {"directory": [11], "network": [12, 22], "notifier": [13, 23]}
    for i in list(numbers)[:40]:
        for offset in offsets[service]:
            assert stack.http(f"http://127.0.0.1:{stack.base + offset}/r/hostile{i}").status in (404, 410)
            assert stack.http(f"http://127.0.0.1:{stack.base + offset}/hostile{i}?x={i}").status == 404
    return len(stack.metrics(service))
