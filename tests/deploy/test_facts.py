"""What the readers of deploy files tell, each item with its line."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck as Health
from hypothesis import given, settings
from hypothesis import strategies as st

from releasecheck.facts import Place
from releasecheck.facts.deploy import Deploy, EnvFile, HealthCheck, Launch, Proxy, Variable
from releasecheck.gather.deploy import gather_deploy
from releasecheck.gather.deploy.context import is_ignored
from releasecheck.gather.deploy.dockerfile_lines import Instruction, instructions
from releasecheck.gather.deploy.files import _READERS
from releasecheck.gather.deploy.lined import documents
from tests.test_git import git

Read = Callable[..., Deploy]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Write files and read the manifests among them."""

    def gather(**files: str) -> Deploy:
        for name, text in files.items():
            path = tmp_path / name.replace("__", "/").replace("_dot_", ".")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return gather_deploy(tmp_path).facts

    return gather


@pytest.mark.parametrize(
    ("command", "target", "folder"),
    [
        ("python /app/run.py", "run.py", "."),
        ("python /srv/shop/backend/manage.py", "backend/manage.py", "."),
        ('bash -c "python3 /backend/manage.py"', "manage.py", "backend"),
        ("python /backend/other.py", "/backend/other.py", "."),
        ("python /app/../run.py", "/app/../run.py", "."),
        ("python backend/manage.py", "backend/manage.py", "."),
    ],
)
def test_a_program_by_its_path_in_the_container(read: Read, command: str, target: str, folder: str) -> None:
    compose = f"services:\n  web:\n    build: .\n    command: {command}\n"
    programs = {"run_dot_py": "app.run()", "backend__manage_dot_py": "app.run()"}
    (launch,) = read(**{"docker-compose_dot_yml": compose, **programs}).launches
    assert (launch.target, launch.folder) == (target, folder)


DOCKERFILE = r"""# syntax=docker/dockerfile:1
FROM python:3.13 AS base
ENV A=1 \
    # why
    TOKEN=hunter2-hunter2
FROM base AS dev
ENV FLASK_DEBUG=1
CMD flask run
FROM base AS app
RUN <<END
CMD not this
END
COPY --chown=me . /app
HEALTHCHECK --interval=5s CMD curl -f -H 'Host: shop.example' http://localhost:8000/healthz?full=1 || exit 1
CMD ["gunicorn", "-w", "2", "shop:app"]
FROM app AS test
"""


def test_a_dockerfile(read: Read, tmp_path: Path) -> None:
    (tmp_path / "shop.sqlite3").write_bytes(b"SQLite format 3\0")
    (tmp_path / "only-opened.sqlite3").touch()
    (tmp_path / ".dockerignore").write_text("# all\n.git\n")
    deploy = read(Dockerfile=DOCKERFILE)
    assert deploy.variables == (
        Variable("A", Place("Dockerfile", 3), "1"),
        Variable("TOKEN", Place("Dockerfile", 3), None, holds="secret"),
    )
    assert deploy.launches == (
        Launch("gunicorn", "shop:app", Place("Dockerfile", 15), workers=2, options=("-w",), undeployed=True),
    )
    assert deploy.health_checks == (
        HealthCheck("/healthz?full=1", Place("Dockerfile", 14), "shop.example", port=8000),
    )
    [image] = deploy.images
    assert (image.place.line, image.base, image.copies_all) == (9, "python:3.13", Place("Dockerfile", 13))
    assert (image.ignored, image.takes_in) == ((".git",), ("shop.sqlite3",))


@pytest.mark.parametrize(
    ("lines", "of_the_app"),
    [
        ("FROM tiangolo/uwsgi-nginx-flask:python3.6\nCOPY . /app", True),
        ("FROM tiangolo/uwsgi-nginx:latest\nCOPY . /app", True),
        ("FROM someone/python-gunicorn-nginx\nCOPY . /app", True),
        ("FROM nginx:alpine\nRUN apk add py3-pip\nCOPY . /app\nRUN pip install -r requirements.txt", True),
        ("FROM node:18\nRUN apt install python3-pip && pip3 install flask\nCOPY . .", True),
        ("FROM selenium/standalone-chrome\nCOPY app.py .\nCOPY . .", True),
        ("FROM redis\nCOPY . .\nRUN poetry install", True),
        ("FROM nginx:alpine\nCOPY . /usr/share/nginx/html", False),
        ("FROM nginx\nCOPY . .\nRUN apt-get install -y certbot python3-certbot-nginx", False),
        ("FROM node:18\nCOPY package.json .\nCOPY . .\nRUN npm ci", False),
        ("FROM shop/flask-nginx:1\nCOPY . /usr/share/nginx/html", False),
        ("FROM postgres:16\nCOPY . /docker-entrypoint-initdb.d", False),
    ],
)
def test_an_image_of_other_programs_is_the_apps_where_python_code_goes_in(
    read: Read, lines: str, *, of_the_app: bool
) -> None:
    assert bool(read(Dockerfile=f"{lines}\n").images) is of_the_app


@pytest.mark.parametrize(
    ("image", "proxies"),
    [("nginx:1.13", 1), ("shop/nginx", 1), ("tiangolo/uwsgi-nginx-flask:python3.8", 0)],
)
def test_an_image_with_nginx_in_its_name_and_python_inside_is_no_proxy(
    read: Read, image: str, proxies: int
) -> None:
    services = f"services:\n  web:\n    image: {image}\n    environment: [A=b]\n"
    assert len(read(**{"docker-compose_dot_yml": services}).proxies) == proxies


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("RUN a \\\n  b\nCMD c", [("RUN", "a b", 1), ("CMD", "c", 3)]),
        ("# escape=`\nRUN a `\n  b", [("RUN", "a b", 2)]),
        ("RUN a \\\n# no\n\n  b", [("RUN", "a b", 1)]),
        ("RUN <<A && <<'B'\none\nA\ntwo\nB\nCMD c", [("RUN", "<<A && <<'B'\none\ntwo", 1), ("CMD", "c", 6)]),
        ("RUN a \\", [("RUN", "a", 1)]),
        ("RUN <<A\nb", [("RUN", "<<A\nb", 1)]),
        ("", []),
    ],
)
def test_instructions(text: str, says: list[tuple[str, str, int]]) -> None:
    assert list(instructions(text)) == [Instruction(*one) for one in says]


