"""What the suite shares: with the outside, with the release, and among its own tests."""

import re
from collections.abc import Iterator, Sequence

from releasecheck.facts import Place
from releasecheck.facts.app import App
from releasecheck.facts.boot import Boot, EnvRead
from releasecheck.facts.runs import Tests
from releasecheck.facts.source import Source
from releasecheck.facts.suite import Disorder, Reached, SharedDatabase
from releasecheck.findings import DoesNotApply, Found, Judgement, error, info, warning

from ..derived.config.configured import place_of
from ..derived.wording import capped, counted, listed

# Such variables choose the config of the tests, as they should.
_SWITCHES = re.compile(r"TEST|DEBUG|CONFIG|SETTINGS|(^|_)ENV(IRONMENT)?$|^PYTEST|^PYTHON|^COVERAGE")
_NO_ENGINE_AT_IMPORT = (
    "Take the address from a variable that the tests set before they import the module, or make the engine "
    "in a function that is given it."
)
_BY_ITS_NAME = (
    "Take the path from the config or from a variable, and have the tests name a file of their own "
    "(`tmp_path`)."
)
_OF_THEIR_OWN = (
    "Where that database holds more than tests put there, give them a config of their own: "
    '`create_app({"SQLALCHEMY_DATABASE_URI": "sqlite://"})`.'
)
_NO_TESTS = "the project has no tests"


@error
def tests_touch_production(tests: Tests, app: App | None = None, boot: Boot | None = None) -> Judgement:  # noqa: PT028 - no test
    """The tests write to the release's own database, or talk to servers on the internet.

    A suite creates, changes and deletes; run once with the wrong environment it does so to real data, and
    each test that calls a real service costs money, sends real messages and fails when that service does.
    Seen while the tests ran: a statement that writes, in an app whose `SQLALCHEMY_DATABASE_URI` equals the
    one that the release was booted with, or whose engine does, because Flask-SQLAlchemy made it in `init_app`
    and a fixture changes the config only then; one that writes where an engine does which a module of the app
    makes for itself (`engine = create_engine(...)`); a SQLite file of the project that the suite changed and
    that a module of the app opens by its name (`sqlite3.connect("shop.db")`); and connections that leave this
    machine and its network, but for those that import-time-network tells. A remote database is an error; a
    file or a server of this machine that the code itself names, and calls of other servers, are warnings. A
    database that the environment names on this machine or its network may be made for the tests: that is only
    information, or a warning where the import of a file of tests empties it (`db.drop_all()` outside of any
    test), for which it is enough that pytest collects the file.

    Fix: give the tests a config of their own (`create_app({"SQLALCHEMY_DATABASE_URI": "sqlite://"})`), and
    replace calls of other servers (responses, respx, `monkeypatch`).

    Fault::

        @pytest.fixture
        def client():
            return app.test_client()          # app: sqlite:///shop.db, as in production

    Fine::

        @pytest.fixture
        def client():
            return create_app({"SQLALCHEMY_DATABASE_URI": "sqlite://"}).test_client()
    """
    if tests.outcome == "none-found":
        yield DoesNotApply(_NO_TESTS)
    if tests.shared_database:
        yield from _shared(tests.shared_database, app)
    at_import = {(one.place.path, one.place.line) for one in boot.events} if boot else set()
    reached = [one for one in tests.reached if (one.place.path, one.place.line) not in at_import]
    if reached:
        yield _reached(reached)


def _reached(servers: Sequence[Reached]) -> Found:
    first = servers[0]
    return Found(
        f"the tests connect to {listed(one.server for one in servers)}",
        first.server,
        first.place,
        capped([f"{one.server} in {one.node or 'a module that is imported'}" for one in servers]),
        severity="warning",
    )


def _shared(database: SharedDatabase, app: App | None) -> Iterator[Found]:
    """A database at hand that the environment names may be made for the tests: a look is worth it."""
    if database.reach != "far" and database.variables:
        yield _named(database, f"the database that {listed(database.variables)} names", app)
        return
    what = "a database file" if database.reach == "file" else "a database server"
    own = database.place.path is not None
    yield Found(
        f"the tests write to {what} that the release uses: {_why(database)}",
        database.key,
        _place(database, app),
        (f"first written to in {database.node}",) if database.node else ("put back as it was",),
        severity=None if database.reach == "far" else "warning",
        fix=_BY_ITS_NAME if database.opened else _NO_ENGINE_AT_IMPORT if own else None,
    )


