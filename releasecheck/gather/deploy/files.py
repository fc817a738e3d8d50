"""Where deploy files are kept, and what reads each; the likelier file first."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from releasecheck.gather.deploy import platforms, units
from releasecheck.gather.deploy.compose import compose
from releasecheck.gather.deploy.dockerfile import dockerfile
from releasecheck.gather.deploy.kubernetes import kubernetes
from releasecheck.gather.deploy.manifest import Item, Manifest, Script, read
from releasecheck.gather.deploy.names import is_developments
from releasecheck.gather.deploy.nginx import caddy, nginx
from releasecheck.gather.deploy.steps import steps
from releasecheck.gather.deploy.tasks import tasks
from releasecheck.gather.deploy.uwsgi import uwsgi

FOLDERS = (".", "deploy", "deployment", "docker", ".docker", "scripts", "bin", "conf", "config", "etc")
_NGINX_FOLDERS = (*FOLDERS, "nginx", "docker/nginx", "deploy/nginx", "config/nginx", "nginx/conf.d")
_CLUSTER_FOLDERS = ("k8s", ".k8s", "kubernetes", "kube", "manifests", "deploy", "deployment", "openshift")
_CLUSTER_FILES_MAX = 100
Reader = Callable[[Manifest], Iterator[Item]]


@dataclass(frozen=True, slots=True)
class File:
    """A manifest that was read; `deploys` is false where such files often serve development too."""

    path: str
    deploys: bool


_READERS: tuple[tuple[str, Reader, bool], ...] = (
    ("Procfile", platforms.procfile, True),
    ("[Dd]ocker[Ff]ile*", dockerfile, True),
    ("*.Dockerfile", dockerfile, True),
    ("app.json", platforms.app_json, True),
    ("*compose*.y*ml", compose, False),
    ("render.y*ml", platforms.render, True),
    ("app.y*ml", platforms.app_yaml, True),
    ("fly.toml", platforms.fly, True),
    ("heroku.yml", platforms.heroku, True),
    ("railway.toml", platforms.railway, True),
    ("railway.json", platforms.railway, True),
    ("nixpacks.toml", platforms.nixpacks, True),
    ("apprunner.yaml", platforms.app_runner, True),
    ("vercel.json", platforms.vercel, True),
    ("gunicorn*.py", units.gunicorn_config, True),
    ("*.ini", uwsgi, True),
    ("supervisor*.conf", units.supervisor, True),
    ("*.service", units.systemd, True),
    ("Caddyfile*", caddy, True),
    ("*.sh", units.script, True),
)
# What lies beside the app where it has a folder of its own: `backend/Dockerfile`, `src/supervisord.conf`.
_BESIDE_THE_APP = frozenset(
    {"Procfile", "[Dd]ocker[Ff]ile*", "supervisor*.conf", "gunicorn*.py", "*.sh", "*.ini"}
)
_OF_SERVICES = frozenset({"[Dd]ocker[Ff]ile*"})  # `docker/web/Dockerfile`
_NGINX = ("*nginx*", "*.conf", "default.conf.template")


def manifests(project: Path) -> Iterator[tuple[File, Iterator[Item]]]:
    """Each deploy file with its items."""
    scripts = {**_scripts(project, "*.sh"), **_scripts(project, "*.ini"), **tasks(project)}
    for path, reader, deploys in _files(project):
        relative = _relative(project, path)
        if not any(map(is_developments, Path(relative).parts)):
            manifest = Manifest(project, relative, read(path), scripts)
            yield File(relative, deploys), _items(manifest, reader)


def _scripts(project: Path, pattern: str) -> dict[str, Script]:
    """By name; the outermost of one name is called."""
    found = reversed(list(_matching_all(project, pattern)))
    return {path.name: Script(_relative(project, path), read(path)) for path in found}


def _items(manifest: Manifest, reader: Reader) -> Iterator[Item]:
    """What it declares; steps make no deploy file of one that declares nothing else."""
    found = list(reader(manifest))
    yield from found
    if found:
        yield from steps(manifest)


def _files(project: Path) -> Iterator[tuple[Path, Reader, bool]]:
    seen: set[Path] = set()
    for pattern, reader, deploys in _READERS:
        for path in _matching_all(project, pattern):
            if path not in seen:
                seen.add(path)
                yield path, reader, deploys
    for path in _cluster_files(project):
        if path not in seen:
            seen.add(path)
            yield path, kubernetes, True
    for pattern in _NGINX:
        for path in matching(project, pattern, _NGINX_FOLDERS):
            if path not in seen:
                seen.add(path)
                yield path, nginx, True


def matching(project: Path, pattern: str, folders: tuple[str, ...] = FOLDERS) -> Iterator[Path]:
    """Files of the project's folder, then of the folders where deploy files are kept."""
    for folder in folders:
        yield from sorted(path for path in (project / folder).glob(pattern) if path.is_file())


def _matching_all(project: Path, pattern: str) -> Iterator[Path]:
    """The same, and where such a file lies in the app's own folder or in that of a service."""
    folders = list(FOLDERS)
    if pattern in _BESIDE_THE_APP:
        folders += [path.name for path in _below(project) if any(path.glob("*.py"))]
    if pattern in _OF_SERVICES:
        folders += [_relative(project, path) for one in FOLDERS[1:] for path in _below(project / one)]
    yield from matching(project, pattern, tuple(dict.fromkeys(folders)))


def _below(folder: Path) -> list[Path]:
    """Its folders, without environments and what is hidden."""
    try:
        found = sorted(path for path in folder.iterdir() if path.is_dir() and path.name[:1] != ".")
    except OSError:
        return []
    return [path for path in found if not (path / "pyvenv.cfg").exists()]


def _cluster_files(project: Path) -> list[Path]:
    folders = (project / folder for folder in _CLUSTER_FOLDERS)
    found = (path for folder in folders for path in sorted(folder.rglob("*.y*ml")) if path.is_file())
    beside = (path for path in sorted(project.glob("*.y*ml")) if path.is_file())
    return [*found, *beside][:_CLUSTER_FILES_MAX]


def _relative(project: Path, path: Path) -> str:
    return path.relative_to(project).as_posix()
