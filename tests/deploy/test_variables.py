"""The environment variables that deploy files set."""

from pathlib import Path

import pytest

from releasecheck.facts import Place
from releasecheck.gather.deploy import gather_deploy


@pytest.mark.parametrize(
    ("name", "text", "values"),
    [
        ("Dockerfile", "FROM x\nENV A=1 B='two words' \\\n    C=3\n", {"A": "1", "B": "two words", "C": "3"}),
        ("Dockerfile", "FROM x\nENV A two words\n", {"A": "two words"}),
        ("Dockerfile", "FROM x\nENV A=1\nFROM y\nENV PATH=/b:$PATH B=2\n", {"B": "2"}),
        ("Dockerfile", "FROM x\nENV A='unclosed\n", {}),
        (
            "app.json",
            '{"env": {"A": "1", "B": {"value": "2"}, "C": {"generator": "secret"}}}',
            {"A": "1", "B": "2"},
        ),
        ("app.json", '["no app"]', {}),
        ("app.json", "{", {}),
        ("app.yaml", "env_variables:\n  A: 1\n  B: two\n", {"A": "1", "B": "two"}),
        ("app.yaml", "{{ a template }}: {", {}),
        (
            "render.yaml",
            "services:\n- envVars:\n  - {key: A, value: 1}\n  - {key: B, sync: false}\n",
            {"A": "1"},
        ),
        ("fly.toml", '[env]\nA = "1"\n', {"A": "1"}),
        ("vercel.json", '{"env": {"A": "1", "B": "@of-the-platform", "C": {"no": "text"}}}', {"A": "1"}),
        ("fly.toml", "not toml [", {}),
        ("Dockerfile.dev", "FROM x\nENV A=1\n", {}),
        ("docker-compose.yml", "services: {web: {environment: {A: 1}}}", {}),  # starts nothing
    ],
)
def test_values_that_are_surely_the_releases(
    name: str, text: str, values: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert gather_deploy(tmp_path).values == {key: (value, name) for key, value in values.items()}


IMAGE = "FROM x\nENV B=2\nCMD gunicorn app:app\n"
STARTS_NOTHING = "FROM x\nENV B=2\n"
A = {"A": ("1", "compose.yaml")}


@pytest.mark.parametrize(
    ("image", "service", "added"),
    [
        (IMAGE, "build: .", A),
        (IMAGE, "build: {context: ., dockerfile: ./Dockerfile}", A),
        (IMAGE, "build: ., command: gunicorn -w 4 app:app", A),
        (IMAGE, "build: ., volumes: ['./data:/data']", A),
        (IMAGE, "build: ., command: python app.py", A),
        (STARTS_NOTHING, "build: ., command: gunicorn app:app", A),
        (STARTS_NOTHING, "build: .", {}),
        (IMAGE, "build: ./other", {}),
        (IMAGE, "image: 'shop:1'", {}),
        (IMAGE, "build: ., command: celery -A app worker", {}),
        (IMAGE, "build: ., command: python other.py", {}),
        (IMAGE, "build: ., command: flask run", {}),
        (IMAGE, "build: ., develop: {watch: []}", {}),
        (IMAGE, "build: ., command: gunicorn --reload app:app", {}),
        (IMAGE, "build: ., volumes: ['.:/app']", {}),
        (IMAGE, "build: ., volumes: [{type: bind, source: ./, target: /app}]", {}),
    ],
)
def test_values_of_a_service_are_the_releases_where_nothing_tells_of_development(
    image: str, service: str, added: dict[str, tuple[str, str]], tmp_path: Path
) -> None:
    (tmp_path / "Dockerfile").write_text(image)
    (tmp_path / "app.py").write_text("from shop import app  # Flask\napp.run()")
    (tmp_path / "other.py").write_text("x = 1")
    (tmp_path / "compose.yaml").write_text(f'services: {{web: {{{service}, environment: {{A: 1, C: ""}}}}}}')
    assert gather_deploy(tmp_path).values == {"B": ("2", "Dockerfile"), **added}


@pytest.mark.parametrize(
    ("name", "environment", "counts"),
    [
        ("web", "FLASK_ENV: production", True),
        ("web", "FLASK_DEBUG: 0", True),
        ("web", "DEBUG: '${DEBUG:-1}'", True),
        ("web", "FLASK_ENV: development", False),
        ("web", "FLASK_DEBUG: 1", False),
        ("web", "APP_SETTINGS: config.DevelopmentConfig", False),
        ("web-dev", "FLASK_ENV: production", False),
    ],
)
def test_a_service_says_by_its_mode_what_it_is_for(
    name: str, environment: str, counts: bool, tmp_path: Path
) -> None:
    (tmp_path / "Dockerfile").write_text(IMAGE)
    compose = f"services: {{{name}: {{build: ., environment: {{A: 1, {environment}}}}}}}"
    (tmp_path / "compose.yaml").write_text(compose)
    assert ("A" in gather_deploy(tmp_path).values) == counts


@pytest.mark.parametrize(
    ("name", "service", "served"),
    [
        ("web", "build: .", True),
        ("web", "build: ., restart: always, command: gunicorn app:app", True),
        ("web", "build: ., volumes: ['data:/data']", True),
        ("web-dev", "build: .", False),
        ("web", "build: ., volumes: ['.:/app']", False),
        ("web", "build: ., command: flask run --reload", False),
        ("web", "build: ., command: gunicorn --reload app:app", False),
        ("web", "build: ., command: celery -A app worker", False),
        ("web", "build: ., develop: {watch: []}", False),
        ("web", "image: 'redis:7'", None),
    ],
)
@pytest.mark.parametrize("style", ["{A: 1, FLASK_DEBUG: '1'}", "[A=1, FLASK_DEBUG=1]"])
def test_a_switch_that_a_service_is_deployed_with(
    name: str, service: str, served: bool | None, style: str, tmp_path: Path
) -> None:
    (tmp_path / "Dockerfile").write_text(IMAGE)
    (tmp_path / "app.py").touch()
    (tmp_path / "compose.yaml").write_text(f"services: {{{name}: {{{service}, environment: {style}}}}}")
    variables = gather_deploy(tmp_path).facts.variables
    found = [one.served for one in variables if one.place.path == "compose.yaml"]
    assert found == ([] if served is None else [served] * 2)


@pytest.mark.parametrize("mode", ["FLASK_ENV: development", "APP_SETTINGS: config.DevConfig", "DEBUG: 1"])
def test_a_switch_beside_another_one_for_development(mode: str, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text(IMAGE)
    text = f"services: {{web: {{build: ., environment: {{{mode}, FLASK_DEBUG: 1}}}}}}"
    (tmp_path / "compose.yaml").write_text(text)
    variables = gather_deploy(tmp_path).facts.variables
    assert not any(one.served for one in variables)


def test_code_that_is_mounted_where_the_mode_is_productions(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text(IMAGE)
    (tmp_path / "app.py").touch()
    compose = "services: {web: {build: ., volumes: ['.:/app'], environment: {APP_ENV: production}}}"
    (tmp_path / "compose.yaml").write_text(compose)
    assert gather_deploy(tmp_path).values["APP_ENV"] == ("production", "compose.yaml")


KEPT = "apiVersion: v1\nkind: Secret\nmetadata: {name: shop}\nstringData:\n  MYSQL_PASSWORD: senha123\n"
POD = """apiVersion: apps/v1
kind: Deployment
spec: {template: {spec: {containers: [{image: shop, env: [
  {name: DB_PASSWORD, valueFrom: {secretKeyRef: {name: shop, key: MYSQL_PASSWORD}}}]}]}}}
"""


@pytest.mark.parametrize(
    ("files", "held"),
    [
        pytest.param({"secret.yaml": KEPT, "app.yaml": POD}, ["secret"], id="by another name"),
        pytest.param({"app.yaml": f"{POD}---\n{KEPT}"}, ["secret"], id="in one file"),
        pytest.param(
            {"secret.yaml": KEPT.replace("name: shop", "name: other"), "app.yaml": POD}, [], id="of another"
        ),
        pytest.param(
            {"secret.yaml": KEPT.replace("MYSQL_PASSWORD", "OTHER_PASSWORD"), "app.yaml": POD},
            [],
            id="another key",
        ),
        pytest.param(
            {"secret.yaml": KEPT, "app.yaml": POD.replace("image: shop", "image: mysql:8")},
            [],
            id="to the database itself",
        ),
        pytest.param(
            {"secret.yaml": KEPT.replace("senha123", "${PASSWORD}"), "app.yaml": POD}, [], id="to fill in"
        ),
        pytest.param({"secret.example.yaml": KEPT, "app.yaml": POD}, [], id="an example"),
        pytest.param({"app.yaml": POD}, [], id="kept elsewhere"),
    ],
)
def test_what_a_container_gets_of_a_secret(tmp_path: Path, files: dict[str, str], held: list[str]) -> None:
    (tmp_path / "k8s").mkdir()
    for name, text in files.items():
        (tmp_path / "k8s" / name).write_text(text)
    found = gather_deploy(tmp_path)
    given = [one for one in found.facts.variables if one.name == "DB_PASSWORD" and one.holds]
    assert [one.holds for one in given] == held
    assert all("MYSQL_PASSWORD" in _line(tmp_path, one.place) for one in given)
    assert "senha123" not in repr(found)


def _line(project: Path, place: Place) -> str:
    return (project / (place.path or "")).read_text().splitlines()[(place.line or 1) - 1]


def secret(entry: str, key: str = "data") -> str:
    return f"apiVersion: v1\nkind: Secret\n{key}:\n  SECRET_KEY: {entry}\n"


@pytest.mark.parametrize(
    ("name", "text", "holds"),
    [
        ("secret.yaml", secret("bXktc3VwZXItc2VjcmV0LWtleS1jaGFuZ2UtbWU="), "placeholder"),
        ("secret.yaml", secret("NWYzNTIzNzkzMjRjMjI0NjM0NTEzODdhMGFlYzVkMmY="), "secret"),
        ("secret.yaml", secret("NWYzNTIzNzkzMjRjMjI0NjM0NTEzODdhMGFlYzVkMmYK"), "secret"),
        ("secret.yaml", secret("5f352379324c22463451387a0aec5d2f", "stringData"), "secret"),
        ("secret.yaml", secret('"{{ .Values.key }}"', "stringData"), None),
        ("secret.yaml", secret("${SECRET_KEY}", "stringData"), None),
        ("secret.yaml", secret("<base64 of your key>"), None),
        ("secret.yaml", secret("/////w=="), None),
        ("secret.example.yaml", secret("NWYzNTIzNzkzMjRjMjI0NjM0NTEzODdhMGFlYzVkMmY="), None),
        ("sealed.yaml", secret("AgBy8hCM8").replace("kind: Secret", "kind: SealedSecret"), None),
    ],
)
def test_what_a_secret_of_kubernetes_holds(tmp_path: Path, name: str, text: str, holds: str | None) -> None:
    (tmp_path / "k8s").mkdir()
    (tmp_path / "k8s" / name).write_text(text)
    found = gather_deploy(tmp_path)
    assert [one.holds for one in found.facts.variables] == ([] if name == "sealed.yaml" else [holds])
    assert all(one.shown is None for one in found.facts.variables)
