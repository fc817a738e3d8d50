"""What one process keeps, where there are several."""

from typing import Any

import pytest

from releasecheck.facts.boot import DeployedVariable
from releasecheck.facts.extensions import Cache, ExtensionCall, ExtensionState, Limiter
from releasecheck.facts.source import Source
from releasecheck.findings import CouldNotLook, DoesNotApply, Found

from .build import Given, app, ask, at, boot, config, deploy, env_read, launch, source, table

UNKNOWN = CouldNotLook("no deploy manifest says how many workers there will be")
COMPOSE = at("compose.yaml", 4)


def keeping(*launches: Any, known: bool = True, config: Any = (), **state: Any) -> Given:
    """An app with extensions in this state, started like that."""
    return {
        "app": app(extension_state=ExtensionState(**state), config=config),
        "deploy": deploy(launches=launches) if known else None,
    }


WORKERS = launch(workers=4)
REPLICAS = launch(replicas=3, place=COMPOSE)
MEMORY: Given = {"limiters": (Limiter("MemoryStorage"),)}


def made(package: str) -> Source:
    """It is given the app where it is made."""
    return source(extension_calls=[ExtensionCall("made", "it", package, at("app.py", 8))])


def limited(what: str, where: str, place: Any = None) -> Found:
    return Found(
        f"the limiter counts in memory, and {what} each count for themselves",
        "Flask-Limiter",
        place or at("app.py", 1),
        (f"{what} declared at {where}",),
    )


@table(
    {
        "workers": (keeping(launch(), WORKERS, **MEMORY), [limited("4 workers", "Procfile:1")]),
        "instances": (keeping(REPLICAS, **MEMORY), [limited("3 replicas", "compose.yaml:4")]),
        "set in the config": (
            keeping(WORKERS, config=[config("RATELIMIT_STORAGE_URL", "memory://")], **MEMORY),
            [limited("4 workers", "Procfile:1", at("config.py", 4))],
        ),
        "made with the app": (
            {**keeping(WORKERS, **MEMORY), "source": made("flask_limiter")},
            [limited("4 workers", "Procfile:1", at("app.py", 8))],
        ),
        "set in the config, and made with the app": (
            {
                **keeping(WORKERS, config=[config("RATELIMIT_STORAGE_URI", "memory://")], **MEMORY),
                "source": made("flask_limiter"),
            },
            [limited("4 workers", "Procfile:1", at("config.py", 4))],
        ),
        "nobody knows how many": (keeping(launch(), **MEMORY), [UNKNOWN]),
        "no manifests": (keeping(known=False, **MEMORY), [UNKNOWN]),
    }
)
def test_rate_limit_in_memory_faulty(given: Given, says: Any) -> None:
    assert ask("rate-limit-in-memory", given) == says


def reading(name: str, path: str, *, line: int = 11, hit: bool = False, otherwise: str = "REDIS_URL") -> Any:
    """A boot that asked for a variable, where compose.yaml sets one to another value."""
    there = [DeployedVariable(otherwise, "compose.yaml", None)]
    return boot(env_reads=[env_read(name, hit=hit, line=line, path=path)], deployed_otherwise=there)


ELSEWHERE = "{} may choose another store, and is not set here as in compose.yaml; give it with --set"


@table(
    {
        "in the call": (reading("REDIS_URL", "app.py"), True),
        "in another module": (reading("REDIS_URL", "queue.py"), False),
        "of something else": (reading("DATABASE_URL", "app.py", otherwise="DATABASE_URL"), False),
        "that no deploy file sets": (reading("REDIS_URL", "app.py", otherwise="OTHER"), False),
        "that is set here": (reading("REDIS_URL", "app.py", hit=True), False),
    }
)
def test_rate_limit_in_memory_for_want_of_a_variable(given: Any, says: Any) -> None:
    facts = {**keeping(WORKERS, **MEMORY), "source": made("flask_limiter"), "boot": given}
    told = [limited("4 workers", "Procfile:1", at("app.py", 8))]
    assert ask("rate-limit-in-memory", facts) == (
        [CouldNotLook(ELSEWHERE.format("REDIS_URL"))] if says else told
    )


@pytest.mark.parametrize("backend", ["SimpleCache", "NullCache"])
def test_cache_local_or_null_for_want_of_a_variable(backend: str) -> None:
    booted = reading("STORE", "config.py", line=4, otherwise="STORE")
    says = [CouldNotLook(ELSEWHERE.format("STORE"))]
    assert ask("cache-local-or-null", {**caching(backend, WORKERS), "boot": booted}) == says