@pytest.mark.parametrize(
    ("copy", "all_of_it"),
    [
        ("COPY . .", True),
        ("COPY ./ /app", True),
        ('COPY [".", "/app"]', True),
        ("ADD --chown=a:b . .", True),
        ("COPY shop shop", False),
        ("COPY --from=build . .", False),
        ("COPY requirements.txt .", False),
    ],
)
def test_copies_everything(copy: str, all_of_it: bool, read: Read) -> None:
    [image] = read(Dockerfile=f"FROM x\n{copy}\n").images
    assert (image.copies_all is not None) == all_of_it


@pytest.mark.parametrize(
    ("dockerfile", "copied", "taken"),
    [
        ("FROM x AS build\nCOPY . /app\nFROM y\nCOPY --from=build /app /app", 2, 4),
        ("FROM x as Build\nWORKDIR /app\nCOPY . .\nFROM y\nWORKDIR /srv\nCOPY --from=build /app .", 3, 6),
        ("FROM x AS build\nENV AT=/app\nCOPY . $AT\nFROM y\nENV TO=/app\nCOPY --from=build $TO $TO", 3, 6),
        ("FROM x\nCOPY . /src/app/\nFROM y\nCOPY --chown=me --from=0 /src /src", 2, 4),
        ("FROM x AS a\nCOPY . /a\nFROM a AS b\nRUN make\nFROM y\nCOPY --from=b /a /c", 2, 6),
        ("FROM x AS a\nCOPY . /a\nFROM y AS b\nCOPY --from=a /a /b\nFROM z\nCOPY --from=b /b/. /c", 2, 6),
        ("FROM x AS build\nCOPY . /app\nFROM y AS app\nCOPY --from=build /app /app\nFROM app AS test", 2, 4),
        ("FROM x AS build\nCOPY . /app\nFROM y\nCOPY --from=build /app/dist /app", None, None),
        ("FROM x AS build\nCOPY . /app\nFROM y\nCOPY --from=build /venv /venv\nCOPY shop shop", None, None),
        ("FROM x AS build\nCOPY shop /app\nFROM y\nCOPY --from=build /app /app", None, None),
        ("FROM x AS build\nCOPY . $AT\nFROM y\nCOPY --from=build /app /app", None, None),
        ("FROM x AS build\nCOPY . /app\nFROM y\nCOPY --from=node:22 /app /app", None, None),
        ("FROM x AS build\nCOPY . /app\nFROM y\nCOPY --from=7 /app /app", None, None),
        ("FROM x AS a\nCOPY . /app\nFROM y AS test\nCOPY --from=a /app /app\nFROM z AS app", None, None),
    ],
)
def test_what_an_earlier_stage_copied(
    dockerfile: str, copied: int | None, taken: int | None, read: Read
) -> None:
    [image] = read(Dockerfile=dockerfile).images
    lines = [each.line if each else None for each in (image.copies_all, image.taken_over)]
    assert lines == [copied, taken]


@pytest.mark.parametrize(
    ("run", "left"),
    [
        ("pip install .", ("instance/shop.db", "shop.sqlite3")),
        ("rm -rf instance", ("shop.sqlite3",)),
        ("cd /app && rm shop.sqlite3", ("instance/shop.db",)),
    ],
)
def test_what_an_earlier_stage_deletes_is_not_in_the_image(
    run: str, left: tuple[str, ...], read: Read, tmp_path: Path
) -> None:
    (tmp_path / "instance").mkdir()
    (tmp_path / "instance" / "shop.db").write_text("rows")
    (tmp_path / "shop.sqlite3").write_text("rows")
    dockerfile = f"FROM x AS build\nCOPY . /app\nRUN {run}\nFROM y\nCOPY --from=build /app /app\n"
    [image] = read(Dockerfile=dockerfile).images
    assert image.takes_in == left


def test_what_a_stage_that_is_thrown_away_copies_does_not_count(read: Read) -> None:
    [image] = read(Dockerfile="FROM x AS build\nCOPY . .\nFROM y\nCOPY --from=build /app /app\n").images
    assert image.copies_all is None


KEY = ("SECRET_KEY", 1, "placeholder")


@pytest.mark.parametrize(
    ("text", "variables"),
    [
        ("", ()),
        ("# A=1\n", ()),
        ("\n\nMODE=production\n", (("MODE", 3, None),)),
        ("SECRET_KEY=changeme\nexport API_KEY='f0f0-2b2b-9c'\n", (KEY, ("API_KEY", 2, "secret"))),
        ("SECRET_KEY=changeme\nFLASK_ENV=development\n", (("SECRET_KEY", 1, None), ("FLASK_ENV", 2, None))),
        ("SECRET_KEY=changeme\nFLASK_DEBUG=0\nNO VARIABLE\n", (KEY, ("FLASK_DEBUG", 2, None))),
    ],
)
@pytest.mark.parametrize("folder", ["", "deploy/"])
def test_what_a_loaded_file_gives(read: Read, tmp_path: Path, text: str, variables: Any, folder: str) -> None:
    (tmp_path / "shop.env").write_text(text)
    path = "../shop.env" if folder else "shop.env"
    (file,) = read(
        **{f"{folder}compose.yaml": f"services: {{web: {{build: ., env_file: {path}}}}}"}
    ).env_files
    assert file.variables is not None
    assert tuple((one.name, one.place.line, one.holds) for one in file.variables) == variables
    assert {(one.place.path, one.shown) for one in file.variables} <= {("shop.env", None)}


