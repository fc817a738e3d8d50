"""What goes into the container images."""

from collections.abc import Iterator

from releasecheck.facts.deploy import Deploy, Image
from releasecheck.facts.runs import Git
from releasecheck.findings import DoesNotApply, Found, Judgement, warning

from ..derived.wording import listed

_HISTORY = ".git"


@warning
def image_context_leaks(deploy: Deploy, git: Git | None = None) -> Judgement:
    """The image takes in files that must not leave this machine: `.env`, keys, a database, the git history.

    `COPY . .` copies what .dockerignore does not keep out, and whoever may pull the image reads it; a layer
    that deletes the file later does not take it back. What is named is here now, is not committed, and no
    pattern keeps it out. The history alone is told for information: it has every secret that was ever
    committed, and makes the image large.

    Fix: list `.env*`, `.git`, `instance` and databases in .dockerignore, or copy only the folders that the
    app needs.

    Fault::

        COPY . .                     # no .dockerignore, .env beside the Dockerfile

    Fine::

        COPY shop shop
    """
    images = [image for image in deploy.images if image.copies_all]
    if not images:
        yield DoesNotApply("no image copies the whole folder")
    for image in images:
        yield from _leaking(image, frozenset(git.tracked) if git else frozenset())


def _leaking(image: Image, tracked: frozenset[str]) -> Iterator[Found]:
    leaked = [path for path in image.takes_in if path not in tracked]
    if not leaked or image.copies_all is None:
        return
    lets = "there is no .dockerignore" if image.ignored is None else "no pattern of .dockerignore meets them"
    yield Found(
        f"the image takes in {listed(leaked)}",
        subject=image.place.path or "Dockerfile",
        place=image.copies_all,
        evidence=(lets, *leaked),
        severity="info" if leaked == [_HISTORY] else None,
    )
