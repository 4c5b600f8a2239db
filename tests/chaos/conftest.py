"""One stack for all fault tests; each test gets it emptied and whole. Ends with a table of the cases."""

import os
import re
import shutil
import signal

import pytest

import table
from stack import ROOT, Stack

ROWS = pytest.StashKey[list]()
KEPT = pytest.StashKey[object]()


def pytest_configure(config):
    config.addinivalue_line("markers", "slow: takes long or judges a time; not in CI (scripts/test runs the others, scripts/test chaos all)")
    config.stash[ROWS] = []
    signal.signal(signal.SIGTERM, signal.getsignal(signal.SIGINT))  # told to end: stops its servers first


@pytest.fixture(scope="session")
def running(request):
    """Ports from 7500 (MAILLAGE_FAULTS_PORT_BASE). After a failure its logs and mails stay in .run/chaos-<pid>."""
    stack = Stack(ROOT / ".run" / f"chaos-{os.getpid()}", int(os.environ.get("MAILLAGE_FAULTS_PORT_BASE", "7500")))
    stack.folder.parent.mkdir(exist_ok=True)
    try:
        stack.start()
        yield stack
    finally:
        stack.shell("processes_continue", stack.folder, check=False)
        stack.stop()
        if request.session.testsfailed:
            stack.remove_data()
            request.config.stash[KEPT] = stack.folder
        else:
            shutil.rmtree(stack.folder, ignore_errors=True)


@pytest.fixture
def stack(running):
    running.reset()
    return running


@pytest.fixture(scope="module")
def shared(running):
    """For tests that do not stand in each other's way: emptied once for all of a file."""
    running.reset()
    return running


@pytest.fixture
def case(request):
    """The row of a numbered case in the table; one that ends without a word has failed."""
    number = re.match(r"test_(\d\d)_", request.node.name)[1]
    told = table.Case(number)
    yield told
    rows = told.rows or [(number, request.node.name, "FAILED: see above", "?", "?", "–")]
    request.config.stash[ROWS].extend(rows)


def pytest_terminal_summary(terminalreporter, config):
    if kept := config.stash.get(KEPT, None):
        terminalreporter.write_line(f"logs and mails of the stack: {kept}")
    if rows := config.stash[ROWS]:
        terminalreporter.section("cases")
        for line in table.lines(rows):
            terminalreporter.write_line(line)