def test_a_loaded_file_of_another_folder_is_not_read(read: Read, tmp_path: Path) -> None:
    (tmp_path.parent / "other.env").write_text("A=1\n")
    (file,) = read(compose_dot_yaml="services: {web: {build: ., env_file: ../other.env}}").env_files
    assert file.variables is None


@pytest.mark.parametrize(
    ("copy", "ignore", "goes_along"),
    [
        ("COPY . .", "", True),
        ("COPY . .", ".flaskenv\n", False),
        ("COPY . .", ".*\n!.flaskenv\n", True),
        ("COPY shop shop", "", False),
    ],
)
def test_the_flaskenv(read: Read, tmp_path: Path, copy: str, ignore: str, goes_along: bool) -> None:
    (tmp_path / ".flaskenv").touch()
    (tmp_path / ".dockerignore").write_text(ignore)
    [image] = read(Dockerfile=f"FROM x\n{copy}\n").images
    assert image.flaskenv == goes_along


def test_without_a_flaskenv_none_goes_along(read: Read) -> None:
    [image] = read(Dockerfile="FROM x\nCOPY . .\n").images
    assert not image.flaskenv


@pytest.mark.parametrize(
    ("path", "patterns", "out"),
    [
        (".env", (".env",), True),
        (".env", ("*",), True),
        (".env", ("*", "!.env"), False),
        (".env.prod", (".env*",), True),
        (".env", ("**/.env",), True),
        ("a/b/.env", ("**/.env",), True),
        ("a/.env", ("*.env",), False),
        ("instance/a.db", ("instance",), True),
        ("instance/a.db", ("/instance/",), True),
        ("instance/a.db", ("instance/*.db",), True),
        ("instance/a.db", ("**/*.db",), True),
        (".git", (".gi?",), True),
        (".git", ("git",), False),
        (".git", (), False),
    ],
)
def test_dockerignore(path: str, patterns: tuple[str, ...], out: bool) -> None:
    assert is_ignored(path, patterns) == out


COMPOSE = """x-app: &app
  build: .
  env_file: [shop.env]
  environment:
    A: 1
    TOKEN: ${TOKEN}
services:
  web:
    <<: *app
    command: gunicorn shop:app
    deploy: {replicas: 3}
    healthcheck:
      test: "${CHECK:-curl localhost:8000/up}"
  worker:
    <<: *app
    environment: ["B=2", "C"]
  db:
    image: postgres:17
    environment: {POSTGRES_DB: shop}
    healthcheck: {test: "curl http://localhost:5432/no"}
  front:
    image: nginx:alpine
"""


def test_a_compose_file(read: Read) -> None:
    deploy = read(compose_dot_yaml=COMPOSE)
    place = lambda line: Place("compose.yaml", line)  # noqa: E731 - shorter than its repetition
    assert [(one.name, one.shown, one.place.line) for one in deploy.variables] == [
        ("A", "1", 5),
        ("TOKEN", None, 6),
        ("B", "2", 16),
        ("C", None, 16),
    ]
    assert deploy.env_files == (EnvFile("shop.env", place(3)),)  # which is not here
    assert deploy.launches == (Launch("gunicorn", "shop:app", place(10), replicas=3, as_built=True),)
    assert deploy.health_checks == (HealthCheck("/up", place(13), "localhost:8000", port=8000),)
    assert deploy.proxies == (Proxy("nginx", 1, place(21)),)


@pytest.mark.parametrize(
    ("service", "as_built"),
    [
        ("build: .", True),
        ("build: .\n    volumes: [data:/var/lib/shop]", True),
        ("image: shop", False),
        ("build: .\n    volumes: ['.:/app']", False),
        ("build: .\n    volumes:\n      - {type: bind, source: ./src, target: /app}", False),
        ("build: .\n    environment: {FLASK_ENV: development}", False),
        ("build: .\n    environment: [FLASK_DEBUG=1]", False),
        ("build: .\n    develop: {watch: []}", False),
    ],
)
def test_whether_compose_runs_what_it_builds(read: Read, service: str, as_built: bool) -> None:
    (launch,) = read(compose_dot_yaml=f"services:\n  web:\n    command: flask run\n    {service}\n").launches
    assert launch.as_built is as_built


WORKFLOW = "jobs: {ship: {steps: [{uses: docker/build-push-action@v6}]}}\n"


@pytest.mark.parametrize(
    ("path", "content", "deployed"),
    [
        ("README.md", "docker build .", False),
        ("compose.yaml", "services: {web: {build: .}}", True),
        ("compose.yaml", "services: {web: {build: ., command: gunicorn shop:app}}", False),
        ("compose.yaml", "services: {web: {build: ., volumes: ['.:/app']}}", False),
        ("render.yaml", "services: [{type: web, runtime: docker}]", True),
        ("render.yaml", "services: [{type: web, env: docker, dockerfilePath: ./Dockerfile.web}]", False),
        ("render.yaml", "services: [{type: web, runtime: python}]", False),
        ("fly.toml", "app = 'shop'\n[build]\ndockerfile = 'Dockerfile'\n", True),
        ("fly.toml", "app = 'shop'\n[env]\nA = '1'\n", True),
        ("fly.toml", "app = 'shop'\n[build]\nbuilder = 'paketobuildpacks/builder:base'\n", False),
        ("heroku.yml", "build: {docker: {web: Dockerfile}}", True),
        (".github/workflows/ship.yml", WORKFLOW, True),
        (".github/workflows/ship.yml", WORKFLOW.replace("v6", "v6, with: {file: web/Dockerfile}"), True),
        (".github/workflows/test.yml", "jobs: {test: {steps: [{run: pytest}]}}", False),
        (".gitlab-ci.yml", "ship:\n  script: docker build -t shop -f Dockerfile.prod .\n", False),
        ("deploy.sh", "docker build -t shop .\n", True),
    ],
)
def test_whether_something_deploys_an_image(
    read: Read, tmp_path: Path, path: str, content: str, *, deployed: bool
) -> None:
    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / path).write_text(content)
    (tmp_path / "app.py").write_text("app = 1\n")
    deploy = read(Dockerfile="FROM python:3\nCOPY . .\nCMD flask run --debug\n")
    (launch,) = (one for one in deploy.launches if one.place.path == "Dockerfile")
    assert launch.undeployed is not deployed


