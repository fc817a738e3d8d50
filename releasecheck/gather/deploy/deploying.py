"""Which Dockerfiles something deploys: a platform that builds them, or the project's CI or deploy script."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from releasecheck.gather.deploy.manifest import read

# What says in a file of that name that an image is built; null where the platform does so by itself.
_BUILDERS: tuple[tuple[str, re.Pattern[str] | None], ...] = (
    ("fly.toml", None),
    ("captain-definition", None),
    ("railway.toml", None),
    ("railway.json", None),
    ("render.y*ml", re.compile(r"\b(?:runtime|env):\s*['\"]?docker\b")),
    ("heroku.yml", re.compile(r"\bdocker:")),
    ("app.y*ml", re.compile(r"\bruntime:\s*['\"]?custom\b|\bdockerfile_path:")),
)
_BUILDS = re.compile(
    r"\b(?:docker|podman|nerdctl)\s+(?:buildx\s+|image\s+)?build\b|\bbuild-push-action\b|\bkaniko\b|\bbuildah\b"
    r"|\bcloud-builders/docker\b|\bgcloud\s+(?:builds\s+submit|run\s+deploy)\b|\bfly(?:ctl)?\s+deploy\b"
    r"|\baz\s+acr\s+build\b|\bcontainer:push\b|\bdocker/metadata-action\b|\bheroku-deploy\b"
)
_SCRIPTS = (
    *(".github/workflows/*.y*ml", ".gitlab-ci.yml", ".circleci/config.yml", ".travis.yml", "Jenkinsfile*"),
    *("cloudbuild*.y*ml", "buildspec*.y*ml", "bitbucket-pipelines.yml", "azure-pipelines*.yml", ".drone.yml"),
    *("*deploy*.sh", "*release*.sh", "deploy/*.sh", "scripts/*deploy*.sh", "bin/*deploy*"),
)
_WITHOUT = re.compile(r"nixpacks|railpack|^\s*(?:builder|image)\s*=", re.IGNORECASE | re.MULTILINE)
_NAMED = re.compile(r"[\w./-]*dockerfile(?:[.-]\w+)*\b(?!\w*\s*[=:])", re.IGNORECASE)


def deployed(project: Path, dockerfiles: Iterable[str]) -> frozenset[str]:
    """Those of the Dockerfiles that are built; a file that names none means the one of that very name."""
    named: set[str] = set()
    for text in _building(project):
        named.update(PurePosixPath(one).name for one in _NAMED.findall(text) or ("Dockerfile",))
    return frozenset(path for path in dockerfiles if PurePosixPath(path).name in named)


def _building(project: Path) -> Iterator[str]:
    """The files by which images are built."""
    for pattern, says in _BUILDERS:
        for text in map(read, sorted(project.glob(pattern))):
            if says.search(text) if says else not _WITHOUT.search(text):
                yield text
    for pattern in _SCRIPTS:
        yield from (text for text in map(read, sorted(project.glob(pattern))) if _BUILDS.search(text))
