"""Which ports of databases and queues a compose file opens, and which databases it keeps in no volume."""

from pathlib import Path

import pytest

from releasecheck.gather.deploy import gather_deploy

APP = "services:\n  web:\n    build: .\n{more}  store:\n    image: {image}\n    ports:\n      - {port}\n"
DOCKERFILE = "FROM python:3.13\nCOPY . .\nCMD gunicorn app:app\n"


def published(folder: Path, image: str, port: str, more: str = "", name: str = "compose.yaml") -> list[str]:
    (folder / "Dockerfile").write_text(DOCKERFILE)
    (folder / "app.py").touch()
    (folder / name).write_text(APP.format(image=image, port=port, more=more))
    return [one.port for one in gather_deploy(folder).facts.published]


@pytest.mark.parametrize(
    ("image", "port", "said"),
    [
        ("postgres:17", '"5432:5432"', ["5432:5432"]),
        ("bitnami/redis", "6379:6379", ["6379:6379"]),
        ("mysql", '"0.0.0.0:3307:3306/tcp"', ["0.0.0.0:3307:3306/tcp"]),
        ("rabbitmq:3-management", '"${PORT:-15672}:15672"', ["${PORT:-15672}:15672"]),
        ("mongo", "{target: 27017, published: 27017}", ["27017:27017"]),
        ("postgres:17", '"127.0.0.1:5432:5432"', []),
        ("postgres:17", '"[::1]:5432:5432"', []),
        ("postgres:17", '"${HOST}:5432:5432"', []),
        ("postgres:17", '"5432"', []),
        ("mongo", "{target: 27017, published: 27017, host_ip: 127.0.0.1}", []),
        ("mongo", "{target: 27017}", []),
        ("nginx", '"80:80"', []),
        ("adminer", '"8080:8080"', []),
    ],
)
def test_ports(tmp_path: Path, image: str, port: str, said: list[str]) -> None:
    assert published(tmp_path, image, port) == said


@pytest.mark.parametrize(
    ("build", "there", "said"),
    [
        (".", "dockerfile", ["5432:5432"]),
        ("{context: ., dockerfile: Dockerfile}", "dockerfile", ["5432:5432"]),
        ("{context: ., dockerfile: Dockerfile.web}", "dockerfile.web", []),
        ("{context: ., dockerfile: dockerfile}", "Dockerfile", []),
        (".", "web.Dockerfile", []),
    ],
)
def test_a_dockerfile_in_lower_case(tmp_path: Path, build: str, there: str, said: list[str]) -> None:
    """The default name alone: docker looks for that one in lower case too."""
    (tmp_path / there).write_text(DOCKERFILE)
    (tmp_path / "app.py").touch()
    text = APP.format(image="postgres:17", port='"5432:5432"', more="")
    (tmp_path / "compose.yaml").write_text(text.replace("build: .", f"build: {build}"))
    assert [one.port for one in gather_deploy(tmp_path).facts.published] == said


@pytest.mark.parametrize(
    ("more", "name"),
    [
        ("    environment: {FLASK_DEBUG: 1}\n", "compose.yaml"),
        ("    command: flask run --debug\n", "compose.yaml"),
        ("", "compose.dev.yaml"),
        ("", "docker-compose.debug.yml"),
        ("", "docker-compose.override.yml"),
    ],
)
def test_what_is_for_development(tmp_path: Path, more: str, name: str) -> None:
    assert published(tmp_path, "postgres:17", '"5432:5432"', more, name) == []


@pytest.mark.parametrize(
    ("more", "module", "mounted"),
    [
        ("    volumes: ['.:/app']\n", "app.py", True),
        ("    volumes: ['./:/app']\n", "shop/app.py", True),  # whether a module lies beside it or not
        ("    volumes: ['./shop:/app/shop']\n", "shop/app.py", True),
        ("    volumes: ['./data:/data']\n", "shop/app.py", False),
        ("    volumes: ['./data:/data']\n", "data/old/app.py", False),
        ("    volumes: ['.:/app']\n    environment: {FLASK_ENV: production}\n", "app.py", False),
    ],
)
def test_mounted_code(tmp_path: Path, more: str, module: str, mounted: bool) -> None:
    (tmp_path / "Dockerfile").write_text(DOCKERFILE)
    (tmp_path / module).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / module).touch()
    text = APP.format(image="postgres:17", port='"5432:5432"', more=more)
    (tmp_path / "compose.yaml").write_text(text)
    facts = gather_deploy(tmp_path).facts
    assert [one.doubt == "code" for one in (*facts.published, *facts.fleeting)] == [mounted, mounted]


