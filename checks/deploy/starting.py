"""What the deploy files do beside starting the app."""

import re

from releasecheck.facts.deploy import WSGI_SERVERS, Deploy, Doubt
from releasecheck.findings import DoesNotApply, Found, Judgement, warning

from ..derived.deploy.deployment import is_compose
from ..derived.wording import capped, counted, listed

_MAKES = frozenset({("db", "migrate"), ("db", "revision")})
# Files by which a platform runs the app: what a compose file opens beside them is for developers.
_PLATFORMS = re.compile(
    r"(.*/)?(Procfile|(render|app|apprunner)\.ya?ml|heroku\.yml|fly\.toml|nixpacks\.toml|railway\.\w+|"
    r"(vercel|app)\.json)"
)

_WHILE_WRITTEN: dict[Doubt, str] = {
    "code": "the app's code is mounted into its service there",
    "server": "the app's service there starts Flask's own server",
}
_LETS_IN = {
    "none": "and {} asks for no password",
    "guessable": "and {} has a password that anybody would try",
    "written": "and the password of {} stands in the same file",
}


@warning
def migration_made_at_start(deploy: Deploy) -> Judgement:
    """A deploy file makes a migration of its own each time it starts the app.

    `flask db migrate` compares the models with the database of the release and writes a migration that nobody
    has read: it drops the columns and tables that it does not know, and takes a renamed column for a dropped
    and a new one. The file is gone with the container, so that the next one does not find the revision that
    the database stands at. Told where the same file starts a server made for production, or is the script
    that an image has as its ENTRYPOINT, whichever server that goes on with; compose files, which as often
    serve development, are left out.

    Fix: make migrations where you develop, read and commit them, and only `flask db upgrade` in a release.

    Fault::

        flask db migrate && flask db upgrade && gunicorn shop:app

    Fine::

        flask db upgrade && gunicorn shop:app
    """
    serving = {one.place.path for one in deploy.launches if one.server in WSGI_SERVERS}
    if not (serving or any(step.entry for step in deploy.steps)):
        yield DoesNotApply("no deploy file starts a server made for production")
    making = [step for step in deploy.steps if step.words in _MAKES]
    for place in dict.fromkeys(step.place for step in making if step.entry or step.place.path in serving):
        step = next(step for step in making if step.place == place)
        if not is_compose(place):
            command = " ".join((step.program, *step.words))
            yield Found(f"`{command}` writes a migration that nobody has read", command, place)


@warning
def store_port_published(deploy: Deploy) -> Judgement:
    """A compose file that runs the release opens a database, a cache or a queue to the whole network.

    `"5432:5432"` listens on every address of the host, and Docker puts that past the host's own firewall: who
    finds the port has as many tries at the password as he wants, and Redis has none by itself; nobody needs
    a second try where the password is a constant of the same file (`POSTGRES_PASSWORD=postgres`). The app
    reaches the service by its name without it. Not told: ports on 127.0.0.1, compose files whose services
    are for development (by their name or a switch), and those beside a file by which a platform runs the app
    (Procfile, render.yaml, ...). For information where the code is mounted into the app's service, or
    where that starts Flask's own server and nothing starts another, as while one writes it.

    Fix: leave `ports` out, or bind them to this machine: `"127.0.0.1:5432:5432"`.

    Fault::

        db:
          image: postgres:16
          ports: ["5432:5432"]

    Fine::

        db:
          image: postgres:16
    """
    if reason := _is_no_release(deploy):
        yield DoesNotApply(reason)
    elif deploy.published:
        first = deploy.published[0]
        ports = [f"{one.service} ({one.port}) at {one.place}" for one in deploy.published]
        names = list(dict.fromkeys(one.service for one in deploy.published))
        whose = listed(names) if len(names) < 4 else counted(len(names), "service")
        by_password = {one.how: one for one in deploy.store_passwords if one.service in names}
        worst = by_password.get("none") or by_password.get("guessable") or by_password.get("written")
        yield Found(
            f"{'the ports' if len(ports) > 1 else 'the port'} of {whose} "
            f"{'are' if len(ports) > 1 else 'is'} open on every address of the host"
            + (f", {_LETS_IN[worst.how].format(worst.service)}" if worst else ""),
            first.service,
            first.place,
            (
                *capped(ports),
                *([f"{worst.variable} at {worst.place}"] if worst else []),
                *_as_written(first.doubt),
            ),
            severity="info" if first.doubt else None,
        )