def test_rate_limit_in_memory_fine() -> None:
    assert ask("rate-limit-in-memory", keeping(launch(workers=1), **MEMORY)) == []


@table(
    {
        "no limiter": (keeping(WORKERS), [DoesNotApply("there is no limiter that counts in memory")]),
        "counts elsewhere": (
            keeping(WORKERS, limiters=(Limiter("RedisStorage"),)),
            [DoesNotApply("there is no limiter that counts in memory")],
        ),
    }
)
def test_rate_limit_in_memory_does_not_apply(given: Given, says: Any) -> None:
    assert ask("rate-limit-in-memory", given) == says


def cached(message: str, *evidence: str) -> Found:
    return Found(message, "CACHE_TYPE", at("config.py", 4), evidence)


def caching(backend: str, *launches: Any, quiet: bool = False, known: bool = True) -> Given:
    caches = (Cache(backend, quiet=quiet),)
    return keeping(*launches, known=known, config=[config("CACHE_TYPE", backend)], caches=caches)


@table(
    {
        "none": (
            caching("NullCache", known=False),
            [cached("the cache is a NullCache: nothing is ever cached")],
        ),
        "one in each worker": (
            caching("SimpleCache", WORKERS),
            [cached("SimpleCache: 4 workers have a cache each", "4 workers declared at Procfile:1")],
        ),
        "one on each machine": (
            caching("FileSystemCache", WORKERS, REPLICAS),
            [
                cached(
                    "FileSystemCache: 3 replicas have a cache each", "3 replicas declared at compose.yaml:4"
                )
            ],
        ),
        "nobody knows how many": (caching("SimpleCache", launch()), [UNKNOWN]),
    }
)
def test_cache_local_or_null_faulty(given: Given, says: Any) -> None:
    assert ask("cache-local-or-null", given) == says


@table(
    {
        "shared": (caching("RedisCache", WORKERS), []),
        "one worker": (caching("SimpleCache", launch(workers=1)), []),
        "files, on one machine": (caching("FileSystemCache", WORKERS), []),
        "no cache is meant": (caching("NullCache", WORKERS, quiet=True), []),
    }
)
def test_cache_local_or_null_fine(given: Given, says: Any) -> None:
    assert ask("cache-local-or-null", given) == says


def test_cache_local_or_null_does_not_apply() -> None:
    says = [DoesNotApply("the app has no Flask-Caching")]
    assert ask("cache-local-or-null", keeping(WORKERS)) == says


@table(
    {
        "workers of gunicorn": (
            keeping(WORKERS, message_queue=True),
            [
                Found(
                    "Flask-SocketIO is served by 4 workers of gunicorn: clients fail to connect",
                    "workers",
                    at("Procfile", 1),
                )
            ],
        ),
        "processes of uWSGI": (
            keeping(launch(server="uwsgi", workers=2, place=at("uwsgi.ini", 2)), message_queue=True),
            [
                Found(
                    "Flask-SocketIO is served by 2 workers of uwsgi: clients fail to connect",
                    "workers",
                    at("uwsgi.ini", 2),
                )
            ],
        ),
        "instances that do not know of each other": (
            keeping(REPLICAS, message_queue=False),
            [
                Found(
                    "3 replicas serve Flask-SocketIO without a message queue: events reach some clients only",
                    "message_queue",
                    COMPOSE,
                    severity="warning",
                )
            ],
        ),
        "nobody knows how many": (keeping(launch(), message_queue=False), [UNKNOWN]),
        "nor of one of two servers": (
            keeping(launch(), launch(server="python"), message_queue=False),
            [UNKNOWN],
        ),
        "no manifest starts it": (keeping(message_queue=False), [UNKNOWN]),
    }
)
def test_socketio_several_workers_faulty(given: Given, says: Any) -> None:
    assert ask("socketio-several-workers", given) == says


@table(
    {
        "one worker": (keeping(launch(workers=1), message_queue=False), []),
        "instances with a queue": (keeping(REPLICAS, message_queue=True), []),
        "uWSGI's one process": (keeping(launch(server="uwsgi"), message_queue=False), []),
        "a program's one process": (keeping(launch(server="python"), message_queue=False), []),
    }
)
def test_socketio_several_workers_fine(given: Given, says: Any) -> None:
    assert ask("socketio-several-workers", given) == says


def test_socketio_several_workers_does_not_apply() -> None:
    says = [DoesNotApply("the app has no Flask-SocketIO")]
    assert ask("socketio-several-workers", keeping(WORKERS)) == says