@pytest.mark.parametrize(
    ("service", "developed"),
    [
        ("{build: ., volumes: ['.:/app']}", True),
        ("{build: ., develop: {watch: []}}", True),
        ("{build: ., environment: {FLASK_DEBUG: 1}}", True),
        ("{build: .}", False),
        ("{build: ., volumes: ['data:/var/lib/shop', './uploads:/uploads']}", False),
        ("{image: shop, volumes: ['.:/app']}", False),
    ],
)
def test_whether_an_image_is_built_to_develop_in(read: Read, service: str, *, developed: bool) -> None:
    files = {"Dockerfile": "FROM python:3\nCOPY . .\nCMD flask run --debug\n", "app_dot_py": "app = 1"}
    deploy = read(compose_dot_yaml=f"services: {{web: {service}}}", **files)
    assert [one.developed for one in deploy.launches] == [developed]
    assert ("compose.yaml" in deploy.files) == ("environment" in service)


def test_a_service_of_another_language_or_folder(read: Read, tmp_path: Path) -> None:
    for folder, file in (("front", "package.json"), ("api", "app.py")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / file).touch()
    check = "healthcheck: {test: [CMD, curl, 'http://localhost/x']}"
    services = f"services:\n  f: {{build: ./front, {check}}}\n  a: {{build: {{context: api}}, {check}}}\n"
    assert [one.context for one in read(compose_dot_yaml=services).health_checks] == ["api"]


CLUSTER = """apiVersion: v1
kind: ConfigMap
data: {MODE: production}
---
apiVersion: v1
kind: Secret
stringData: {API_TOKEN: hunter2}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
---
apiVersion: apps/v1
kind: Deployment
spec:
  replicas: 2
  template:
    spec:
      containers:
      - image: registry.example/shop:1
        command: ["gunicorn", "--workers", "4"]
        args: ["shop:app"]
        env:
        - name: A
          value: "1"
        - name: B
          valueFrom: {secretKeyRef: {name: b, key: b}}
        livenessProbe:
          httpGet:
            path: /livez
            port: http
            scheme: HTTPS
            httpHeaders: [{name: host, value: shop.example}]
        readinessProbe:
          exec: {command: [curl, "http://localhost:8000/readyz"]}
      - image: redis:8
        livenessProbe: {httpGet: {path: /no, port: 1}}
"""


def test_kubernetes(read: Read) -> None:
    deploy = read(k8s__base__shop_dot_yaml=CLUSTER)
    place = lambda line: Place("k8s/base/shop.yaml", line)  # noqa: E731 - shorter than its repetition
    assert [(one.name, one.shown, one.place.line) for one in deploy.variables] == [
        ("MODE", "production", 3),
        ("API_TOKEN", None, 7),
        ("A", "1", 23),
        ("B", None, 25),
    ]
    [launch] = deploy.launches
    assert (launch.target, launch.workers, launch.replicas, launch.place) == ("shop:app", 4, 2, place(20))
    assert deploy.health_checks == (
        HealthCheck("/livez", place(29), "shop.example", "https", "liveness"),
        HealthCheck("/readyz", place(34), "localhost:8000", kind="readiness", port=8000),
    )
    assert deploy.proxies == (Proxy("ingress", 1, place(10)),)


@pytest.mark.parametrize("folder", ["k8s__overlays__dev", "k8s__test"])
def test_what_is_for_development_or_a_template_is_left_out(folder: str, read: Read) -> None:
    template = "apiVersion: v1\nkind: Pod\nspec: {{- include x }}\n"
    deploy = read(**{f"{folder}__shop_dot_yaml": CLUSTER, "k8s__helm_dot_yaml": template})
    assert deploy == Deploy()


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("fly_dot_toml", '[http_service]\n[[http_service.checks]]\npath = "/up"\n', ("/up", 3)),
        ("fly_dot_toml", '[[services]]\n[[services.http_checks]]\npath = "/up"\n', ("/up", 3)),
        ("fly_dot_toml", '[checks.web]\ntype = "http"\npath = "/up"\n', ("/up", 3)),
        ("render_dot_yaml", "services:\n- type: web\n  healthCheckPath: /up\n", ("/up", 3)),
        ("railway_dot_json", '{"deploy": {\n"healthcheckPath": "/up"}}', ("/up", 2)),
        ("app_dot_yaml", "runtime: x\nliveness_check:\n  path: /up\n", ("/up", 3)),
        ("Dockerfile", "FROM x\nHEALTHCHECK CMD wget -q localhost/up || exit 1\n", ("/up", 2)),
        ("Dockerfile", "FROM x\nHEALTHCHECK CMD curl http://localhost:$PORT/up\n", ("/up", 2)),
        ("Dockerfile", "FROM x\nHEALTHCHECK CMD curl http://127.0.0.1\n", ("/", 2)),
        (
            "Dockerfile",
            "FROM x\nHEALTHCHECK CMD curl http://localhost:80/up -H 'Host: localhost'\n",
            ("/up", 2),
        ),
        (
            "Dockerfile",
            "FROM x\nHEALTHCHECK CMD curl http://localhost:80/up || wget http://localhost:80/up\n",
            ("/up", 2),
        ),
    ],
)
def test_health_checks(name: str, text: str, says: tuple[str, int], read: Read) -> None:
    assert [(one.path, one.place.line) for one in read(**{name: text}).health_checks] == [says]


WEB = "services:\n- type: web\n  startCommand: gunicorn app:app\n"
BUILT = "services:\n  web:\n    build: .\n"


