"""What extensions keep in one process, where the deployment has several."""

import re

from releasecheck.facts import Place
from releasecheck.facts.app import App
from releasecheck.facts.boot import Boot, DeployedVariable
from releasecheck.facts.deploy import Deploy
from releasecheck.facts.source import Source
from releasecheck.findings import CouldNotLook, DoesNotApply, Found, Judgement, error, warning

from ..derived.config.configured import set_at, value_of
from ..derived.config.surroundings import read_for
from ..derived.deploy.processes import (
    UNKNOWN,
    Several,
    is_unknown,
    several_machines,
    several_processes,
    several_workers,
)
from ..derived.structure.extensions import calls_of, given

_IN_PROCESS = frozenset({"SimpleCache"})
_ON_DISK = frozenset({"FileSystemCache"})
_ANY_WORKER = frozenset({"gunicorn", "uwsgi"})  # may get each request of one visitor
_ONE_PROCESS = frozenset({"uwsgi", "waitress", "flask", "python"})  # by default
_LIMITER = ("RATELIMIT_STORAGE_URI", "RATELIMIT_STORAGE_URL")
_STORE = re.compile(r"REDIS|MEMCACHE|CACHE|LIMIT|STORAGE", re.IGNORECASE)


@warning
def rate_limit_in_memory(
    app: App, deploy: Deploy | None = None, source: Source | None = None, boot: Boot | None = None
) -> Judgement:
    """Flask-Limiter counts in the memory of each worker.

    With four workers everybody may do four times as much, a login can be tried four times as often, and each
    restart begins at zero. Seen on the storage of the live limiter, and in the deploy manifests, which start
    more than one process.

    Fix: keep the counts where all workers see them: `RATELIMIT_STORAGE_URI = "redis://..."`.

    Fault::

        limiter = Limiter(get_remote_address, app=app)      # gunicorn --workers 4

    Fine::

        limiter = Limiter(get_remote_address, app=app, storage_uri=os.environ["REDIS_URL"])
    """
    if not any(one.storage == "MemoryStorage" for one in app.extension_state.limiters):
        yield DoesNotApply("there is no limiter that counts in memory")
        return
    several = several_processes(deploy) if deploy else None
    if several and (elsewhere := _given_there(app, source, boot, "flask_limiter", *_LIMITER)):
        yield CouldNotLook(_unset_here(elsewhere))
    elif several:
        yield Found(
            f"the limiter counts in memory, and {several.what} each count for themselves",
            subject="Flask-Limiter",
            place=_place(app, source, "flask_limiter", *_LIMITER),
            evidence=(_declared(several),),
        )
    elif is_unknown(deploy):
        yield CouldNotLook(UNKNOWN)


@warning
def cache_local_or_null(
    app: App, deploy: Deploy | None = None, source: Source | None = None, boot: Boot | None = None
) -> Judgement:
    """The cache keeps nothing, or each process keeps its own.

    Flask-Caching without a `CACHE_TYPE` stores nothing: every `@cache.cached` view is computed each time. A
    SimpleCache lives in one process: with several workers a `cache.delete` reaches one of them, and visitors
    see old and new pages by turns. A cache in files is shared by the workers of one machine, not by several
    machines. A NullCache with `CACHE_NO_NULL_WARNING` is meant.

    Fix: `CACHE_TYPE = "RedisCache"` with `CACHE_REDIS_URL`.

    Fault::

        CACHE_TYPE = "SimpleCache"           # gunicorn --workers 4

    Fine::

        CACHE_TYPE = "RedisCache"
    """
    caches = {one.backend: one for one in app.extension_state.caches}
    if not caches:
        yield DoesNotApply("the app has no Flask-Caching")
    elsewhere = _given_there(app, source, boot, "flask_caching", "CACHE_TYPE")
    for backend, cache in caches.items():
        if backend == "NullCache":
            if elsewhere:
                yield CouldNotLook(_unset_here(elsewhere))
            elif not cache.quiet:
                yield _cache(app, source, "the cache is a NullCache: nothing is ever cached", None)
        elif backend in _IN_PROCESS | _ON_DISK:
            several = _apart(backend, deploy)
            if several and elsewhere:
                yield CouldNotLook(_unset_here(elsewhere))
            elif several:
                yield _cache(app, source, f"{backend}: {several.what} have a cache each", several)
            elif is_unknown(deploy):
                yield CouldNotLook(UNKNOWN)


