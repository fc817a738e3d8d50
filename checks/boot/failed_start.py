"""What the app's module serves where making the app failed."""

from releasecheck.facts.app import App
from releasecheck.facts.deploy import Deploy
from releasecheck.facts.source import Source
from releasecheck.findings import DoesNotApply, Found, Judgement, by_source, warning


@warning
@by_source
def failed_start_served(app: App, source: Source, deploy: Deploy | None = None) -> Judgement:
    """Where making the app raises, its module makes an empty one and serves that.

    A release that cannot start is the safest failure there is: the worker ends, the platform keeps the old
    one running, the log has the traceback. With an empty app in its place the server is up, the deploy counts
    as good, and each page of the site is a 404. Told of an `except` for everything, at the top of a module of
    the app, that makes a `Flask` under the name which the `try` was to give the real one, and neither raises
    nor exits; not where it answers 500 and more and a deploy file has a health route asked for.

    Fix: leave the `try` out, or log and raise again.

    Fault::

        try:
            app = create_app()
        except Exception as problem:
            app = Flask(__name__)

    Fine::

        app = create_app()
    """
    found = [one for one in source.stand_in_apps if one.place.path in app.modules]
    if not found:
        yield DoesNotApply("no module of the app makes another one where that failed")
    watched = bool(deploy and deploy.health_checks)
    for one in found:
        if not (one.refuses and watched):
            yield Found(
                f"where making {one.name} fails, an app without its routes is served in its place: "
                "the deploy counts as good",
                subject=one.name,
                place=one.place,
            )