@pytest.mark.parametrize(
    ("files", "disks"),
    [
        ({"render_dot_yaml": WEB}, [("render.yaml", 2, None)]),
        ({"render_dot_yaml": f"{WEB}  disk:\n    name: rows\n"}, []),
        ({"render_dot_yaml": WEB.replace("web", "worker")}, []),
        ({"fly_dot_toml": "[http_service]\ninternal_port = 80\n"}, [("fly.toml", 1, None)]),
        ({"fly_dot_toml": "[http_service]\nforce_https = true\n[mounts]\nsource = 'rows'\n"}, []),
        ({"compose_dot_yml": BUILT, "Dockerfile": "FROM python\n"}, [("compose.yml", 2, "Dockerfile")]),
        ({"compose_dot_yml": f"{BUILT}    volumes: [rows:/srv]\n", "Dockerfile": "FROM python\n"}, []),
        (
            {"compose_dot_yml": f"{BUILT}    environment: [FLASK_DEBUG=1]\n", "Dockerfile": "FROM python\n"},
            [],
        ),
        (
            {
                "compose_dot_yml": BUILT,
                "compose_dot_prod_dot_yml": f"{BUILT}    volumes: [rows:/srv]\n",
                "Dockerfile": "FROM python\n",
            },
            [],
        ),
    ],
)
def test_services_without_a_disk_that_outlives_a_deploy(
    files: dict[str, str], disks: list[tuple[str, int, str | None]], read: Read
) -> None:
    assert [(one.place.path, one.place.line, one.builds) for one in read(**files).new_disks] == disks


@pytest.mark.parametrize(
    "command",
    [
        "curl http://localhost:8080 && curl http://localhost:5000/up",  # two servers
        "pg_isready -h localhost",
        "nc -z localhost 80",
        "curl http://localhost/$X",
        "true",
        "curl web/up",
    ],
)
def test_no_health_path(command: str, read: Read) -> None:
    assert read(Dockerfile=f"FROM x\nHEALTHCHECK CMD {command}\n").health_checks == ()


NGINX = """server {
  # proxy_pass http://old;
  location / {
    proxy_set_header X-Forwarded-Proto $scheme; proxy_set_header Host "a;b";
    proxy_pass http://web;
  }
}
"""
TRAEFIK = "services:\n  a:\n    build: .\n    labels: [traefik.enable=true]\n"
FOR, PROTO = "x-forwarded-for", "x-forwarded-proto"


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("nginx__default_dot_conf", NGINX, ("nginx", 5, ("x-forwarded-proto",))),
        ("nginx_dot_conf", "uwsgi_pass unix:/x;", ("nginx", 1, ())),
        ("Procfile", "web: gunicorn a:b\n", ("the platform's router", 1, (FOR, PROTO))),
        ("Caddyfile", "a {\n reverse_proxy b\n}\n", ("Caddy", 2, (FOR, "x-forwarded-host", PROTO))),
        ("compose_dot_yaml", TRAEFIK, ("traefik", 2, ())),
    ],
)
def test_proxies(name: str, text: str, says: tuple[Any, ...], read: Read) -> None:
    assert [(one.what, one.place.line, one.headers) for one in read(**{name: text}).proxies] == [says]


@pytest.mark.parametrize(
    ("text", "added"),
    [
        ("server { add_header X-A 'b c' always; location / { proxy_pass http://web; } }", {"x-a": "b c"}),
        ("server { location / { proxy_pass http://web; } add_header X-A b; }", {"x-a": "b"}),
        ("server { location / { proxy_pass http://web; add_header X-A b; } }", {"x-a": "b"}),
        ("server { location / { proxy_pass http://web; } location /s { add_header X-A b; } }", {}),
        ("add_header X-A b; server { add_header X-C d; location / { proxy_pass http://w; } }", {"x-c": "d"}),
        (
            "add_header A b; location / { proxy_pass x; } location /c { add_header C d; proxy_pass y; }",
            {},
        ),
        ("server { # add_header X-A b;\n location / { proxy_pass http://web; } }", {}),
        ("server { proxy_set_header X-A b; location / { proxy_pass http://web; } }", {}),
        ("} server { add_header X-A b; location / { proxy_pass http://web; } }", {"x-a": "b"}),
    ],
)
def test_what_nginx_adds_to_all_that_it_passes_on(text: str, added: dict[str, str], read: Read) -> None:
    assert [one.adds for one in read(nginx_dot_conf=text).proxies] == [added]


@pytest.mark.parametrize("text", ["root /x;", "# proxy_pass x;", 'add_header a "proxy_pass b";'])
def test_no_proxy(text: str, read: Read) -> None:
    assert read(nginx_dot_conf=text).proxies == ()


@pytest.mark.parametrize(
    ("passed", "names"),
    [
        ("uwsgi_pass unix:/x;", True),
        ("proxy_pass http://app:8000;", False),
        ("uwsgi_pass unix:/x; proxy_pass http://app:8000;", False),
    ],
)
def test_whether_nginx_names_the_visitor(passed: str, names: bool, read: Read) -> None:
    assert [one.names_visitor for one in read(nginx_dot_conf=passed).proxies] == [names]


PASSING = """services:
  backend:
    build: .
    container_name: shop-api
  frontend:
    build: ./src/frontend
  ml:
    build: ./node
  db:
    image: postgres:17
"""