@pytest.mark.parametrize(
    ("more", "beside", "doubts"),
    [
        ("    command: flask run\n", None, ["server"] * 2),
        ('    command: sh -c "flask run --host 0.0.0.0"\n', None, ["server"] * 2),
        ('    command: sh -c "flask run"\n    volumes: [".:/app"]\n', None, ["server"] * 2),
        ("    command: flask run --reload\n", None, []),
        ("    command: flask run\n    environment: {FLASK_ENV: development}\n", None, []),
        ("    command: flask run\n", "web: gunicorn app:app\n", []),
    ],
)
def test_the_own_server(tmp_path: Path, more: str, beside: str | None, doubts: list[str]) -> None:
    (tmp_path / "Dockerfile").write_text("FROM python:3.13\nCOPY . .\n")
    (tmp_path / "app.py").touch()
    if beside:
        (tmp_path / "Procfile").write_text(beside)
    text = APP.format(image="postgres:17", port='"5432:5432"', more=more)
    (tmp_path / "compose.yaml").write_text(text)
    facts = gather_deploy(tmp_path).facts
    assert [one.doubt for one in (*facts.published, *facts.fleeting)] == doubts


STORE = "  {name}:\n    image: {image}\n    restart: always\n{kept}"


def fleeting(folder: Path, image: str, kept: str = "", name: str = "store") -> list[str]:
    (folder / "Dockerfile").write_text(DOCKERFILE)
    (folder / "app.py").touch()
    store = STORE.format(name=name, image=image, kept=kept)
    (folder / "compose.yaml").write_text(f"services:\n  web:\n    build: .\n{store}")
    return [one.service for one in gather_deploy(folder).facts.fleeting]


@pytest.mark.parametrize("image", ["postgres:17", "mariadb", "mongo:7", "bitnami/mysql"])
def test_databases_in_no_volume(tmp_path: Path, image: str) -> None:
    assert fleeting(tmp_path, image) == ["store"]


FILLED = "    volumes:\n      - ./first.sql:/docker-entrypoint-initdb.d/first.sql:ro\n"


@pytest.mark.parametrize(
    "kept",
    [
        FILLED,
        "    volumes: ['./initdb:/docker-entrypoint-initdb.d/']\n",
        "    volumes: [{type: bind, source: ./initdb, target: /docker-entrypoint-initdb.d}]\n",
    ],
)
def test_a_database_that_only_gets_its_first_rows(tmp_path: Path, kept: str) -> None:
    assert fleeting(tmp_path, "mysql:8", kept) == ["store"]


@pytest.mark.parametrize(
    ("image", "kept", "name"),
    [
        ("postgres:17", "    volumes: ['rows:/var/lib/postgresql/data']\n", "store"),
        ("postgres:17", "    extends: {file: base.yaml, service: store}\n", "store"),
        ("postgres:17", "    tmpfs: /var/lib/postgresql/data\n", "store"),
        ("postgres:17", f"{FILLED}      - rows:/var/lib/postgresql/data\n", "store"),
        ("postgres:17", f"{FILLED}      - ${{MORE}}\n", "store"),
        ("postgres:17", "    volumes: ['./initdb:/docker-entrypoint-initdb.data']\n", "store"),
        ("postgres:17", "    volumes: []\n", "store"),
        ("postgres:17", "    volumes: ${ROWS}\n", "store"),
        ("postgres:17", "", "test_db"),
        ("redis", "", "store"),
        ("rabbitmq", "", "store"),
    ],
)
def test_stores_of_no_matter(tmp_path: Path, image: str, kept: str, name: str) -> None:
    assert fleeting(tmp_path, image, kept, name) == []


