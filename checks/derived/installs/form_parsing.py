"""Whether something in the app makes Werkzeug parse the forms that strangers send."""

from releasecheck.facts.app import App
from releasecheck.facts.source import Source

# They read the form or the files of a request by themselves when they are used. Left out, because their use
# is told by `location=` in the app's own source: webargs, flask_smorest, apiflask, reqparse; or by
# `parse=True`: flasgger, whose validation looks at the JSON alone; and because the app hands them what it has
# read: wtforms, flask_uploads, flask_reuploaded.
_READING = frozenset(
    {
        *("flask_wtf", "flask_seasurf", "flask_recaptcha", "flask_xcaptcha"),
        *("flask_admin", "flask_appbuilder", "flask_security", "flask_user", "flask_simplelogin"),
        *("flask_blogging", "flask_monitoringdashboard", "flask_dropzone"),
        *("flask_graphql", "graphql_server", "strawberry"),
        *("connexion", "flask_openapi3", "flask_pydantic", "spectree", "authlib"),
    }
)


def form_reader(app: App, source: Source) -> str | None:
    """What reads forms, for people; null where nothing was seen to."""
    places = [one for one in source.form_reads if one.path in app.modules]
    if places:
        return f"a form is read at {places[0]}"
    uses = [one for one in source.imports if one.name in _READING and one.place.path in app.modules]
    return f"{uses[0].name} reads forms" if uses else None
