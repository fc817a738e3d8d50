"""What the app believes of the proxies in front of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from releasecheck.facts import Place, Project
from releasecheck.facts.app import App
from releasecheck.facts.deploy import Deploy, Proxy
from releasecheck.facts.requests import Requests, Trusted
from releasecheck.facts.source import Source
from releasecheck.facts.templates import Templates
from releasecheck.findings import CouldNotLook, DoesNotApply, Found, Judgement, warning

from ..derived.structure.absolute_links import absolute_links
from ..derived.structure.extensions import given
from ..derived.wording import capped, counted, listed

_BELIEVING = frozenset({"--forwarded-allow-ips", "--proxy-headers", "--trusted-proxy"})
_BELIEVING_VARIABLES = frozenset({"FORWARDED_ALLOW_IPS"})
_OWN_TLS = frozenset({"--certfile", "--ssl-certfile", "--cert"})
_HEADERS = {"address": "X-Forwarded-For", "scheme": "X-Forwarded-Proto", "host": "X-Forwarded-Host"}
_OF_PROJECT = frozenset({"nginx", "ingress", "traefik", "Caddy", "caddy", "haproxy", "envoy"})
_COUNTS = "Flask-Limiter counts by get_remote_address, which is the proxy's address"
_ALL_ONE = "X-Forwarded-For is not believed, so Flask-Limiter takes all visitors for one"
# A platform's routers are several, and each has the visitors of the moment.
_BY_ROUTER = "X-Forwarded-For is not believed: visitors share the limits that Flask-Limiter has for a router"
_PLAIN = "it listens without TLS, and nothing tells of TLS in front of it"
_BUILDPACK = (
    "Heroku's buildpack has gunicorn believe it (FORWARDED_ALLOW_IPS); other platforms that read a Procfile "
    "may not"
)
_NOT_SEEN = "no request of ours came through the app's middleware to Flask"


@warning
def proxyfix_missing(  # noqa: PLR0913, PLR0917 - a parameter is a fact
    requests: Requests,
    app: App,
    project: Project,
    source: Source | None = None,
    deploy: Deploy | None = None,
    templates: Templates | None = None,
) -> Judgement:
    """The app stands behind a proxy with TLS and takes every request for plain http.

    Its redirects and absolute links lead to http://, where a browser is sent round in circles or the form is
    posted in the clear. For information where the config of nginx is here and listens without TLS alone, and
    where a Procfile that starts gunicorn is all that tells of a proxy: Heroku has gunicorn believe it.
    Only where a manifest tells of a proxy, or the release is served over https (`--url`), and where such a
    link was seen: a redirect of the sweep, or a `url_for(..., _external=True)`, be it in the template of a
    mail. With a ProxyFix in the source that some switch leaves out here, nothing is claimed. Told, too, where
    Flask-Limiter counts by `get_remote_address` behind a web server of the manifests or a platform's router:
    it takes all visitors for one, and the first who asks too often shuts the others out. An nginx that passes
    requests on by `uwsgi_pass` tells scheme, host and address in the protocol itself.

    Fix: `app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)`, with the number of proxies
    that really stand in front.

    Fault::

        app = Flask(__name__)      # behind nginx, which speaks TLS

    Fine::

        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)
    """
    evidence = tuple(_proxies(project, deploy))
    if not evidence:
        yield DoesNotApply("nothing tells of a proxy in front of the app")
    elif app.taken_out_of:
        yield CouldNotLook(f"the app is served through {listed(app.taken_out_of)}, which was not asked")
    elif deploy and _server_believes(deploy):
        yield DoesNotApply("the server itself believes the proxy's headers")
    elif deploy and _speaks_uwsgi(project, deploy):
        yield DoesNotApply(
            "nginx speaks uwsgi's protocol, which tells scheme, host and address without headers"
        )
    elif requests.trusted is None:
        yield CouldNotLook(_NOT_SEEN)
    else:
        front = _Front(requests, app, project, source, deploy, templates)
        yield from _unbelieved(requests.trusted, evidence, front)


@dataclass(frozen=True, slots=True)
class _Front:
    """What the rule was given."""

    requests: Requests
    app: App
    project: Project
    source: Source | None
    deploy: Deploy | None
    templates: Templates | None


def _unbelieved(trusted: Trusted, evidence: Sequence[str], front: _Front) -> Judgement:
    """What comes of the headers that the app does not believe."""
    app, source = front.app, front.source
    links = tuple(_plain_links(front)) if trusted.scheme == 0 else ()
    counted_as_one = trusted.address == 0 and _is_counted_as_one(app, front.deploy)
    switched = [one for one in source.proxy_fixes if one.path in app.modules] if source else []
    counting = [_COUNTS] if counted_as_one else []
    if not (links or counted_as_one):
        return
    if switched and not (trusted.address or trusted.host or trusted.scheme):
        yield CouldNotLook(f"{switched[0]} has a ProxyFix, which is off here: give what turns it on (--set)")
    elif links:
        plain = _is_plain(front.project, front.deploy)
        by_buildpack = _by_buildpack(front.deploy, front.project)
        mild = [*([_PLAIN] if plain else []), *([_BUILDPACK] if by_buildpack else [])]
        yield Found(
            "X-Forwarded-Proto is not believed, so links lead to http:// where the visitor came by https",
            "X-Forwarded-Proto",
            app.place,
            capped([*evidence, *mild, *counting, *links]),
            severity="info" if mild and not counting else None,
        )
    else:
        yield Found(
            _ALL_ONE if _is_single(front.deploy) else _BY_ROUTER,
            "X-Forwarded-For",
            next(iter(given("flask_limiter", source, app)), app.place),
            capped([*evidence, *counting]),
        )


def _is_counted_as_one(app: App, deploy: Deploy | None) -> bool:
    """Whether a limiter counts by the address of a proxy that a manifest tells of."""
    proxies = deploy.proxies if deploy else ()
    by_address = any(one.by_address for one in app.extension_state.limiters)
    return by_address and bool(proxies) and not any(one.names_visitor for one in proxies)


def _is_single(deploy: Deploy | None) -> bool:
    """Whether what stands in front is the project's own web server, with one address."""
    return any(one.what in _OF_PROJECT for one in deploy.proxies) if deploy else False


