"""What the app tells of itself while it runs."""

from releasecheck.facts.app import App
from releasecheck.findings import Found, Judgement, warning


@warning
def logger_disabled(app: App) -> Judgement:
    """The app's logger is switched off: nobody will read why a page answered 500.

    `fileConfig()` and `dictConfig()` disable every logger that is there already and that they do not name,
    unless they are told not to. Alembic's `migrations/env.py` calls `fileConfig()`, and with it an
    `upgrade()` as the app starts does; `logging.disable()` of a test that became a module does it to all
    loggers. The app works, and its log stays empty. Seen in the app as booted; not told where something else
    takes errors from Flask: a signal (as Sentry's), a handler for `Exception`, a `log_exception` of its own.

    Fix: `fileConfig(path, disable_existing_loggers=False)`, likewise `"disable_existing_loggers": False` for
    `dictConfig()`; better, run migrations before the app starts.

    Fault::

        fileConfig(config.config_file_name)        # env.py, by upgrade() in create_app()

    Fine::

        fileConfig(config.config_file_name, disable_existing_loggers=False)
    """
    if app.silenced:
        yield Found("the app's logger is disabled, so no error of a request is logged", "logger", app.place)
