"""What git has and should not, and what it does not have."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from releasecheck.facts import Absence, Place
from releasecheck.facts.repository import Exposed, Repository
from releasecheck.gather.git import gather_git
from releasecheck.gather.repository import gather_repository
from tests.test_git import git

KEY = "q7Vf0tXz2LmR9cHs4Wp8YbKd"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q", "-b", "main")
    (tmp_path / "app.py").write_text("")
    return tmp_path


def gathered(project: Path) -> Repository:
    git(project, "add", ".")
    git(project, "commit", "-q", "-m", "Start")
    found = gather_repository(project, gather_git(project))
    assert isinstance(found, Repository)
    return found


@pytest.mark.parametrize(
    ("path", "content", "exposed"),
    [
        (".env", f"DEBUG=1\nSECRET_KEY={KEY}\n", ("environment", 2, ("SECRET_KEY",))),
        (".env.production", f"export API_KEY='{KEY}' # x\n", ("environment", 1, ("API_KEY",))),
        (".flaskenv", f"FLASK_APP=x\nSECRET_KEY={KEY}\n", ("environment", 2, ("SECRET_KEY",))),
        (
            "deploy/prod.env",
            f"DATABASE_URL=postgres://shop:{KEY}@db/x\n",
            ("environment", 1, ("DATABASE_URL",)),
        ),
        ("db.env.prod", f"DB_PASSWORD={KEY}\n", ("environment", 1, ("DB_PASSWORD",))),
        (
            "pgadmin.env",
            f"PGADMIN_DEFAULT_EMAIL = root@root.com\nPGADMIN_DEFAULT_PASSWORD = {KEY}",
            ("environment", 2, ("PGADMIN_DEFAULT_PASSWORD",)),
        ),
        (".env.dev", f"PGADMIN_DEFAULT_PASSWORD={KEY}\n", ("environment", 1, ("PGADMIN_DEFAULT_PASSWORD",))),
        (
            "server.key",
            "-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEAtestest\n",
            ("private-key", None, ("a private key",)),
        ),
        (
            "shop-firebase-a1.json",
            '{"private_key": "-----BEGIN PRIVATE KEY-----\\nMIIEvQIBADANBgkqhkiG9w0BAQ"}',
            ("private-key", None, ("a private key",)),
        ),
        (
            "backup.sql",
            "CREATE TABLE user (x);\nINSERT INTO `user` VALUES\n (1, 'pbkdf2:sha256:600000$aB$00ff');\n",
            ("dump", 3, ("user",)),
        ),
        (
            "users.json",
            '{\n "ada": {"password": "scrypt:32768:8:1$aB$00ff"}}',
            ("dump", 2, ()),
        ),
        ("data/users.csv", "ada,pbkdf2:sha256:600000$aB$00ff\n", ("dump", 1, ())),
    ],
)
def test_what_nobody_should_commit(
    repository: Path, path: str, content: str, exposed: tuple[str, int | None, tuple[str, ...]]
) -> None:
    file = repository / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content)
    found = gathered(repository)
    kind, line, holds = exposed
    assert found.exposed == (Exposed(kind, Place(path, line), tracked=True, holds=holds),)
    assert KEY not in repr(found)


INTO_USERS = "INSERT INTO users (email, password, age) VALUES\n"


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        (f"-- first rows\n{INTO_USERS} ('ada@b.de', 'ada1815', 3);", (2, "users", True)),
        (f'{INTO_USERS} ("it\'s", "it\\"s, all", 3);', (1, "users", True)),
        (f"{INTO_USERS} (lower('ADA'), 'ada1815', 3);", None),
        ("insert into `shop`.`user` (`password`) values ('%s');" % ("0a" * 32), (1, "user", False)),
        (INTO_USERS + " (?, ?, ?);", None),
        (INTO_USERS + " ('ada', '', 3);", None),
        (INTO_USERS + " ('ada', NULL, 3);", None),
        (INTO_USERS + " ('ada', crypt('ada1815', gen_salt('bf')), 3);", None),
        (INTO_USERS + " ('ada', '<password>', 3);", None),
        (INTO_USERS + " ('ada', 'hashed_password_here', 3);", None),
        ("-- " + INTO_USERS + " ('ada', 'ada1815', 3);", None),
        ("INSERT INTO players (name, pass_yards) VALUES ('ada', 'many');", None),
        ("INSERT INTO users VALUES ('ada', 'ada1815');", None),
    ],
)
def test_sql_with_the_passwords_of_accounts(
    repository: Path, sql: str, told: tuple[int, str, bool] | None
) -> None:
    (repository / "init.sql").write_text(sql)
    exposed = [(one.place.line, *one.holds, one.typed) for one in gathered(repository).exposed]
    assert exposed == ([told] if told else [])


@pytest.mark.parametrize(
    ("path", "content", "told"),
    [
        ("flask_session/b041e8cbdcab71b1db9a081f6ab77006", b"]\x89+d\x80\x05\x95\x12" + bytes(20), True),
        ("flask_session/2029240f6d1128be89ddc32729463129", b"\0\0\0\0\x80\x05K\x01.", False),
        ("flask_session/b041e8cbdcab71b1db9a081f6ab77006", b"a text that somebody wrote", False),
        ("flask_session/readme", b"]\x89+d\x80\x05\x95\x12" + bytes(20), False),
        ("cache/b041e8cbdcab71b1db9a081f6ab77006", b"]\x89+d\x80\x05\x95\x12" + bytes(20), False),
    ],
)
def test_a_session_that_flask_session_kept(
    repository: Path, path: str, content: bytes, *, told: bool
) -> None:
    file = repository / path
    file.parent.mkdir()
    file.write_bytes(content)
    assert [one.kind for one in gathered(repository).exposed] == (["session"] if told else [])


@pytest.mark.parametrize(("others", "guessable"), [("", True), (f"SECRET_KEY={KEY}\n", False)])
def test_the_first_password_of_a_console(repository: Path, others: str, *, guessable: bool) -> None:
    (repository / "pgadmin.env").write_text(f"PGADMIN_DEFAULT_PASSWORD=root\n{others}")
    (one,) = gathered(repository).exposed
    assert (one.place, one.guessable) == (Place("pgadmin.env", 1), guessable)


@pytest.mark.parametrize(
    ("path", "content"),
    [
        (".env.dev", "PGADMIN_DEFAULT_PASSWORD=admin\n"),
        (".env.local", "GF_SECURITY_ADMIN_PASSWORD=admin\n"),
        ("docker/dev/pgadmin.env", "PGADMIN_DEFAULT_PASSWORD=root\n"),
        ("docker/pgadmin-local.env", "PGADMIN_DEFAULT_PASSWORD=root\n"),
        (".env.example", f"SECRET_KEY={KEY}\n"),
        ("pgadmin.env", "PGADMIN_DEFAULT_PASSWORD=\nPOSTGRES_PASSWORD=root\n"),
        ("pgadmin.env", "PGADMIN_DEFAULT_PASSWORD=${PGADMIN_PASSWORD}\n"),
        ("db.env.example", f"DB_PASSWORD={KEY}\n"),
        ("app.env.py", f"SECRET_KEY = '{KEY}'\n"),
        ("sample.env", f"SECRET_KEY={KEY}\n"),
        (".env.test", f"SECRET_KEY={KEY}\n"),
        ("tests/.env", f"SECRET_KEY={KEY}\n"),
        (".env", "FLASK_APP=shop\nAPI_KEY=\nTOKEN=${TOKEN}\nFLASK_DEBUG=1\n"),
        ("prod.env", "SECRET_KEY=change-me\nDB_PASSWORD=postgres\n"),
        ("frontend/.env", "REACT_APP_API_KEY=change-me\n"),
        (".flaskenv", "FLASK_APP=shop\nFLASK_DEBUG=1\n"),
        ("frontend/.env", f"REACT_APP_API_KEY={KEY}\n"),
        ("ca.pem", "-----BEGIN CERTIFICATE-----\nMIIDdzCCAl+gAwIBAgIEAgAAuTAN\n"),
        ("tests/server.key", "-----BEGIN PRIVATE KEY-----\nMIIEowIBAAKCAQEAtestest\n"),
        ("words.db", "no SQLite"),
        ("package.json", '{"name": "shop", "price": "$5.00"}'),
        ("users.example.json", '{"password": "scrypt:32768:8:1$aB$00ff"}'),
        ("schema.sql", "CREATE TABLE user (password_hash);\nINSERT INTO kind VALUES ('$5.00');\n"),
        ("tests/accounts.sql", "INSERT INTO user VALUES (1, 'pbkdf2:sha256:600000$aB$00ff');\n"),
        ("environment.py", f"SECRET_KEY = '{KEY}'\n"),
    ],
)
def test_what_may_be_committed(repository: Path, path: str, content: str) -> None:
    file = repository / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content)
    assert gathered(repository).exposed == ()


@pytest.mark.parametrize(
    ("rows", "holds", "data"),
    [
        (["CREATE TABLE word (word)", "INSERT INTO word VALUES ('x')"], (), True),
        (
            ["CREATE TABLE user (name, password_hash)", "INSERT INTO user VALUES ('a', 'b')"],
            ("user.password_hash",),
            True,
        ),
        (
            ["CREATE TABLE login (id, hash)", "INSERT INTO login VALUES (1, 'scrypt:32768:8:1$aB$00ff')"],
            ("login.hash",),
            True,
        ),
        (["CREATE TABLE file (id, hash)", "INSERT INTO file VALUES (1, '00ff')"], (), True),
    ],
)
def test_a_database(repository: Path, rows: list[str], holds: tuple[str, ...], data: bool) -> None:
    with closing(sqlite3.connect(repository / "site.db")) as database:
        for statement in rows:
            database.execute(statement)
        database.commit()
    assert gathered(repository).exposed == (
        Exposed("database", Place("site.db"), tracked=True, holds=holds, data=data),
    )


@pytest.mark.parametrize(
    ("path", "document", "line", "copied_by"),
    [
        (
            "docs/_db.db",
            "CONTRIBUTING.md",
            "Copy [_db.db](docs/_db.db) to db.db",
            Place("CONTRIBUTING.md", 2),
        ),
        ("db.example.db", "README.md", "    cp db.example.db site.db", Place("README.md", 2)),
        ("docs/_db.db", "README.md", "The tables are in docs/_db.db.", None),
        ("docs/_db.db", "README.md", "cp other_db.db site.db", None),
        ("tests/_db.db", "README.md", "cp tests/_db.db site.db", None),
    ],
)
def test_a_database_that_the_documents_have_copied(
    repository: Path, path: str, document: str, line: str, copied_by: Place | None
) -> None:
    file = repository / path
    file.parent.mkdir(exist_ok=True)
    with closing(sqlite3.connect(file)) as database:
        database.execute("CREATE TABLE user (password_hash)")
        database.execute("INSERT INTO user VALUES ('x')")
        database.commit()
    (repository / document).write_text(f"# Setup\n{line}\n")
    found = gathered(repository).exposed
    assert [one.copied_by for one in found] == ([copied_by] if copied_by else [])


def test_a_database_for_accounts_before_there_are_any(repository: Path) -> None:
    with closing(sqlite3.connect(repository / "site.db")) as database:
        database.execute("CREATE TABLE user (name, password_hash)")
    (found,) = gathered(repository).exposed
    assert (found.holds, found.data, found.accounts) == ((), False, ("user.password_hash",))


def test_a_database_that_is_called_a_test(repository: Path) -> None:
    with closing(sqlite3.connect(repository / "test.db")) as database:
        database.execute("CREATE TABLE word (word)")
    (found,) = gathered(repository).exposed
    assert (found.kind, found.example) == ("database", True)


def test_what_lies_beside(repository: Path) -> None:
    (repository / ".gitignore").write_text("instance/\n*.log\n")
    gathered(repository)
    for path in ("new.py", "shop/a.py", "instance/x.py", "a.log", ".env"):
        file = repository / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"SECRET_KEY={KEY}\n")
    found = gather_repository(repository, gather_git(repository))
    assert found == Repository(
        (".env", "new.py", "shop/"),
        ("a.log", "instance/"),
        (Exposed("environment", Place(".env", 1), tracked=False, holds=("SECRET_KEY",)),),
    )


def test_what_this_machine_alone_ignores(repository: Path) -> None:
    everywhere = repository.parent / "ignored-everywhere"
    everywhere.write_text("lib/\n*.css\n.idea/\n")
    git(repository, "config", "core.excludesFile", str(everywhere))
    (repository / ".git" / "info" / "exclude").write_text("*.js\n")
    (repository / ".gitignore").write_text("*.log\nshop/lib/\n")
    gathered(repository)
    for path in ("a.log", "shop/lib/a.css", "lib/b.js", "shop/c.css", "shop/d.js", "shop/e.py"):
        file = repository / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("")
    git(repository, "add", "shop/e.py")
    found = gather_repository(repository, gather_git(repository))
    assert isinstance(found, Repository)
    assert found.ignored == ("a.log", "lib/", "shop/c.css", "shop/d.js", "shop/lib/")
    assert found.ignored_here == ("lib/", "shop/c.css", "shop/d.js")


def test_what_the_settings_exclude(repository: Path) -> None:
    (repository / "demo").mkdir()
    (repository / "demo" / ".env").write_text(f"SECRET_KEY={KEY}\n")
    gathered(repository)
    found = gather_repository(repository, gather_git(repository), ("demo",))
    assert isinstance(found, Repository)
    assert found.exposed == ()


def test_without_git_the_reason_is_gits(repository: Path) -> None:
    absence = Absence("skipped", "no git repository here")
    assert gather_repository(repository, absence) == absence


CONFLICT = "<<<<<<< HEAD\nflask==3.0\n=======\nflask==3.1\n>>>>>>> feature\n"


@pytest.mark.parametrize(
    ("path", "content", "line"),
    [
        ("requirements.txt", f"gunicorn\n{CONFLICT}", 2),
        (".gitignore", CONFLICT, 1),
        ("README.md", f"```\nmake\n```\n{CONFLICT}", 4),
        ("README.md", f"Marks are\n\n```\n{CONFLICT}```\n", None),
        ("README.md", f"~~~~\n```\n{CONFLICT}~~~~\n", None),
        ("README.md", "".join(f"    {line}\n" for line in CONFLICT.splitlines()), None),
        ("README.rst", "<<<<<<< HEAD\n", None),
        ("README.rst", "<<<<<<< HEAD\n=======\n", None),
        ("README.rst", "Title\n=======\n>>>>>>> cited\n", None),
        ("tests/merge.txt", CONFLICT, None),
        ("docs/merging.txt", CONFLICT, None),
        ("fix.patch", CONFLICT, None),
    ],
)
def test_merge_conflicts(repository: Path, path: str, content: str, line: int | None) -> None:
    file = repository / path
    file.parent.mkdir(exist_ok=True)
    file.write_text(content)
    assert gathered(repository).conflicts == ((Place(path, line),) if line else ())


def test_a_conflict_that_is_left_out(repository: Path) -> None:
    (repository / "old.txt").write_text(CONFLICT)
    gathered(repository)
    found = gather_repository(repository, gather_git(repository), ["old.txt"])
    assert isinstance(found, Repository)
    assert found.conflicts == ()


def test_a_file_for_secrets_with_placeholders_so_far(repository: Path) -> None:
    content = (
        "FLASK_DEBUG=1\nSECRET_KEY=change-me\nDATABASE_URI=postgresql://username:password@localhost/shop\n"
    )
    (repository / ".env").write_text(content)
    said = Exposed("placeholders", Place(".env", 2), tracked=True, holds=("SECRET_KEY", "DATABASE_URI"))
    assert gathered(repository).exposed == (said,)
