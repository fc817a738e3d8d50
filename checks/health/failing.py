"""What the health route answers when something that it asks has failed."""

from collections.abc import Iterable, Iterator

from releasecheck.facts import Project
from releasecheck.facts.app import App
from releasecheck.facts.source import Source
from releasecheck.findings import DoesNotApply, Found, Judgement, warning
from releasecheck.health_route import find_health_route

from ..derived.structure.view_bodies import Served, served
from ..derived.wording import capped


@warning
def health_hides_failure(app: App, source: Source, project: Project) -> Judgement:
    """The health route says in words that something failed, and answers 200 all the same.

    A load balancer, an orchestrator and an uptime monitor look at the status: for them `{"status": "error"}`
    with 200 is a healthy app, so that a release which cannot reach its database is sent visitors and is never
    taken back. Told by the source of the view: an `except` that answers with such words and no status, or
    that puts them into what is answered below. A route for liveness (/livez, /ping) is asked whether the
    process runs, and may say so. So is told a route that calls a function which asks a database for its pulse
    (`SELECT 1`, `ping`) and returns True in the `except` as well: nothing is left that could fail.

    Fix: answer 503 with it: `return jsonify(status="error"), 503`. What the app can do without belongs into
    the answer and not into the status: list it under a name of its own with its own words, such as "skipped".

    Fault::

        except SQLAlchemyError:
            return jsonify(status="error")

    Fine::

        except SQLAlchemyError:
            return jsonify(status="error"), 503
    """
    found = find_health_route(app.routes, project.health)
    views = [one for one in served(app, source) if found and found.route in one.routes]
    if found is None or not views:
        yield DoesNotApply("no view of a health route was found in the source")
        return
    hidden = [place for one in views for place in one.body.hidden_failures]
    if any(word in found.path.lower() for word in _LIVENESS):
        return
    yield from _hopeful(found.path, views, source, app)
    if hidden:
        yield Found(
            f"GET {found.path} says that something failed, and answers 200",
            found.path,
            hidden[0],
            capped([f"answered without a status at {place}" for place in hidden[1:]]),
        )


def _hopeful(path: str, views: Iterable[Served], source: Source, app: App) -> Iterator[Found]:
    called = {name for one in views for name in one.body.calls}
    for one in source.hopeful:
        name = one.function.rpartition(".")[2]
        if name in called and one.place.path in app.modules:
            yield Found(
                f"GET {path} cannot tell that the database is down: {name}() returns True where it fails",
                path,
                one.place,
                fix=f"Let {name}() return False in its `except`, and answer 503 then.",
            )


_LIVENESS = ("live", "ping")