@pytest.mark.parametrize(
    ("passed", "name", "seen"),
    [
        ("proxy_pass http://backend:5000/api/;", "nginx.conf", True),
        ("proxy_pass http://shop-api:5000;", "nginx/site.conf", True),
        ("proxy_pass http://shop; } } upstream shop { server { server backend:5000;", "default.conf", True),
        ("uwsgi_pass backend:5000;", "default.conf.template", True),
        ("proxy_pass http://backend:5000;", "nginx.dev.conf", False),
        ("proxy_pass http://backend:5000;", "httpd.conf", False),
        ("proxy_pass http://db:5432;", "nginx.conf", False),
        ("proxy_pass http://ml:5000;", "nginx.conf", False),
        ("proxy_pass http://frontend:5000;", "nginx.conf", False),
        ("proxy_pass https://api.example/;", "nginx.conf", False),
        ("root /x;", "nginx.conf", False),
    ],
)
def test_an_nginx_that_a_compose_file_has_made(
    passed: str, name: str, seen: bool, read: Read, tmp_path: Path
) -> None:
    file = tmp_path / "src/frontend" / name
    file.parent.mkdir(parents=True)
    file.write_text(f"server {{\n  location / {{ {passed} }}\n}}\n")
    (tmp_path / "node").mkdir()
    (tmp_path / "node/package.json").touch()
    found = [(one.what, one.place) for one in read(compose_dot_yaml=PASSING).proxies]
    assert found == [("nginx", Place(f"src/frontend/{name}", 2))] * seen


def test_units(read: Read) -> None:
    unit = (
        "[Service]\nWorkingDirectory=/srv/shop\nEnvironment=A=1 \\\n  'B=2 3'\nEnvironmentFile=-/etc/shop\n"
    )
    program = '[program:web]\ndirectory=web\ncommand=gunicorn -w 2 shop:app\nenvironment=C="1",D=2\n'
    deploy = read(
        web_dot_service=f"{unit}ExecStart=/x/gunicorn shop:app\n",
        supervisord_dot_conf=program,
        uwsgi_dot_ini="[uwsgi]\nmodule = shop:app\nprocesses = 5\nenv = E=1\n",
    )
    assert [(one.server, one.folder, one.workers, one.place.line) for one in deploy.launches] == [
        ("uwsgi", ".", 5, 2),
        ("gunicorn", "web", 2, 3),
        ("gunicorn", "/srv/shop", None, 6),
    ]
    assert [(one.name, one.shown) for one in deploy.variables] == [
        ("E", "1"),
        ("C", "1"),
        ("D", "2"),
        ("A", "1"),
        ("B", "2 3"),
    ]
    assert deploy.env_files == (EnvFile("/etc/shop", Place("web.service", 5)),)


@pytest.mark.parametrize(
    ("config", "workers"),
    [("workers = 3\nthreads = 2\n", 3), ("workers = cpus() * 2\n", None), ("def (", None)],
)
def test_gunicorns_config_goes_for_its_launches(config: str, workers: int | None, read: Read) -> None:
    deploy = read(Procfile="web: gunicorn -c gunicorn.conf.py shop:app\n", gunicorn_dot_conf_dot_py=config)
    assert [one.workers for one in deploy.launches] == [workers]


@pytest.mark.parametrize(
    ("option", "worker_class"),
    [("", "uvicorn.workers.UvicornWorker"), ("-k gevent ", "gevent")],
)
def test_the_worker_of_gunicorns_config(option: str, worker_class: str, read: Read) -> None:
    config = "worker_class = 'uvicorn.workers.UvicornWorker'\n"
    procfile = f"web: gunicorn -c gunicorn.conf.py {option}shop:app\n"
    deploy = read(Procfile=procfile, gunicorn_dot_conf_dot_py=config)
    assert [one.worker_class for one in deploy.launches] == [worker_class]


@pytest.mark.parametrize(
    ("procfile", "unread"),
    [
        ("web gunicorn runserver:app", [(1, "web")]),
        ("web= gunicorn runserver:app\n", [(1, "web")]),
        ("release: flask db upgrade\n\nweb python app.py\n", [(3, "web")]),
        ("gunicorn runserver:app\n", [(1, None)]),
        ("gunicorn --bind 0.0.0.0:8000 app:app", [(1, None)]),
        ("# web gunicorn app:app\nweb: gunicorn app:app\n", []),
        ("web : gunicorn app:app\n", []),
        ("web: gunicorn \\\n  --workers 2 app:app\n", []),
        ("worker-2: python app.py\n", []),
        ("web bundle exec puma\n", []),
        ("\n", []),
    ],
)
def test_a_line_of_a_procfile_that_declares_no_process(
    procfile: str, unread: list[tuple[int, str | None]], read: Read
) -> None:
    deploy = read(Procfile=procfile, app_dot_py="app.run()")
    assert [(one.place.line, one.process) for one in deploy.unread] == unread


def test_what_dotenv_files_tell_flask(read: Read) -> None:
    deploy = read(
        _dot_flaskenv="FLASK_ENV=development\nFLASK_DEBUG = 1  # at home\n# FLASK_APP=old\n",
        _dot_env="SECRET_KEY=hunter2\nexport FLASK_APP='shop:create_app()'\nFLASK_APP_NAME=x\n",
    )
    assert [(one.name, one.shown, str(one.place)) for one in deploy.flask_settings] == [
        ("FLASK_DEBUG", "1", ".flaskenv:2"),
        ("FLASK_APP", "shop:create_app()", ".env:2"),
    ]


@pytest.mark.parametrize(
    ("path", "seen"),
    [
        ("app/.env_default", True),
        ("web/app/.env.dist", True),
        ("app/env.sample", True),
        ("example.env", True),
        ("docs/.env.example", False),
        ("tests/.env.example", False),
        (".venv/app/.env.example", False),
    ],
)
def test_the_examples_beside_the_modules(read: Read, tmp_path: Path, path: str, seen: bool) -> None:
    for folder in ("app", "web/app", "tests", ".venv/app"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "main.py").touch()
    (tmp_path / path).parent.mkdir(exist_ok=True)
    (tmp_path / path).write_text("API_KEY=\n")
    assert [one.place.path for one in read().documented] == ([path] if seen else [])


