"""What deploy files do beside starting the app."""

from dataclasses import replace
from typing import Any

from releasecheck.facts.deploy import Bypass, FleetingStore, Image, Proxy, Published, Step, StorePassword
from releasecheck.findings import DoesNotApply, Found

from .build import Given, ask, at, deploy, launch, table

MIGRATION, PORT = "migration-made-at-start", "store-port-published"
SERVING = launch(place=at("start.sh", 4))


def step(*words: str, path: str = "start.sh", program: str = "flask") -> Step:
    return Step(program, words, at(path, 2))


def starting(*steps: Step, **fields: Any) -> Given:
    return {"deploy": deploy(**{"launches": [SERVING], "steps": steps, **fields})}


def makes(command: str) -> list[Found]:
    return [Found(f"`{command}` writes a migration that nobody has read", command, at("start.sh", 2))]


@table(
    {
        "before the server": (starting(step("db", "migrate")), makes("flask db migrate")),
        "a bare revision": (starting(step("db", "revision")), makes("flask db revision")),
        "by a program": (
            starting(step("db", "migrate", program="manage.py")),
            makes("manage.py db migrate"),
        ),
        "in the script by which an image begins": (
            starting(replace(step("db", "migrate"), entry=True), step("db", "migrate"), launches=[]),
            makes("flask db migrate"),
        ),
    }
)
def test_migration_made_at_start_faulty(given: Given, says: list[Found]) -> None:
    assert ask(MIGRATION, given) == says


@table(
    {
        "an upgrade": (starting(step("db", "upgrade")), []),
        "Django's": (starting(step("migrate", program="manage.py")), []),
        "in a script that starts nothing": (starting(step("db", "migrate", path="make_migration.sh")), []),
        "in a compose file": (
            starting(
                step("db", "migrate", path="compose.yaml"), launches=[launch(place=at("compose.yaml", 5))]
            ),
            [],
        ),
    }
)
def test_migration_made_at_start_fine(given: Given, says: list[Found]) -> None:
    assert ask(MIGRATION, given) == says


@table(
    {
        "only the development server": (
            starting(step("db", "migrate"), launches=[launch(server="flask", place=at("start.sh", 3))]),
            [DoesNotApply("no deploy file starts a server made for production")],
        )
    }
)
def test_migration_made_at_start_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask(MIGRATION, given) == says


def asks(how: Any, service: str = "db") -> StorePassword:
    return StorePassword(service, "POSTGRES_PASSWORD", at("compose.yaml", 5), how)


def port(service: str = "db", written: str = "5432:5432", line: int = 7) -> Published:
    return Published(service, written, at("compose.yaml", line))


@table(
    {
        "one": (
            starting(published=[port()]),
            [
                Found(
                    "the port of db is open on every address of the host",
                    "db",
                    at("compose.yaml", 7),
                    ("db (5432:5432) at compose.yaml:7",),
                )
            ],
        ),
        "whose password stands beside it": (
            starting(published=[port()], store_passwords=[asks("written"), asks("written", "cache")]),
            [
                Found(
                    "the port of db is open on every address of the host, and the password of db stands in "
                    "the same file",
                    "db",
                    at("compose.yaml", 7),
                    ("db (5432:5432) at compose.yaml:7", "POSTGRES_PASSWORD at compose.yaml:5"),
                )
            ],
        ),
        "the worst of two passwords": (
            starting(
                published=[port(), port("queue")],
                store_passwords=[asks("written"), asks("guessable", "queue")],
            ),
            [
                Found(
                    "the ports of db and queue are open on every address of the host, and queue has a "
                    "password that anybody would try",
                    "db",
                    at("compose.yaml", 7),
                    (
                        "db (5432:5432) at compose.yaml:7",
                        "queue (5432:5432) at compose.yaml:7",
                        "POSTGRES_PASSWORD at compose.yaml:5",
                    ),
                )
            ],
        ),
        "several are one finding": (
            starting(published=[port(), port("cache", "6379:6379", 12)]),
            [
                Found(
                    "the ports of db and cache are open on every address of the host",
                    "db",
                    at("compose.yaml", 7),
                    ("db (5432:5432) at compose.yaml:7", "cache (6379:6379) at compose.yaml:12"),
                )
            ],
        ),
    }
)
def test_store_port_published_faulty(given: Given, says: list[Found]) -> None:
    assert ask(PORT, given) == says


def test_store_port_published_fine() -> None:
    assert ask(PORT, starting()) == []


