"""Settings of all tests."""

import pytest
from hypothesis import settings

# The machine that runs the tests may be busy: a slow example is not a wrong one.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

# A browser on a busy machine may miss a beat; that many are a defect that reruns would hide.
RERUNS_THAT_FAIL = 3


# What takes longest begins first, so that no worker is left alone with it at the end.
LONG = "test_in_every_state.py"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: item.path.name != LONG)


@pytest.fixture(scope="session")
def address():
    """Where the app is served: one server for each worker."""
    from tests.browser import driver  # which most tests do without

    with driver.serve() as address:
        yield address


def _run_again(config):
    """The tests that needed a second try, and how each first try ended."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    ends = {}
    for report in reporter.stats.get("rerun", ()):
        ends.setdefault(report.nodeid, []).append(report.longreprtext)
    return dict(sorted(ends.items()))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session):
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter and len(_run_again(session.config)) >= RERUNS_THAT_FAIL:
        session.exitstatus = session.exitstatus or pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter, config):
    again = _run_again(config)
    if again:
        terminalreporter.section("tests that needed a second try")
        for name, ends in again.items():
            terminalreporter.line(name, bold=True)
            for end in ends:
                terminalreporter.line("\n".join(end.splitlines()[-30:]))
        for name, ends in again.items():  # once more in short, for who sees only the last lines
            terminalreporter.line(name)
            for end in ends:
                errors = [line for line in end.splitlines() if line.startswith("E  ")]
                terminalreporter.line("\n".join(errors[:3]) or end[-200:])
        if len(again) >= RERUNS_THAT_FAIL:
            terminalreporter.line(f"{len(again)} of them: the run fails", red=True)