@pytest.mark.parametrize(
    ("readme", "line"),
    [
        ("# Shop\nMake a `.env`:\n", 2),
        ("Create `.env` from `.env.example`.\n`python app.py`\n", 1),
        ("Copy `.env.example`.\n", None),
        ("Make .env, then `flask run`.\n", None),
        ("Make .env, then `docker compose up`.\n", None),
        ("Make .env, and `source .env`.\n", None),
        ("See config/prod.env\n", None),
    ],
)
def test_a_dotenv_file_that_readme_speaks_of(readme: str, line: int | None, read: Read) -> None:
    told = read(README_dot_md=readme).told_dotenv
    assert (told.line if told else None) == line


@pytest.mark.parametrize(
    ("name", "line", "near"),
    [
        (".env.production", "DB=postgresql://a:b@localhost:5432/shop", ["DB"]),
        (".env.prod", "DB='mysql://a:b@127.0.0.1/shop'", ["DB"]),
        (".env.production", "DB=postgresql://a:b@db:5432/shop", []),
        (".env.production", "DB=sqlite:///shop.db", []),
        (".env.production", "# DB=postgresql://a:b@localhost/shop", []),
        (".env.production", "UI=http://localhost:3000", []),
        (".env", "DB=postgresql://a:b@localhost:5432/shop", []),
    ],
)
def test_servers_on_this_machine_in_the_file_for_production(
    name: str, line: str, near: list[str], read: Read, tmp_path: Path
) -> None:
    (tmp_path / name).write_text(f"{line}\n")
    assert [one.name for one in read().near_in_production] == near


def test_documented_and_mentioned(read: Read, tmp_path: Path) -> None:
    (tmp_path / ".env.example").write_text("A=1\n# export B=2\n\nprose\n")
    (tmp_path / ".env").write_text("SECRET=1\n# OLD=1\n")
    (tmp_path / "README.md").write_text("Set API_URL, not URL.")
    deploy = read()
    assert [(one.name, one.shown, one.place.line) for one in deploy.documented] == [
        ("A", None, 1),
        ("B", None, 2),
    ]
    assert [(one.name, one.shown, one.place) for one in deploy.dotenv] == [("SECRET", None, Place(".env", 1))]
    assert deploy.mentioned == ("API_URL",)


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("mysql+pymysql://usuario:senha@host/db", "mysql"),
        ("'postgres://shop@db/shop'", "postgresql"),
        ("sqlite:///shop.db", "sqlite"),
        ("redis://cache:6379", None),
        ("mysql", None),
        ("", None),
    ],
)
def test_the_kind_of_a_documented_database(read: Read, tmp_path: Path, value: str, kind: str | None) -> None:
    (tmp_path / ".env.example").write_text(f"DATABASE_URL={value}\n")
    assert [one.backend for one in read().documented] == [kind]


