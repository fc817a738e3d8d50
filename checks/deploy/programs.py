"""The files that start the app when they are run."""

from releasecheck.facts import Place
from releasecheck.facts.deploy import WSGI_SERVERS, Deploy
from releasecheck.facts.source import RunCall, Source
from releasecheck.findings import DoesNotApply, Found, Judgement, error, info

from ..derived.deploy.deployment import starting

_PACKAGE = "/__init__.py"


@error
def run_call_fails(source: Source, deploy: Deploy | None = None) -> Judgement:
    """`app.run()` is given a port that is no number, or a host that is no text: the program ends there.

    `port` and `host` are easily taken for one another, and nothing shows it where the app is started another
    way: `flask run` and gunicorn never come to the call. Told of what is written out in the call itself, and
    of `app = create_app` without parentheses above it. An error where a deploy file runs that program, else a
    warning.

    Fix: `app.run(host="0.0.0.0", port=8000)`; better, start a WSGI server.

    Fault::

        app.run(port="0.0.0.0")

    Fine::

        app.run(host="0.0.0.0")
    """
    if not source.run_calls:
        yield DoesNotApply("nothing calls app.run()")
    for call in source.run_calls:
        if call.refused or call.uncalled:
            running = starting(call, source, deploy)
            yield Found(
                f"app.run({call.refused or ''}) fails{_of_function(call)}: the program ends as it is started",
                subject=call.place.path or "app.run",
                place=call.place,
                evidence=tuple(f"{one.place} runs it" for one in running),
                fix=f"Call it: `app = {call.uncalled}()`." if call.uncalled else None,
                severity=None if running else "warning",
            )


def _of_function(call: RunCall) -> str:
    return f", because {call.uncalled} is not called and stands there as the app" if call.uncalled else ""


@info
def app_file_shadowed(source: Source, deploy: Deploy | None = None) -> Judgement:
    """A file that makes the app has the name of a package beside it, which Python imports in its place.

    `python app.py` runs the file, and `flask run` may find a factory in the package; `gunicorn app:app`,
    which everybody tries first, looks for `app` in `app/__init__.py`, and what the file does after it made
    the app is done for nobody. Told where no deploy file starts a WSGI server, since its target is judged as
    it is.

    Fix: call the file wsgi.py, and start `gunicorn wsgi:app`.

    Fault::

        app.py                          # app = create_app()
        app/__init__.py                 # def create_app(): ...

    Fine::

        wsgi.py
        app/__init__.py
    """
    if any(one.server in WSGI_SERVERS for one in deploy.launches) if deploy else False:
        yield DoesNotApply("a deploy file starts a WSGI server")
        return
    paths = {one.path for one in source.modules}
    for made in source.apps:
        package = made.path.removesuffix(".py") + _PACKAGE
        if made.kind == "app" and not made.path.endswith(_PACKAGE) and package in paths:
            yield Found(
                f"{made.path} makes {made.name}, and no server can import it: {package} has its name",
                subject=made.path,
                place=Place(made.path, made.line),
            )
