"""What the web server in front lets through to the app."""

from releasecheck.facts.app import App
from releasecheck.facts.deploy import Deploy
from releasecheck.facts.source import Source
from releasecheck.findings import CouldNotLook, DoesNotApply, Found, Judgement, by_source, info

from ..derived.config.configured import value_of
from ..derived.wording import capped

_LIMIT = "MAX_CONTENT_LENGTH"
_NGINX = 1024 * 1024  # bytes, by default


@info
@by_source
def nginx_refuses_uploads(app: App, source: Source, deploy: Deploy) -> Judgement:
    """The app takes uploads behind an nginx that refuses all above 1 MB.

    Without `client_max_body_size` nginx answers 413 to every larger request, before the app sees it: a photo
    of a phone is larger. In development, without nginx, it always worked. Where the app's own
    `MAX_CONTENT_LENGTH` lets in more, one of the two is wrong, and it is a warning. Read in the nginx files
    of the project; left alone are those that include files which are not here, and every project of which a
    deploy file names the setting.

    Fix: `client_max_body_size 16m;` in the server block, as large as the app's MAX_CONTENT_LENGTH.

    Fault::

        server { location / { proxy_pass http://web:8000; } }

    Fine::

        server { client_max_body_size 16m; location / { proxy_pass http://web:8000; } }
    """
    uploads = [one for one in source.uploads if one.place.path in app.modules]
    if not (uploads and deploy.small_bodies):
        yield DoesNotApply("the app takes no uploads, or no nginx with its default limit stands in front")
        return
    if app.outlined and (source.config_loads or _LIMIT in {one.key for one in source.config_assignments}):
        yield CouldNotLook("the app did not come up, and its config may have a limit of its own")
        return
    own = value_of(app, _LIMIT)
    allowed = int(own.shown) if own and own.shown and own.shown.isdecimal() else None
    if allowed is None or allowed > _NGINX:
        proxy = deploy.small_bodies[0]
        yield Found(
            "nginx answers 413 to each upload above 1 MB, for nothing sets client_max_body_size",
            subject="client_max_body_size",
            place=proxy.place,
            evidence=(
                *([f"the app lets in {allowed} bytes ({_LIMIT})"] if allowed else []),
                *capped([f"{one.what} at {one.place}" for one in uploads]),
            ),
            severity="warning" if allowed else None,
        )