@pytest.mark.parametrize(
    ("name", "content", "files"),
    [
        ("requirements.txt", b"flask\ngunicorn==23\n", ("requirements.txt",)),
        ("requirements.txt", "gunicorn".encode("utf-16"), ("requirements.txt",)),
        ("requirements.txt", b"flask\nmygunicorns\n", ()),
        ("pyproject.toml", b'dependencies = ["gunicorn[gevent]"]', ("pyproject.toml",)),
        ("requirements/prod.txt", b"Gunicorn\n", ("requirements/prod.txt",)),
        ("Dockerfile", b"FROM x\nRUN pip install gunicorn\n", ("Dockerfile",)),
        ("Dockerfile", b"FROM x\nCMD gunicorn app:app\n", ()),
        ("Dockerfile", b"FROM tiangolo/meinheld-gunicorn-flask\n", ("Dockerfile",)),
        ("build.sh", b"pip install gunicorn\ngunicorn app:app\n", ("build.sh",)),
        ("build.sh", b"gunicorn app:app\n", ()),
    ],
)
def test_what_installs_a_server(name: str, content: bytes, files: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_bytes(content)
    (tmp_path / "Procfile").write_text("web: gunicorn app:app\n")
    assert gather_deploy(tmp_path).facts.named_by == {"gunicorn": files}


def test_what_installs_the_server_of_a_service_with_a_folder_of_its_own(tmp_path: Path) -> None:
    compose = "services: {web: {build: {context: ./services/web}, command: gunicorn manage:app}}"
    (tmp_path / "compose.yaml").write_text(compose)
    (tmp_path / "services" / "web").mkdir(parents=True)
    (tmp_path / "services" / "web" / "Dockerfile").write_text("FROM python:3.13\nWORKDIR /app\nCOPY . .\n")
    (tmp_path / "services" / "web" / "requirements.txt").write_text("flask\ngunicorn==23\n")
    (tmp_path / "requirements.txt").write_text("flask\n")
    files = ("services/web/requirements.txt",)
    assert gather_deploy(tmp_path).facts.named_by == {"gunicorn": files}


def test_merged_keys_are_those_of_the_anchor_unless_given() -> None:
    [document] = documents("a: &a {x: 1, y: 2}\nb:\n  <<: *a\n  y: 3\n")
    assert (dict(document.under("b")), document.under("b").lines) == ({"x": "1", "y": "3"}, {"x": 1, "y": 4})


@settings(max_examples=60, suppress_health_check=[Health.function_scoped_fixture], deadline=None)
@given(st.text(max_size=200), st.sampled_from([name for name, _, _ in _READERS]))
def test_no_text_makes_a_reader_fail(tmp_path: Path, text: str, pattern: str) -> None:
    path = tmp_path / pattern.replace("*", "x" if pattern.startswith("*.") else "")
    path.write_text(text, encoding="utf-8", errors="replace")
    assert set(gather_deploy(tmp_path).facts.files) <= {path.name}
    path.unlink()


@pytest.mark.parametrize(
    ("written", "holds"),
    [
        ("SECRET_KEY: 5f352379324c22463451387a0aec5d2f", "secret"),
        ("SECRET_KEY: change-me", "placeholder"),
        ("SECRET_KEY: ${SECRET_KEY}", None),
        ("SECRET_KEY: ${SECRET_KEY:-5f352379324c22463451387a0aec5d2f}", "secret"),
        ("SECRET_KEY: ${SECRET_KEY-supersecretkey}", "placeholder"),
        ('SECRET_KEY: "${SECRET_KEY:-${OTHER:-supersecretkey}}"', "placeholder"),
        ("SECRET_KEY: ${SECRET_KEY:-${OTHER}}", None),
        ("SECRET_KEY: ${SECRET_KEY:-}", None),
        ("SECRET_KEY: ${SECRET_KEY:?give one}", None),
        ("FLASK_ENV: ${FLASK_ENV:-production}", None),
        ("DATABASE_URL: ${DATABASE_URL:-postgresql://shop:q7Vf0tXz2L@db/shop}", None),
        ("SECRET_KEY:", None),
        ("DATABASE_URL: postgresql://shop:q7Vf0tXz2L@db/shop", None),
        ("DATABASE_URL: postgresql://shop:q7Vf0tXz2L@db.shop.net/shop", "secret"),
        ("DATABASE_URL: postgresql://shop:changeme@db.shop.net/shop", None),
        ("DATABASE_URL: mysql+pymysql://usuario:senha@host/db_irrigacao", "placeholder"),
        ("DATABASE_URL: postgres://user:password@HOST:PORT/shop", "placeholder"),
        ("DATABASE_URL: postgresql://user:password@db.example.com/shop", "placeholder"),
        ("DATABASE_URL: postgresql://user:password@hostess/shop", None),
        ("DATABASE_URL: postgresql://user:password@localhost/shop", None),
        ("BROKER_URL: amqp://guest:guest@host/", None),
        ("DB_PASSWORD: postgres", None),
        ("WORKERS: 4", None),
    ],
)
def test_what_a_variable_holds(read: Read, written: str, holds: str | None) -> None:
    deploy = read(compose_dot_yaml=f"services:\n  web:\n    build: .\n    environment:\n      {written}\n")
    assert [one.holds for one in deploy.variables] == [holds]
    assert "q7Vf0tXz2L" not in repr(deploy)
    assert "5f352379324c" not in repr(deploy)


@pytest.mark.parametrize(
    ("gitignore", "dockerignore", "lets_env_in"),
    [(".env\n", "*.pyc\n", True), (".env\n", ".env\n", False), (".env\n", ".*\n", False), ("", "", False)],
)
def test_a_dotenv_file_that_only_git_ignores(
    read: Read, tmp_path: Path, gitignore: str, dockerignore: str, *, lets_env_in: bool
) -> None:
    git(tmp_path, "init", "-q")
    written = {"_dot_gitignore": gitignore, "_dot_dockerignore": dockerignore}
    [image] = read(Dockerfile="FROM python:3\nCOPY . /shop\n", **written).images
    assert image.lets_env_in is lets_env_in


def test_fallbacks_of_a_dockerfile_and_of_a_script(read: Read) -> None:
    image = read(
        Dockerfile="FROM python:3\nARG KEY=5f352379324c22463451387a0aec5d2f\nARG OTHER\n"
        "ENV SECRET_KEY=$KEY JWT_SECRET_KEY=${JWT_SECRET_KEY:-changeme}\nENV API_TOKEN ${OTHER}\n",
        start_dot_sh='#!/bin/sh\n: "${SESSION_SECRET:=changeme}"\n'
        'export CSRF_SECRET_KEY="${CSRF_SECRET_KEY:-changeme}"\n'
        'echo "${NOISE_SECRET:-changeme}"\nOTHER_SECRET=${NOT_IT:-changeme}\nexec gunicorn shop:app\n',
        seed_dot_sh='export SEED_SECRET="${SEED_SECRET:-changeme}"\npython seed.py\n',
    )
    assert [(one.name, one.holds, one.unless_set) for one in image.variables] == [
        ("SECRET_KEY", "secret", True),
        ("JWT_SECRET_KEY", "placeholder", True),
        ("API_TOKEN", None, False),
        ("SESSION_SECRET", "placeholder", True),
        ("CSRF_SECRET_KEY", "placeholder", True),
    ]
    assert "5f352379324c" not in repr(image)


@pytest.mark.parametrize(
    "line",
    [
        "export SECRET_KEY=${SECRET_KEY:-`openssl rand -hex 32`}",
        'export SECRET_KEY="${SECRET_KEY:-`openssl rand -hex 32`}"',
        "export SECRET_KEY=${SECRET_KEY:-$(openssl rand -hex 32)}",
        ': "${SECRET_KEY:=shop-`hostname`-q7Vf0tXz2L}"',
    ],
)
def test_a_fallback_that_the_shell_computes_is_no_secret(read: Read, line: str) -> None:
    deploy = read(start_dot_sh=f"#!/bin/sh\n{line}\nexec gunicorn shop:app\n")
    assert [(one.name, one.holds, one.unless_set) for one in deploy.variables] == [
        ("SECRET_KEY", None, False)
    ]


@pytest.mark.parametrize(
    ("server", "plain"),
    [
        ("listen 80; include mime.types;", True),
        ("listen [::]:8080 default_server; include /etc/nginx/uwsgi_params;", True),
        ("listen 80; proxy_set_header X-Forwarded-Proto $scheme;", True),
        ("listen 80; proxy_set_header X-Forwarded-Proto https;", False),
        ("listen 80; proxy_set_header X-Forwarded-Proto $http_x_forwarded_proto;", False),
        ("listen 443 ssl;", False),
        ("listen 80; listen 0.0.0.0:443;", False),
        ("listen 8443 ssl http2;", False),
        ("listen 80; ssl_certificate a.pem;", False),
        ("listen 80; include /etc/letsencrypt/options-ssl-nginx.conf;", False),
        ("server_name shop.example;", False),
    ],
)
def test_whether_nginx_listens_without_tls(server: str, plain: bool, read: Read) -> None:
    text = f"server {{ {server} location / {{ proxy_pass http://app:8000; }} }}"
    [proxy] = read(nginx_dot_conf=text).proxies
    assert proxy.plain is plain