def _apart(backend: str, deploy: Deploy | None) -> Several | None:
    """What keeps caches apart from each other."""
    if deploy is None:
        return None
    return several_processes(deploy) if backend in _IN_PROCESS else several_machines(deploy)


def _cache(app: App, source: Source | None, message: str, several: Several | None) -> Found:
    evidence = (_declared(several),) if several else ()
    place = _place(app, source, "flask_caching", "CACHE_TYPE")
    return Found(message, subject="CACHE_TYPE", place=place, evidence=evidence)


@error
def socketio_several_workers(app: App, deploy: Deploy | None = None) -> Judgement:
    """Flask-SocketIO is served by several workers of gunicorn or uWSGI.

    A Socket.IO connection begins with several requests that have to reach the same process, and either server
    hands each to any worker: clients get 400 "Invalid session" and connect again and again, more often the
    more workers there are. Several instances of one worker each are fine behind a balancer with sticky
    sessions, and need a message queue, without which an event reaches only the clients of one instance: a
    warning.

    Fix: start gunicorn with `--workers 1` (and more threads), uWSGI with `processes = 1`; for more, several
    instances with sticky sessions and `SocketIO(message_queue=...)`.

    Fault::

        web: gunicorn --workers 4 shop:app   # Procfile

    Fine::

        web: gunicorn --workers 1 --threads 100 shop:app
    """
    queue = app.extension_state.message_queue
    if queue is None:
        yield DoesNotApply("the app has no Flask-SocketIO")
        return
    workers = several_workers(deploy) if deploy else None
    machines = several_machines(deploy) if deploy else None
    if workers and workers.launch.server in _ANY_WORKER:
        yield Found(
            f"Flask-SocketIO is served by {workers.what} of {workers.launch.server}: clients fail to connect",
            subject="workers",
            place=workers.place,
        )
    elif machines and not queue:
        yield Found(
            f"{machines.what} serve Flask-SocketIO without a message queue: events reach some clients only",
            subject="message_queue",
            place=machines.place,
            severity="warning",
        )
    elif is_unknown(deploy) and not _has_one_by_default(deploy):
        yield CouldNotLook(UNKNOWN)


def _has_one_by_default(deploy: Deploy | None) -> bool:
    """Whether only servers start the app that are one process where nothing asks for more."""
    launches = deploy.launches if deploy else ()
    return bool(launches) and all(one.server in _ONE_PROCESS for one in launches)


def _place(app: App, source: Source | None, package: str, *keys: str) -> Place:
    """The line that set one of these keys, else the first that gives the extension the app."""
    key = next((key for key in keys if value_of(app, key)), keys[0])
    return set_at(app, key) or next(iter(given(package, source, app)), app.place)


def _given_there(
    app: App, source: Source | None, boot: Boot | None, package: str, *keys: str
) -> DeployedVariable | None:
    """A variable that may choose another store: a deploy file sets it, and here it is not set."""
    if boot is None:
        return None
    values = filter(None, (value_of(app, key) for key in keys))
    names = {read.name for value in values if (read := read_for(value, boot))}
    modules = {call.path for call in calls_of(package, source, app)}
    beside = (read for read in boot.env_reads if read.place.path in modules and not read.hit)
    names.update(read.name for read in beside if _STORE.search(read.name))
    return next((one for one in boot.deployed_otherwise if one.name in names), None)


def _unset_here(one: DeployedVariable) -> str:
    return f"{one.name} may choose another store, and is not set here as in {one.file}; give it with --set"


def _declared(several: Several) -> str:
    return f"{several.what} declared at {several.place}"
