"""The second lock behind the access rules: row-level security, whatever a service asks for (case 20)."""

from __future__ import annotations

import subprocess

import pytest

import rpc
from stack import PSQL, SERVICES, Stack
from table import Case
from world import START, build, meeting, officer, officers, person, pilot


@pytest.fixture(scope="module")
def two(shared: Stack) -> Stack:
    build(shared, [pilot(), *officers(5), pilot("theo", "974"), *officers(7, "974")], [meeting("r1"), meeting("r2"), meeting("theirs", "974")],
          cafs=("95", "974"))
    for number in (1, 2, 3):
        shared.cli("registrations", "add", "theirs", officer(number), caf="974").done()
    shared.cli("registrations", "add", "r1", officer(1)).done()
    shared.advance(START)
    return shared


@pytest.mark.parametrize("service", SERVICES)
def test_20_the_role_of_a_service(two: Stack, case: Case, service: str):
    role = f"maillage_{service}"
    assert two.sql(service, f"select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb from pg_roles where rolname = '{role}'") == [["f"] * 4]
    assert two.sql(service, f"select count(*) from pg_class where pg_get_userbyid(relowner) = '{role}'") == [["0"]]
    tables = [name for name, in two.sql(service, "select table_name from information_schema.columns where table_schema = 'public' and "
                                                 "column_name = 'caf' order by 1")]
    assert len(tables) > 3
    unlocked = two.sql(service, "select relname from pg_class where relname = any('{" + ",".join(tables) + "}') and relkind = 'r' and not (relrowsecurity and relforcerowsecurity)")
    assert unlocked == [], "security is on and forced"

    full = {table: int(two.sql(service, f"select count(*) from {table}")[0][0]) for table in tables}
    assert sum(full.values()) > 0
    for caf in ("", "95", "974", "95' or caf = '974"):
        seen = {table: as_service(two, service, caf, f"select coalesce(string_agg(distinct caf, ',' order by caf), '') from {table}") for table in tables}
        assert set(seen.values()) <= {"", caf} if caf.isdigit() else set(seen.values()) == {""}, (caf, seen)
    theirs = [table for table in tables if two.sql(service, f"select 1 from {table} where caf = '974' limit 1")]
    for table in theirs:
        assert "violates row-level security" in as_service(two, service, "95", f"update {table} set caf = caf where caf = '974'; insert into {table} "
                                                           f"select * from {table} where caf = '974'; insert into idempotency (caf, request_id, method, "
                                                           "digest, created_at) values ('974', 'x', '', '', now())")
    case.tell(f"{role} without a Caf, with one, with a crooked one", f"0 rows of others in {len(tables)} tables")


def test_20_nothing_leaks_through_the_pool(two: Stack, case: Case):
    """Two Cafs in turn over the same connections, and a transaction that fails between them."""
    ours, theirs = two.token("cafs/95/people/pia", "PILOT"), two.token("cafs/974/people/theo", "PILOT", caf="974")
    method = "maillage.network.v1.RegistrationService/ListRegistrations"
    with rpc.Caller(two, "network", ours) as us, rpc.Caller(two, "network", theirs) as them:
        begun = []
        for _ in range(100):
            begun.append(("95", us.begin(method, 'parent: "cafs/95/events/-"')))
            begun.append(("974", them.begin(method, 'parent: "cafs/974/events/-"')))
            begun.append(("", us.begin("maillage.network.v1.RegistrationService/CancelRegistration",
                                       f'parent: "cafs/95/events/r2" person: "cafs/95/people/{officer(2)}"')))
        replies = [(caf, one.reply()) for caf, one in begun]
    for caf, reply in replies:
        if caf:
            assert reply.code == rpc.OK and reply.text.count("registrations {") == {"95": 1, "974": 3}[caf]
            assert f'"cafs/{"974" if caf == "95" else "95"}/' not in reply.text
        else:
            assert reply.code not in (rpc.OK, rpc.INTERNAL)
    assert two.metric("network", "maillage_pg_connections_open") <= 8
    case.tell("200 lists of two Cafs, 100 refusals between, 8 connections", "each sees its own")


def as_service(stack: Stack, service: str, caf: str, sql: str) -> str:
    """In a session of the service's own role; what it says, or its error."""
    url = f"postgresql://maillage_{service}@127.0.0.1:{stack.base + 32}/maillage_{service}"
    setting = f"select set_config('maillage.caf', $crooked${caf}$crooked$, false) as set \\gset\n" if caf else ""
    ended = subprocess.run([PSQL, "-X", "-q", "-At", url], input=f"{setting}{sql};\n", text=True, capture_output=True, timeout=30)
    return ended.stdout.strip() or ended.stderr.strip()