def _named(database: SharedDatabase, named: str, app: App | None) -> Found:
    if database.at_import:
        return Found(
            f"to collect the tests is enough to empty {named}, which is the release's",
            database.key,
            Place(database.node),
            (f"emptied as {database.node} is imported",),
            severity="warning",
            fix="Do that in a fixture, in a database of its own; call a script so that pytest passes it by.",
        )
    return Found(
        f"the tests write to {named}, as the release does",
        database.key,
        _place(database, app),
        (f"first written to in {database.node}",),
        severity="info",
        fix=_OF_THEIR_OWN,
    )


def _place(database: SharedDatabase, app: App | None) -> Place:
    if database.place.path is not None:
        return database.place
    if database.changed_at.path is not None:
        return database.changed_at
    return place_of(app, database.key) if app else Place()


def _why(database: SharedDatabase) -> str:
    if database.opened:
        return f"{database.key} is opened by its name, by both alike"
    if database.place.path is not None:
        return f"{database.key} is made as the module is imported, for both alike"
    if database.late:
        return f"they change {database.key} after init_app, which no longer looks at it"
    return f"both have the same {database.key}"


@warning
def tests_share_database(tests: Tests) -> Judgement:
    """The suite passes in its own order and fails in another: tests leave something behind.

    One test works because of what an earlier one left in a database, a file or a module; the day somebody
    runs it alone, adds a test or runs them side by side, the suite fails although nothing broke, or passes
    although something did. A suite that passes in less than 30 s is run once more in reverse order beside the
    boots, which take as long; the setting `tests.reverse` asks for it always (`true`) or never (`false`).
    What differs there is tried again alone, both ways, before it is said. It never makes a passing suite
    fail.

    Fix: give every test its own state: a fixture that builds the app and the tables and drops them, or rolls
    a transaction back.

    Fault::

        def test_sign_up(client):
            client.post("/members", data={"name": "Ada"})

        def test_members(client):
            assert b"Ada" in client.get("/members").data

    Fine::

        def test_members(client, ada):                # a fixture adds Ada
            assert b"Ada" in client.get("/members").data
    """
    if tests.outcome == "none-found":
        yield DoesNotApply(_NO_TESTS)
    elif tests.disorder:
        yield _disorder(tests.disorder)
    elif not tests.reordered:
        yield DoesNotApply("the suite was run in its own order only (setting tests.reverse)")


def _disorder(found: Disorder) -> Found:
    how = "it runs by itself" if found.alone is False else "the suite runs in reverse order"
    how = how if found.repeats else "the suite runs once more"
    more = f", like {counted(len(found.others), 'other')}" if found.others else ""
    return Found(
        f"{found.node} passes, and fails when {how}{more}: {found.type}",
        found.node,
        found.place,
        capped([found.node, *found.others] if found.others else []),
    )


@info
def conftest_masks_env(source: Source, boot: Boot) -> Judgement:
    """The tests set an environment variable that the app needs and that is not set here.

    The tests pass because they bring the variable themselves; nothing shows that the release will have it.
    Variables that have a fallback in the code, that a deploy file sets, or that choose the config of the
    tests are fine.

    Fix: name the variable where the deployment is described (compose file, `.env.example`, render.yaml), and
    give it to releasecheck with `--env-file` or `--set`.

    Fault::

        # conftest.py                            # app.py
        os.environ["API_URL"] = "http://x"       API_URL = os.environ["API_URL"]

    Fine::

        # compose.yaml
        environment:
          API_URL: https://api.example.com
    """
    if not source.set_variables:
        yield DoesNotApply("the tests set no environment variables")
    needed = _needed(source, boot)
    for name in dict.fromkeys(one.name for one in source.set_variables if one.name in needed):
        first = next(one for one in source.set_variables if one.name == name)
        yield Found(
            f"the tests set {name}, which the app needs and which is not set here",
            name,
            first.place,
            tuple(f"asked for at {read.place}" for read in needed[name][:3]),
        )


def _needed(source: Source, boot: Boot) -> dict[str, list[EnvRead]]:
    """Variables that were asked for in vain, and for which nothing else provides."""
    hits = {read.name for read in boot.env_reads if read.hit}
    fallbacks = {one.variable for one in source.env_defaults if not one.empty}
    given = hits | fallbacks | {one.name for one in boot.deployed_otherwise}
    needed: dict[str, list[EnvRead]] = {}
    for read in boot.env_reads:
        if read.name not in given and not _SWITCHES.search(read.name):
            needed.setdefault(read.name, []).append(read)
    return needed