def _is_plain(project: Project, deploy: Deploy | None) -> bool:
    """Whether no proxy that is told of speaks TLS: a compose file names the nginx that a config describes."""
    proxies = deploy.proxies if deploy else ()
    return not _is_over_https(project) and _are_all(proxies, [one for one in proxies if one.plain])


def _by_buildpack(deploy: Deploy | None, project: Project) -> bool:
    """Whether a Procfile that starts gunicorn is all that tells of a proxy."""
    if deploy is None or _is_over_https(project):
        return False
    files = {one.place.path for one in deploy.proxies}
    started = {one.place.path for one in deploy.launches if one.server == "gunicorn"}
    return files == {"Procfile"} and files <= started


def _speaks_uwsgi(project: Project, deploy: Deploy) -> bool:
    """Whether every proxy does; what ends TLS before one that listens without it tells nothing by that."""
    behind_another = _is_over_https(project) and _are_all(
        deploy.proxies, [p for p in deploy.proxies if p.plain]
    )
    return not behind_another and _are_all(deploy.proxies, [p for p in deploy.proxies if p.names_visitor])


def _is_over_https(project: Project) -> bool:
    return (project.url or "").startswith("https:")


def _are_all(proxies: Sequence[Proxy], such: Sequence[Proxy]) -> bool:
    """Whether these are all of them, or the others are named by a compose file, which says no more."""
    names = {one.what for one in such}
    named_alone = [one for one in proxies if (one.place.path or "").endswith((".yml", ".yaml"))]
    return bool(such) and all(one in such or (one in named_alone and one.what in names) for one in proxies)


def _proxies(project: Project, deploy: Deploy | None) -> Iterator[str]:
    for proxy in deploy.proxies if deploy else ():
        yield f"{proxy.what} stands in front ({proxy.place})"
    own = deploy and any(not _OWN_TLS.isdisjoint(launch.options) for launch in deploy.launches)
    if (project.url or "").startswith("https:") and not own:
        yield f"the release is served over https, at {project.url}"


def _server_believes(deploy: Deploy) -> bool:
    """Whether gunicorn, uvicorn or waitress is told to; then Flask sees https without a ProxyFix."""
    options = {option for launch in deploy.launches for option in launch.options}
    named = {variable.name for variable in deploy.variables}
    return not (_BELIEVING.isdisjoint(options) and _BELIEVING_VARIABLES.isdisjoint(named))


def _plain_links(front: _Front) -> Iterator[str]:
    for answer in front.requests.variants:
        location = answer.headers.get("location", "")
        if answer.variant == "forwarded" and location.startswith(f"http://{answer.sent}"):
            yield f"{answer.method} {answer.path}, forwarded from https, redirects to {location}"
    for place in absolute_links(front.app, front.source, front.templates):
        yield f"an absolute link is built at {place}"


@warning
def proxyfix_overtrust(
    requests: Requests, app: App, source: Source | None = None, deploy: Deploy | None = None
) -> Judgement:
    """The app believes more proxies than stand in front of it.

    Each proxy adds a value to X-Forwarded-For, X-Forwarded-Proto and X-Forwarded-Host. Who counts one too
    many reads what the visitor wrote himself: he chooses the address that is logged, limited and blocked, and
    the host that links in mails lead to. Measured by a request with five values each; compared with the
    proxies that the manifests declare. The leftmost value of all is the visitor's, however many proxies there
    are.

    Fix: give ProxyFix exactly the number of proxies in front; a CDN before the load balancer is one more.

    Fault::

        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=2)      # and one nginx in front

    Fine::

        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)
    """
    trusted = requests.trusted
    if trusted is None:
        yield CouldNotLook(_NOT_SEEN)
        return
    believed = {_HEADERS[name]: getattr(trusted, name) for name in _HEADERS}
    if not any(believed.values()):
        yield DoesNotApply("the app believes no proxy")
        return
    any_value = [header for header, hops in believed.items() if hops == "any"]
    if any_value:
        message = f"the leftmost value of {listed(any_value)} is believed, which any visitor can write"
        yield Found(message, any_value[0], _place(app, source))
        return
    if deploy is None or not deploy.proxies:
        yield DoesNotApply("no manifest says how many proxies stand in front")
        return
    hops = {proxy.what: proxy.hops for proxy in deploy.proxies}
    declared = sum(hops.values())
    over = {header: int(number) for header, number in believed.items() if int(number) > declared}
    if over:
        yield Found(
            f"{listed(over)} is believed over {counted(max(over.values()), 'hop')}, "
            f"and the manifests tell of {counted(declared, 'hop')}",
            next(iter(over)),
            _place(app, source),
            tuple(f"{proxy.what}: {proxy.hops} ({proxy.place})" for proxy in deploy.proxies),
        )


def _place(app: App, source: Source | None) -> Place:
    fixes = [place for place in source.proxy_fixes if place.path in app.modules] if source else []
    return fixes[0] if fixes else app.place
