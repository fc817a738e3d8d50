"""How the project is deployed, as its manifests say; those made for development and tests are left out."""

from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Literal

from releasecheck.facts.place import Place

Server = Literal[
    "gunicorn", "uwsgi", "waitress", "uvicorn", "hypercorn", "granian", "vercel", "flask", "python"
]  # "vercel" is the platform's own, "flask" is `flask run`, "python" a program that may serve an app itself
# Those whose rules for a target we know.
WSGI_SERVERS: frozenset[Server] = frozenset({"gunicorn", "uwsgi", "waitress"})


@dataclass(frozen=True, slots=True)
class Launch:
    """A server that a manifest starts."""

    server: Server
    target: str | None  # as written, such as "shop:create_app()"; null where none is named
    place: Place
    folder: str = "."  # that it starts in, as written: in a container it may be any path
    workers: int | None = None  # processes declared; null if unknown
    threads: int | None = None  # of each process, declared; null if unknown
    replicas: int | None = None  # instances declared, each with these workers; null if unknown
    options: tuple[str, ...] = ()  # names of the options given, such as "--reload"
    worker_class: str | None = None  # gunicorn's, where it is given
    unquoted: bool = False  # a shell reads the command, and takes the target's parentheses for its own
    modes: tuple[tuple[str, str], ...] = ()  # variables set for it that say how to run: FLASK_ENV
    as_built: bool = False  # by a compose service that builds the image and mounts nothing of this machine
    paths: tuple[str, ...] = ()  # folders of the project that it has on Python's import path
    starts_in: str | None = None  # the project's folder that its image has as the working directory
    developed: bool = False  # by an image that a compose service builds to develop in: the code is mounted
    path_unknown: bool = False  # it has more on that path, or starts in a folder, that a variable names
    undeployed: bool = False  # by an image that nothing in the project is seen to deploy
    command: str | None = None  # "run" or "runserver", by which a program starts Flask's own server
    program: str | None = None  # that does, for the server "flask": "manage.py"
    loopback: str | None = None  # the only address that it listens on, where that is this machine's own


@dataclass(frozen=True, slots=True)
class Variable:
    """An environment variable that a manifest sets."""

    name: str
    place: Place
    shown: str | None = None  # the value; null for a secret, and for a value that comes from elsewhere
    commented: bool = False  # in an example, as a comment: it may be left unset
    holds: Literal["secret", "placeholder"] | None = None  # a secret stands there itself
    backend: str | None = None  # the kind of database that its URL is of: "mysql"
    unless_set: bool = False  # what it holds is only the fallback: `${SECRET_KEY:-changeme}`
    served: bool = False  # by a compose file, to a service that runs its image as a release does


@dataclass(frozen=True, slots=True)
class Step:
    """A command of the project that a deploy file runs, besides its server."""

    program: str  # "flask", or the file or module that Python runs: "manage.py"
    words: tuple[str, ...]  # the first ones that follow and are no options: "create-admin"
    place: Place
    entry: bool = False  # of the script that an image has as its ENTRYPOINT


# Of a compose file: the app's code is mounted into its service, or that starts Flask's own server.
Doubt = Literal["code", "server"]


@dataclass(frozen=True, slots=True)
class Published:
    """A port of a database, a cache or a queue that a compose file opens on every address of the host."""

    service: str
    port: str  # as written: "5432:5432"
    place: Place
    doubt: Doubt | None = None  # whether it runs a release


@dataclass(frozen=True, slots=True)
class StorePassword:
    """How a compose file has one of its databases or queues ask for a password; which one stays there."""

    service: str
    variable: str  # that says so: "POSTGRES_PASSWORD"
    place: Place
    how: Literal["written", "guessable", "none"]  # a constant, one anybody would try, or none
    doubt: Doubt | None = None  # likewise


@dataclass(frozen=True, slots=True)
class FleetingStore:
    """A database of a compose file whose rows are in no volume that has a name or a folder."""

    service: str
    image: str  # as written: "postgres:17"
    place: Place
    doubt: Doubt | None = None  # likewise


@dataclass(frozen=True, slots=True)
class Mount:
    """What a compose file puts into a container of the project's own."""

    service: str
    source: str  # as written; "" for a volume without a name
    target: str  # its path in the container
    place: Place


@dataclass(frozen=True, slots=True)
class FileMount:
    """A file of the project that a compose file puts into a container, where no script names the file."""

    service: str
    path: str  # relative to the project
    target: str  # its path in the container
    place: Place


@dataclass(frozen=True, slots=True)
class RunFile:
    """A file of the project that a container runs by itself, for which it has to be executable."""

    path: str  # relative to the project
    target: str  # its path in the container
    place: Place  # of the instruction
    instruction: str  # "ENTRYPOINT" or "CMD"
    readied: bool = False  # the image may make it executable
    mounted: Place | None = None  # where a compose file puts this machine's over that of the image


@dataclass(frozen=True, slots=True)
class NewDisk:
    """A service of a platform's file, or of a compose file, that has no disk which outlives a deploy."""

    place: Place
    builds: str | None = None  # the Dockerfile of a compose service


@dataclass(frozen=True, slots=True)
class SetTwice:
    """A setting of gunicorn's config that has one constant, and another further down."""

    name: str
    place: Place  # the last
    earlier: Place


@dataclass(frozen=True, slots=True)
class EnvFile:
    """A file of variables that a manifest has loaded into the environment."""

    path: str  # relative to the project where it is inside
    place: Place
    variables: tuple[Variable, ...] | None = None  # never with a value; null where the file is not here


