"""What browsers ask before a script of another site sends its request."""

from packaging.version import Version

from releasecheck.facts.app import App
from releasecheck.facts.dependencies import Dependencies
from releasecheck.facts.source import Source
from releasecheck.findings import DoesNotApply, Found, Judgement, warning

from ..derived.installs.installs import installed
from ..derived.slips import slips
from ..derived.structure.view_bodies import served
from ..derived.wording import capped, counted

_REFUSING = Version("2.1")  # since then `get_json()` refuses what is no JSON


@warning
def preflight_refused(app: App, source: Source, dependencies: Dependencies) -> Judgement:
    """A view names OPTIONS among its methods, and refuses the question that a browser asks by it.

    Before a script of another site may send JSON, its browser asks by OPTIONS, and goes on only if that is
    answered with success. Flask answers it by itself, but not for a view that names OPTIONS in `methods=`:
    that is called, and Flask-CORS only adds its headers to what it answers. Told of views that read the JSON
    of the request first thing and look nowhere at `request.method`, in an app with Flask-CORS, since Flask
    2.1; `@cross_origin` answers for its view, and a hook before all requests may.

    Fix: leave OPTIONS out of `methods=`.

    Fault::

        @app.route("/orders", methods=["POST", "OPTIONS"])
        def order():
            data = request.get_json()

    Fine::

        @app.route("/orders", methods=["POST"])
        def order():
            data = request.get_json()
    """
    flask = installed(dependencies).get("flask")
    hooked = any(one.kind == "before_request" and one.own for one in app.hooks)
    if not app.extension_state.cors_patterns or hooked or flask is None or Version(flask.version) < _REFUSING:
        yield DoesNotApply("the app does not use Flask-CORS, or something may answer before its views")
        return
    views = {one.body.place: one for one in served(app, source)}
    found = [one for one in slips("preflight-refused", app, source) if one.view in views]
    for first in found[:1]:
        asked = [f"OPTIONS {views[one.view].routes[0].rule}" for one in found]
        more = f", and so {'is' if len(found) == 2 else 'are'} {counted(len(found) - 1, 'other')}"
        yield Found(
            f"{asked[0]}, which a browser asks for a script of another site, is refused by {first.what}"
            f"{more if len(found) > 1 else ''}: the request itself is never sent",
            subject="OPTIONS",
            place=first.place,
            evidence=capped([f"{rule} at {one.place}" for rule, one in zip(asked, found, strict=True)][1:]),
        )
