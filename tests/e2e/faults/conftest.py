"""One stack for all fault tests; each test gets it emptied and whole."""

import os
import shutil

import pytest

from stack import ROOT, Stack


@pytest.fixture(scope="session")
def running(request):
    """Ports from 7500 (MAILLAGE_FAULTS_PORT_BASE). After a failure its logs and mails stay in .run/faults-<pid>."""
    stack = Stack(ROOT / ".run" / f"faults-{os.getpid()}", int(os.environ.get("MAILLAGE_FAULTS_PORT_BASE", "7500")))
    stack.folder.parent.mkdir(exist_ok=True)
    try:
        stack.start()
        yield stack
    finally:
        stack.stop()
        if request.session.testsfailed:
            stack.remove_data()
            request.config.kept = stack.folder
        else:
            shutil.rmtree(stack.folder, ignore_errors=True)


def pytest_terminal_summary(terminalreporter, config):
    if kept := getattr(config, "kept", None):
        terminalreporter.write_line(f"logs and mails of the stack: {kept}")


@pytest.fixture
def stack(running):
    running.reset()
    return running


@pytest.fixture(scope="module")
def shared(running):
    """For tests that do not stand in each other's way: emptied once for all of a file."""
    running.reset()
    return running
