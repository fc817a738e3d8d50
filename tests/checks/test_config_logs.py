"""Whether the log tells what goes wrong."""

from releasecheck.findings import Found

from .build import app, ask, at

SILENT = Found("the app's logger is disabled, so no error of a request is logged", "logger", at("app.py", 1))


def test_logger_disabled_faulty() -> None:
    assert ask("logger-disabled", {"app": app(silenced=True)}) == [SILENT]


def test_logger_disabled_fine() -> None:
    assert ask("logger-disabled", {"app": app()}) == []


def test_logger_disabled_does_not_apply() -> None:
    """Each app has a logger: there is none to which this does not apply."""
    assert ask("logger-disabled", {"app": app(routes=[])}) == []