def test_a_volume_of_the_file_beside(tmp_path: Path) -> None:
    (tmp_path / "compose.override.yaml").write_text("services:\n  store:\n    volumes: ['rows:/data']\n")
    assert fleeting(tmp_path, "postgres:17") == []


def test_what_is_mounted_into_services_that_are_built(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text(DOCKERFILE)
    (tmp_path / "compose.yaml").write_text("""services:
  web:
    build: .
    volumes:
      - /srv/in:/mnt/
      - {type: bind, source: /srv/out, target: /mnt}
      - data:/data:ro
      - ${DIR:-/x}:/y
      - /cache
  proxy:
    image: traefik
    volumes: ["/var/run/docker.sock:/var/run/docker.sock"]
  dev:
    build: .
    environment: {FLASK_DEBUG: 1}
    volumes: ["/srv/in:/mnt"]
""")
    mounts = gather_deploy(tmp_path).facts.mounts
    assert [(one.service, one.source, one.target, one.place.line) for one in mounts] == [
        ("web", "/srv/in", "/mnt", 5),
        ("web", "/srv/out", "/mnt", 6),
        ("web", "data", "/data", 7),
        ("web", "", "/cache", 9),
    ]


def test_files_of_the_project_that_are_mounted(tmp_path: Path) -> None:
    (tmp_path / "make.sh").write_text("openssl req -out made.pem\n")
    (tmp_path / "compose.yaml").write_text("""services:
  web:
    image: nginx
    volumes:
      - ./site.conf:/etc/nginx/conf.d/default.conf:ro
      - ./made.pem:/etc/ssl/made.pem
      - ./data:/data
      - ../beside.conf:/etc/beside.conf
      - /etc/hosts.txt:/etc/hosts.txt
      - ${PWD}/x.conf:/x.conf
      - ./file.txt:/srv/folder
""")
    mounts = gather_deploy(tmp_path).facts.file_mounts
    assert [(one.service, one.path, one.place.line) for one in mounts] == [("web", "site.conf", 5)]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("{POSTGRES_USER: shop, POSTGRES_PASSWORD: kX81-mZ0pQ}", [("POSTGRES_PASSWORD", "written")]),
        ("{POSTGRES_PASSWORD: your_password}", [("POSTGRES_PASSWORD", "guessable")]),
        ("{POSTGRES_PASSWORD: postgres}", [("POSTGRES_PASSWORD", "guessable")]),
        ("{POSTGRES_USER: shop, POSTGRES_PASSWORD: shop}", [("POSTGRES_PASSWORD", "guessable")]),
        ("[MYSQL_ROOT_PASSWORD=root123]", [("MYSQL_ROOT_PASSWORD", "guessable")]),
        ('{MYSQL_ALLOW_EMPTY_PASSWORD: "yes"}', [("MYSQL_ALLOW_EMPTY_PASSWORD", "none")]),
        ('{MYSQL_ALLOW_EMPTY_PASSWORD: "no"}', []),
        ("{POSTGRES_HOST_AUTH_METHOD: trust}", [("POSTGRES_HOST_AUTH_METHOD", "none")]),
        ("{POSTGRES_HOST_AUTH_METHOD: scram-sha-256}", []),
        ("{POSTGRES_PASSWORD: '${DB_PASSWORD}'}", []),
        ("{POSTGRES_PASSWORD: '${DB_PASSWORD:-postgres}'}", []),
        ("[POSTGRES_PASSWORD]", []),
        ("{POSTGRES_PASSWORD_FILE: /run/secrets/db}", []),
        ("{POSTGRES_DB: shop}", []),
    ],
)
def test_the_passwords_of_stores(tmp_path: Path, given: str, said: list[tuple[str, str]]) -> None:
    published(tmp_path, "postgres:17", f"'5432:5432'\n    environment: {given}")
    found = gather_deploy(tmp_path).facts.store_passwords
    assert [(one.variable, one.how) for one in found] == said
    assert {(one.service, one.place.line) for one in found} <= {("store", 8)}
