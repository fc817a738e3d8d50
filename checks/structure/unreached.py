"""Routes of the project that the app does not have, because they are in a module or on an app beside it."""

from collections.abc import Sequence

from releasecheck.facts import Place
from releasecheck.facts.app import App, OtherApp
from releasecheck.facts.boot import Boot
from releasecheck.facts.deploy import Deploy
from releasecheck.facts.source import AppDefinition, RouteFunction, Source
from releasecheck.facts.templates import Templates
from releasecheck.findings import CouldNotLook, DoesNotApply, Found, Judgement, error

from ..derived.structure.endpoints import dangling
from ..derived.structure.partial import real_app, uncalled_factory
from ..derived.structure.unimported import linked, unimported
from ..derived.wording import capped, counted, listed


@error
def route_module_never_imported(
    app: App, source: Source | None = None, templates: Templates | None = None
) -> Judgement:
    """A module hangs routes on the app, and nothing imports it.

    Decorators run when their module is imported. It works as long as some other module happens to import it,
    and one tidied-up import later all its pages answer 404. The source tells which object the routes would
    hang on, by a decorator, `add_url_rule` or `add_resource`, the live process that this object was made and
    the module never ran, and the live routes that nothing else answers there. Modules with an app or a
    blueprint of their own are another matter (blueprint-never-registered). Links to its views are listed here
    and not once more under dangling-endpoint. A warning for a module that starts the app itself: it may be
    another target.

    Fix: import the module where the app or blueprint is made, below that line.

    Fault::

        # shop/__init__.py makes app; shop/views.py has this, and nothing says `import shop.views`
        @app.get("/offers")
        def offers(): ...

    Fine::

        app = Flask(__name__)

        from shop import views
    """
    if source is None:
        yield CouldNotLook("the source could not be read")
        return
    if not (source.route_functions or source.added_rules):
        yield DoesNotApply("there are no routes in the source")
    for path, lost in unimported(app, source).items():
        yield _never_imported(path, lost, source, linked({path: lost}, dangling(app, source, templates)))


def _never_imported(path: str, lost: Sequence[RouteFunction], source: Source, links: Sequence[str]) -> Found:
    starts = any(one.place.path == path for one in source.run_calls)
    answer = "route answers" if len(lost) == 1 else f"{len(lost)} routes answer"
    return Found(
        f"{path} is never imported: its {answer} 404",
        subject=path,
        place=lost[0].place,
        evidence=capped(
            [
                *(f"{listed(one.paths)} on {one.router} at {one.place}" for one in lost),
                *(f'url_for("{name}") fails' for name in links),
            ]
        ),
        fix=f"Name {path} as the target (`--app`) if it is what production runs, or move its routes."
        if starts
        else None,
        severity="warning" if starts else None,
    )


@error
def routes_on_other_app(
    app: App, boot: Boot | None = None, source: Source | None = None, deploy: Deploy | None = None
) -> Judgement:
    """The app lacks routes, because they hang on another Flask object.

    With one `Flask(__name__)` in a module and a second one in the factory, the views decorate the first and
    the server runs the second: the release comes up, and every page is 404. Seen live: both objects are in
    the process, and only the one that is not served has views of the project; or a bare `app = Flask(...)` is
    served, and the factory beside it is never called (a warning where nobody named the app). A warning where
    the served one has some too: the module that made a second `Flask(__name__)` is imported, and its pages
    are 404 all the same. An app that is mounted in the other one is fine, and so is one that runs by itself:
    its module starts it, the deploy files name several apps, or all its routes are in the served one too.
    Where the served one has no views, its links, templates, cookies and health are not judged.

    Fix: make the app in one place; views of a factory's app belong on blueprints.

    Fault::

        app = Flask(__name__)

        @app.get("/")
        def index(): ...

        def create_app():
            return Flask(__name__)

    Fine::

        def create_app():
            app = Flask(__name__)
            app.register_blueprint(pages)
            return app
    """
    others = [one for one in app.others if one.rules]
    if factory := uncalled_factory(app, source):
        yield _uncalled(factory, app, boot)
    elif not others:
        yield DoesNotApply("there is no other Flask object with routes")
    elif any(one.mounted for one in others):
        return
    elif real := real_app(app):
        yield _other(real, app, boot)
    elif source and not _are_several(deploy):
        served = {route.rule for route in app.routes}
        programs = {one.place.path for one in source.run_calls}
        for one in others:
            lost = [rule for rule in one.rules if rule not in served]
            if lost and one.place.path not in programs:
                yield _beside(one, lost, app, boot)


def _uncalled(factory: AppDefinition, app: App, boot: Boot | None) -> Found:
    return Found(
        f"the app that is served has no routes of the project: {factory.name}() is not called",
        subject=factory.name,
        place=Place(factory.path, factory.line),
        evidence=(_served(app, boot),),
        fix=f"Name `{factory.name}()` in the deploy command, and remove the Flask object beside it.",
        severity="warning" if boot and boot.guessed else None,  # a program may call it that no file names
    )


def _are_several(deploy: Deploy | None) -> bool:
    """Whether the project deploys more than one app."""
    targets = {one.target for one in deploy.launches if one.target} if deploy else set()
    return len(targets) > 1


def _beside(other: OtherApp, lost: Sequence[str], app: App, boot: Boot | None) -> Found:
    hang = "route hangs" if len(lost) == 1 else "routes hang"
    return Found(
        f"{len(lost)} {hang} on another Flask object than the one that is served: {listed(lost)}",
        subject=other.import_name,
        place=other.place,
        evidence=(_served(app, boot),),
        fix="Put them on a blueprint, and register it on the app that is served.",
        severity="warning",
    )


def _served(app: App, boot: Boot | None) -> str:
    named = f"{boot.target} (by {boot.chosen_by})" if boot and boot.target else app.import_name
    return f"served: {named}, made at {app.place}"


def _other(other: OtherApp, app: App, boot: Boot | None) -> Found:
    return Found(
        f"the app that is served has no routes of the project: {counted(len(other.rules), 'route')} "
        f"{'hangs' if len(other.rules) == 1 else 'hang'} on another Flask object, made at {other.place}",
        subject=other.import_name,
        place=other.place,
        evidence=(
            _served(app, boot),
            *capped([f"{rule} is on the other one" for rule in other.rules], 6),
        ),
    )
