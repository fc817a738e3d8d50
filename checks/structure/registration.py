"""What is registered with the app: too late, in a blueprint where it has no effect, or with a wrong name."""

from collections.abc import Iterator

from releasecheck.facts import Place
from releasecheck.facts.app import App
from releasecheck.facts.boot import Boot
from releasecheck.facts.requests import Requests
from releasecheck.facts.source import Source
from releasecheck.findings import DoesNotApply, Found, Judgement, error, info, warning

from ..derived.outcomes.symptoms import LATE_SETUP
from ..derived.wording import listed

_REFUSED_SINCE = (2, 2)  # the Flask that refuses it outside of debug mode too
_ONLY_APP = {"404": ("404", "HTTPException", "Exception"), "405": ("405", "HTTPException", "Exception")}


@error
def late_registration(
    app: App,
    source: Source | None = None,
    boot: Boot | None = None,
    requests: Requests | None = None,
) -> Judgement:
    """A route, blueprint, hook or extension is added to the app while it answers a request.

    Flask refuses it once the first request has come (an AssertionError, so a 500), and where it did not, only
    the worker that got this request would know the route. Seen in views and hooks of the modules that booted,
    and in the answers of the request sweep. A warning before Flask 2.2, where it fails only in debug mode,
    and for an extension's `init_app` that was not seen to fail: not every one registers what Flask refuses,
    but each sets itself up anew, and a cache in memory is then a new and empty one for each request.

    Fix: register everything in the factory, before the first request.

    Fault::

        @app.get("/plugins/load")
        def load():
            app.register_blueprint(plugin)

    Fine::

        def create_app():
            app.register_blueprint(plugin)
    """
    written = [one for one in source.late_setups if one.place.path in app.modules] if source else []
    seen = dict(_seen(requests))
    if not written and not seen:
        yield DoesNotApply("no view or hook sets the app up")
    for one in written:
        crashed = next((said for place, said in seen.items() if _same_line(place, one.place)), None)
        seen = {place: said for place, said in seen.items() if not _same_line(place, one.place)}
        again = one.call.endswith(".init_app") and not crashed
        anew = ", and so sets the extension up anew each time" if again else ""
        yield Found(
            f"{one.function} calls {one.call} while a request is under way{anew}",
            subject=f"{one.function}:{one.call}",
            place=one.place,
            evidence=(crashed,) if crashed else (),
            severity="warning" if not crashed and (again or not _refuses(boot)) else None,
        )
    for place, said in seen.items():
        yield Found("the app is set up while a request is under way", str(place), place, (said,))


def _seen(requests: Requests | None) -> Iterator[tuple[Place, str]]:
    for answer in requests.responses if requests else ():
        if answer.crash and answer.crash.message.startswith(LATE_SETUP):
            yield answer.crash.place, f"{answer.method} {answer.path} answers {answer.status or 'nothing'}"


def _same_line(one: Place, other: Place) -> bool:
    return (one.path, one.line) == (other.path, other.line)


def _refuses(boot: Boot | None) -> bool:
    numbers = (boot.flask or "").split(".")[:2] if boot else []
    return not all(part.isdigit() for part in numbers) or tuple(map(int, numbers)) >= _REFUSED_SINCE


@info
def blueprint_404_handler_ineffective(app: App, requests: Requests | None = None) -> Judgement:
    """A blueprint's handler for 404 or 405 is never called for an unknown URL.

    Flask cannot know that a path which no rule has would belong to the blueprint, even under its prefix: such
    a visitor gets the plain default page. The handler only sees an `abort(404)` in the blueprint's own views,
    and no 405 at all. Told when the app itself has no handler that takes the error.

    Fix: register the page on the app (`app_errorhandler`), and look at `request.path` there if need be.

    Fault::

        @api.errorhandler(404)
        def unknown(error):
            return {"error": "not found"}, 404

    Fine::

        @api.app_errorhandler(404)
        def unknown(error): ...
    """
    scoped = [
        name for name in app.error_handlers if name.partition(":")[0] and name.endswith((":404", ":405"))
    ]
    if not scoped:
        yield DoesNotApply("no blueprint has a handler for 404 or 405")
    for name in scoped:
        scope, _, code = name.partition(":")
        if not any(f":{taken}" in app.error_handlers for taken in _ONLY_APP[code]):
            yield _ineffective(name, scope, code, app, requests)


def _ineffective(name: str, scope: str, code: str, app: App, requests: Requests | None) -> Found:
    place = app.error_handler_places.get(name, app.place)
    answer = requests.not_found if requests and code == "404" else None
    what = "an unknown URL" if code == "404" else "a method that a route does not take"
    return Found(
        f"the handler for {code} of the blueprint {scope} is never called for {what}",
        subject=name,
        place=place if place.path else app.place,
        evidence=(f"an unknown path answers {answer.status} without it",) if answer else (),
    )


@warning
def blueprint_root_path_wrong(app: App) -> Judgement:
    """A blueprint has a wrong import name, and so its templates or static files are not found.

    Flask looks for the blueprint's folders beside the module that the second argument names. With a name that
    is no module it takes the working directory, which is one on your machine and another in production. Told
    when a declared folder of the blueprint is beside the module that makes it, and not where the name leads.

    Fix: pass `__name__`.

    Fault::

        shop = Blueprint("shop", "shop_pages", template_folder="templates")

    Fine::

        shop = Blueprint("shop", __name__, template_folder="templates")
    """
    if not app.blueprints:
        yield DoesNotApply("the project has no blueprints")
    for one in app.blueprints:
        if one.registered and one.lost_folders:
            yield Found(
                f'blueprint {one.name} looks for {listed(one.lost_folders)} where "{one.import_name}" leads, '
                "and not beside its module",
                subject=one.name,
                place=one.place,
            )