@table(
    {
        "nothing starts the app": (
            starting(launches=[], published=[port()]),
            [DoesNotApply("no deploy file starts the app")],
        ),
        "a platform does": (
            starting(launches=[launch(place=at("api/Procfile", 1))], published=[port()]),
            [DoesNotApply("a platform runs the app, not a compose file")],
        ),
    }
)
def test_store_port_published_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask(PORT, given) == says


BYPASSED = "proxy-bypassed"


def bypass(**fields: Any) -> Bypass:
    return Bypass("web", "8000:8000", at("compose.yaml", 4), Proxy("nginx", 1, at("nginx.conf", 8), **fields))


def bypassed(**fields: Any) -> Found:
    return Found(
        "web is open on every address of the host (8000:8000), past the nginx in front of it",
        "web",
        at("compose.yaml", 4),
        ("nginx passes requests on to it at nginx.conf:8",),
        **fields,
    )


@table(
    {
        "past TLS": (starting(bypasses=[bypass()]), [bypassed()]),
        "without TLS": (starting(bypasses=[bypass(plain=True)]), [bypassed(severity="info")]),
    }
)
def test_proxy_bypassed_faulty(given: Given, says: list[Found]) -> None:
    assert ask(BYPASSED, given) == says


def test_proxy_bypassed_fine() -> None:
    assert ask(BYPASSED, starting()) == []


def test_proxy_bypassed_does_not_apply() -> None:
    given = starting(launches=[launch(place=at("Procfile", 1))], bypasses=[bypass()])
    assert ask(BYPASSED, given) == [DoesNotApply("a platform runs the app, not a compose file")]


VOLUME = "store-without-volume"
FLEETING = FleetingStore("db", "postgres:17", at("compose.yaml", 5))


def test_store_without_volume_faulty() -> None:
    said = "db (postgres:17) keeps its rows in no volume: `docker compose down` takes them"
    assert ask(VOLUME, starting(fleeting=[FLEETING])) == [Found(said, "db", at("compose.yaml", 5))]


def test_stores_beside_code_that_is_mounted() -> None:
    given = starting(
        fleeting=[replace(FLEETING, doubt="code")],
        published=[Published("db", "5432:5432", at("compose.yaml", 7), doubt="code")],
    )
    written = "the app's code is mounted into its service there, as while one writes it"
    kept, opened = ask(VOLUME, given)[0], ask(PORT, given)[0]
    assert isinstance(kept, Found)
    assert isinstance(opened, Found)
    assert (kept.severity, kept.evidence) == ("info", (written,))
    assert (opened.severity, opened.evidence) == ("info", ("db (5432:5432) at compose.yaml:7", written))


def test_stores_beside_the_own_server() -> None:
    (kept,) = ask(VOLUME, starting(fleeting=[replace(FLEETING, doubt="server")]))
    assert isinstance(kept, Found)
    written = "the app's service there starts Flask's own server, as while one writes it"
    assert (kept.severity, kept.evidence) == ("info", (written,))


def test_store_without_volume_fine() -> None:
    assert ask(VOLUME, starting()) == []


@table(
    {
        "nothing starts the app": (
            starting(launches=[], fleeting=[FLEETING]),
            [DoesNotApply("no deploy file starts the app")],
        ),
        "a platform does": (
            starting(launches=[launch(place=at("api/Procfile", 1))], fleeting=[FLEETING]),
            [DoesNotApply("a platform runs the app, not a compose file")],
        ),
    }
)
def test_store_without_volume_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask(VOLUME, given) == says


SHUT_IN = launch(place=at("Dockerfile", 6), loopback="127.0.0.1:8000")


@table(
    {
        "on the loopback of the container": (
            {"deploy": deploy(images=[Image(at("Dockerfile", 1), "python")], shut_in=[SHUT_IN])},
            [
                Found(
                    "gunicorn listens on 127.0.0.1:8000 of its container, where nobody outside reaches it",
                    "gunicorn",
                    at("Dockerfile", 6),
                )
            ],
        ),
    }
)
def test_server_on_loopback_faulty(given: Given, says: list[Any]) -> None:
    assert ask("server-on-loopback", given) == says


@table(
    {
        "on all": ({"deploy": deploy(images=[Image(at("Dockerfile", 1), "python")])}, []),
    }
)
def test_server_on_loopback_fine(given: Given, says: list[Any]) -> None:
    assert ask("server-on-loopback", given) == says


@table(
    {
        "no image": ({"deploy": deploy()}, [DoesNotApply("no image is built")]),
    }
)
def test_server_on_loopback_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask("server-on-loopback", given) == says