@warning
def proxy_bypassed(deploy: Deploy) -> Judgement:
    """A compose file opens the app's own server to the whole network, beside the nginx in front of it.

    `"8000:8000"` listens on every address of the host, past the host's own firewall: whoever asks there
    comes without TLS, without what nginx limits or refuses, and with whatever X-Forwarded-For he likes, which
    a ProxyFix then believes. nginx reaches the service by its name without it. Where the nginx file is seen
    to listen without TLS alone it is for information. Left alone are the compose files that
    store-port-published leaves alone.

    Fix: leave `ports` of the app's service out, or bind them to this machine: `"127.0.0.1:8000:8000"`.

    Fault::

        web:
          build: .
          ports: ["8000:8000"]
        nginx:
          image: nginx
          ports: ["443:443"]

    Fine::

        web:
          build: .
        nginx:
          image: nginx
          ports: ["443:443"]
    """
    if reason := _is_no_release(deploy):
        yield DoesNotApply(reason)
        return
    for one in deploy.bypasses:
        yield Found(
            f"{one.service} is open on every address of the host ({one.port}), past the nginx in front of it",
            one.service,
            one.place,
            (f"nginx passes requests on to it at {one.proxy.place}",),
            severity="info" if one.proxy.plain else None,
        )


@warning
def store_without_volume(deploy: Deploy) -> Judgement:
    """A compose file that runs the release keeps a database in no volume: its rows go with the container.

    `docker compose down`, with which many a deployment begins, takes the container away, and the next `up`
    starts an empty database: what the image keeps in a volume without a name nobody finds again. Told of
    databases (PostgreSQL, MySQL, MariaDB, MongoDB, ...) and not of caches; scripts that are mounted into
    `/docker-entrypoint-initdb.d` keep nothing. Left alone are the compose files that store-port-published
    leaves alone.

    Fix: `volumes: ["rows:/var/lib/postgresql/data"]` at the service, `volumes: {rows: }` at the file's end.

    Fault::

        db:
          image: postgres:16

    Fine::

        db:
          image: postgres:16
          volumes: ["rows:/var/lib/postgresql/data"]
    """
    if reason := _is_no_release(deploy):
        yield DoesNotApply(reason)
        return
    for one in deploy.fleeting:
        yield Found(
            f"{one.service} ({one.image}) keeps its rows in no volume: `docker compose down` takes them",
            one.service,
            one.place,
            _as_written(one.doubt),
            severity="info" if one.doubt else None,
        )


def _as_written(doubt: Doubt | None) -> tuple[str, ...]:
    return (f"{_WHILE_WRITTEN[doubt]}, as while one writes it",) if doubt else ()


def _is_no_release(deploy: Deploy) -> str | None:
    """Why a compose file is not what runs the release, if it is not."""
    if not deploy.launches:
        return "no deploy file starts the app"
    if any(_PLATFORMS.fullmatch(one.place.path or "") for one in deploy.launches):
        return "a platform runs the app, not a compose file"
    return None


@warning
def server_on_loopback(deploy: Deploy) -> Judgement:
    """A container's server listens on 127.0.0.1, and nobody outside the container reaches it.

    The loopback of a container is its own: `ports: ["5000:5000"]` leads to its other address, where nothing
    listens, and so does every health check of the platform. Told of a server that a Dockerfile starts, or the
    supervisord that it starts, where no deploy file speaks of anything that passes requests on beside it
    (nginx, Caddy, Envoy, a tunnel, the host's own network).

    Fix: listen on every address of the container: `--bind 0.0.0.0:8000`.

    Fault::

        CMD ["gunicorn", "--bind", "127.0.0.1:8000", "shop:app"]

    Fine::

        CMD ["gunicorn", "--bind", "0.0.0.0:8000", "shop:app"]
    """
    if not deploy.images:
        yield DoesNotApply("no image is built")
    for launch in deploy.shut_in:
        yield Found(
            f"{launch.server} listens on {launch.loopback} of its container, where nobody outside reaches it",
            subject=launch.server,
            place=launch.place,
        )
