"""What compose files and nginx's own tell together of what stands in front of the app."""

from pathlib import Path

import pytest

from releasecheck.gather.deploy import gather_deploy

NGINX = "server {\n  listen 443 ssl;\n  location / { proxy_pass http://web:8000; }\n}\n"
COMPOSE = """services:
  web:
    build: .
    ports: [PORT]
MORE
  front:
    image: nginx
    ports: ["443:443"]
"""


def laid(folder: Path, port: str = '"8000:8000"', more: str = "", nginx: str = NGINX, **files: str) -> Path:
    (folder / "app.py").touch()
    (folder / "Dockerfile").write_text("FROM python:3.13\nCOPY . .\nCMD gunicorn app:app\n")
    (folder / "nginx.conf").write_text(nginx)
    (folder / "compose.yaml").write_text(COMPOSE.replace("PORT", port).replace("MORE", more))
    for name, text in files.items():
        (folder / name.replace("_", ".")).write_text(text)
    return folder


def bypasses(folder: Path) -> list[tuple[str, str, int | None, str | None]]:
    found = gather_deploy(folder).facts.bypasses
    return [(one.service, one.port, one.place.line, one.proxy.place.path) for one in found]


@pytest.mark.parametrize("port", ["8000:8000", "80:8000", "0.0.0.0:8000:8000/tcp", "${PORT:-80}:8000"])
def test_the_apps_port_beside_nginx(tmp_path: Path, port: str) -> None:
    assert bypasses(laid(tmp_path, f'"{port}"')) == [("web", port, 4, "nginx.conf")]


def test_by_the_name_of_its_container_and_an_upstream(tmp_path: Path) -> None:
    nginx = "upstream app { server shop:8000; }\nserver { location / { proxy_pass http://app; } }\n"
    assert len(bypasses(laid(tmp_path, more="    container_name: shop", nginx=nginx))) == 1


@pytest.mark.parametrize("port", ["127.0.0.1:8000:8000", "8000", "5678:5678", "${HOST}:8000:8000"])
def test_ports_of_no_matter(tmp_path: Path, port: str) -> None:
    assert bypasses(laid(tmp_path, f'"{port}"')) == []


@pytest.mark.parametrize(
    "more", ["    volumes: ['.:/app']", "    environment: {FLASK_DEBUG: 1}", "    command: flask run --debug"]
)
def test_a_service_for_development(tmp_path: Path, more: str) -> None:
    assert bypasses(laid(tmp_path, more=more)) == []


def test_an_nginx_that_passes_to_another(tmp_path: Path) -> None:
    assert bypasses(laid(tmp_path, nginx=NGINX.replace("web", "node"))) == []


def test_no_nginx_in_the_compose_file(tmp_path: Path) -> None:
    folder = laid(tmp_path)
    (folder / "compose.yaml").write_text("services:\n  web:\n    build: .\n    ports: ['8000:8000']\n")
    assert bypasses(folder) == []


def small(folder: Path) -> list[str | None]:
    return [one.place.path for one in gather_deploy(folder).facts.small_bodies]


@pytest.mark.parametrize("more", ["", "include uwsgi_params;", "include /etc/nginx/mime.types;"])
def test_nginx_with_its_own_limit(tmp_path: Path, more: str) -> None:
    assert small(laid(tmp_path, nginx=more + NGINX)) == ["nginx.conf"]


@pytest.mark.parametrize(
    "more", ["client_max_body_size 16m;", "client_max_body_size 0;", "include snippets/limits.conf;"]
)
def test_nginx_with_another_limit_or_with_more_files(tmp_path: Path, more: str) -> None:
    assert small(laid(tmp_path, nginx=more + NGINX)) == []


def test_a_limit_that_another_deploy_file_names(tmp_path: Path) -> None:
    assert small(laid(tmp_path, limits_conf="client_max_body_size 16m;\n")) == []
    (tmp_path / "limits.conf").unlink()
    (tmp_path / "Dockerfile").write_text("FROM nginx\nRUN echo 'client_max_body_size 9m;' > /etc/nginx/x\n")
    assert small(tmp_path) == []


def test_an_nginx_of_which_no_file_is_here(tmp_path: Path) -> None:
    folder = laid(tmp_path)
    (folder / "nginx.conf").unlink()
    assert (small(folder), bypasses(folder)) == ([], [])
