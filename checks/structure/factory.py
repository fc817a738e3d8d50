"""Whether the app's factory makes apps, or only one."""

from releasecheck.facts.boots import Boots
from releasecheck.findings import DoesNotApply, Found, Judgement, info

from ..derived.wording import in_short


@info
def factory_not_repeatable(boots: Boots) -> Judgement:
    """The app's factory cannot be called a second time in one process.

    Tests that want an app of their own fail or share one, and so does whatever builds a second app: a shell,
    a worker beside the site, a script that compares two configurations. The cause is state outside the
    factory, most often a blueprint of a module that the factory adds routes to, or the app itself, made by
    the module and set up by the function. Found by calling it twice.

    Fix: make in the factory what the factory changes, or change it where it is made, once, when its module is
    imported.

    Fault::

        bp = Blueprint("shop", __name__)

        def create_app():
            bp.add_url_rule("/", view_func=index)       # the second time, bp is registered already
            app = Flask(__name__)
            app.register_blueprint(bp)
            return app

    Fine::

        bp = Blueprint("shop", __name__)
        bp.add_url_rule("/", view_func=index)
    """
    made = boots.factory
    if made is None:
        yield DoesNotApply("no factory makes the app, or it was not called twice")
    elif made.crash:
        place = made.crash.place if made.crash.place.path else made.place
        yield Found(
            f"{made.name} fails when it is called again: {made.crash.type}: {in_short(made.crash.message)}",
            subject=made.name,
            place=place,
            evidence=("the same call made the app before, in the same process",),
        )