@dataclass(frozen=True, slots=True)
class HealthCheck:
    """A request by which a platform asks whether the app is well."""

    path: str  # with its query, if it has one
    place: Place
    host: str | None = None  # the Host header, where the manifest tells it
    scheme: str = "http"
    kind: Literal["liveness", "readiness", "startup", "health"] = "health"
    port: int | None = None  # null where none is given, or by a name
    context: str = "."  # folder of the project that what is asked is built from


@dataclass(frozen=True, slots=True)
class Proxy:
    """Evidence that a proxy stands in front of the app."""

    what: str  # "nginx", "ingress", "fly.io", ...
    hops: int  # proxies that this one evidence tells of
    place: Place
    headers: tuple[str, ...] = ()  # that it is seen to set, in lower case: "x-forwarded-proto"
    plain: bool = False  # it is seen to listen without TLS, and tells of none in front of it
    names_visitor: bool = False  # by uwsgi's protocol, in which the app gets the visitor's address
    adds: dict[str, str] = field(default_factory=dict)  # lower-case header -> value, on all that it passes on


@dataclass(frozen=True, slots=True)
class Bypass:
    """A port of the app's server, opened by a compose file beside the nginx that passes requests on to it."""

    service: str
    port: str  # as written: "8000:8000"
    place: Place
    proxy: Proxy


WhyLacking = Literal["nowhere", "gitignore", "dockerignore"]


@dataclass(frozen=True, slots=True)
class Lacking:
    """A file that a Dockerfile asks for, and that a build from a clean checkout does not have."""

    path: str  # as written, from the build's context or in the image
    why: WhyLacking
    instruction: str  # "COPY", "RUN", "CMD", ...
    place: Place


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Modules, templates, styles and scripts of the project that no COPY of a Dockerfile takes in."""

    paths: tuple[str, ...]
    place: Place  # its last COPY


@dataclass(frozen=True, slots=True)
class Image:
    """A container image that the project builds: the last stage of its Dockerfile."""

    place: Place  # its last FROM
    base: str  # what that names
    copies_all: Place | None = None  # a `COPY .` of the whole context, where there is one
    ignored: tuple[str, ...] | None = None  # patterns of its .dockerignore; null where it has none
    takes_in: tuple[str, ...] = ()  # of .env, .git, databases and keys that are here, those not ignored
    lacks: tuple[Lacking, ...] = ()
    flaskenv: bool = False  # the `.flaskenv` beside it goes along, which `flask run` reads
    taken_over: Place | None = None  # a `COPY --from` by which it gets what an earlier stage copied
    lets_env_in: bool = False  # a `.env` there would go along: git ignores it, and no pattern keeps it out
    left_out: LeftOut | None = None  # null too where it is not known what the image has, or it is mounted


@dataclass(frozen=True, slots=True)
class UnreadProcess:
    """A line of a Procfile that starts a server and declares no process, which every reader passes over."""

    place: Place
    process: str | None  # the name that only lacks its colon


@dataclass(frozen=True, slots=True)
class LackingScript:
    """A name that a file for mod_wsgi lacks, or imports from a file of the project that lacks it."""

    place: Place  # the import's; of the whole file where it has no such name itself
    name: str
    module: str | None = None  # path of the file that it would be imported from


@dataclass(frozen=True, slots=True)
class Deploy:
    """Everything that the deploy manifests declare."""

    files: tuple[str, ...] = ()  # the manifests that declare something
    launches: tuple[Launch, ...] = ()
    variables: tuple[Variable, ...] = ()
    env_files: tuple[EnvFile, ...] = ()
    health_checks: tuple[HealthCheck, ...] = ()
    proxies: tuple[Proxy, ...] = ()
    images: tuple[Image, ...] = ()
    documented: tuple[Variable, ...] = ()  # in .env.example and its like
    dotenv: tuple[Variable, ...] = ()  # in .env and .flaskenv, which git may track or not
    near_in_production: tuple[Variable, ...] = ()  # of `.env.production`: URLs of servers on this machine
    told_dotenv: Place | None = None  # README speaks of a `.env` there, and of nothing that loads it
    mentioned: tuple[str, ...] = ()  # words of the README that look like a variable's name
    named_by: dict[str, tuple[str, ...]] = field(default_factory=dict)  # server -> files that install it
    steps: tuple[Step, ...] = ()
    unread: tuple[UnreadProcess, ...] = ()
    flask_settings: tuple[Variable, ...] = ()  # FLASK_APP and FLASK_DEBUG of .flaskenv and .env
    published: tuple[Published, ...] = ()  # where the same file runs an app as a release does
    fleeting: tuple[FleetingStore, ...] = ()  # likewise
    store_passwords: tuple[StorePassword, ...] = ()  # likewise
    neighbours: tuple[Launch, ...] = ()  # that start the app of another service, in `starts_in`
    lacking_scripts: tuple[LackingScript, ...] = ()
    mounts: tuple[Mount, ...] = ()
    file_mounts: tuple[FileMount, ...] = ()
    set_twice: tuple[SetTwice, ...] = ()
    bypasses: tuple[Bypass, ...] = ()
    small_bodies: tuple[Proxy, ...] = ()  # nginx that lets in 1 MB: no deploy file sets client_max_body_size
    run_files: tuple[RunFile, ...] = ()
    new_disks: tuple[NewDisk, ...] = ()
    shut_in: tuple[Launch, ...] = ()  # those that only the loopback of their own container leads to

    @property
    def server_without_flaskenv(self) -> Launch | None:
        """The server that starts the release, where nothing does that would read `.flaskenv`."""
        if any(PurePosixPath(one.path).name == ".flaskenv" for one in self.env_files):  # a manifest reads it
            return None
        servers = [one for one in self.launches if not one.undeployed] or self.launches
        return servers[0] if servers and all(one.server in WSGI_SERVERS for one in servers) else None
