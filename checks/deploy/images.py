"""What goes into the container images."""

from collections.abc import Iterator

from releasecheck.facts import Place
from releasecheck.facts.app import App
from releasecheck.facts.deploy import Deploy, Image, Lacking
from releasecheck.facts.repository import Repository
from releasecheck.facts.runs import Git
from releasecheck.facts.source import Source
from releasecheck.facts.templates import Templates
from releasecheck.findings import DoesNotApply, Found, Judgement, error, warning

from ..derived.structure.rendered import files_of
from ..derived.structure.static_files import asked_for
from ..derived.wording import capped, listed

_HISTORY = ".git"
_SECRET = ("environment", "private-key")
_WHY = {
    "nowhere": "is nowhere in the project",
    "gitignore": "is kept out of git, so a clean checkout does not have it",
    "dockerignore": "is kept out of the build by .dockerignore",
}


@warning
def image_context_leaks(
    deploy: Deploy,
    git: Git | None = None,
    source: Source | None = None,
    repository: Repository | None = None,
) -> Judgement:
    """The image takes in files that must not leave this machine: `.env`, keys, a database, the git history.

    `COPY . .` copies what .dockerignore does not keep out, and whoever may pull the image reads it; a layer
    that deletes the file later does not take it back. What an earlier stage copied counts where the released
    one takes that folder over (`COPY --from=build /app /app`). What is named is here now, and no pattern
    keeps it out. What is committed is told by committed-env-file, and named here too where anything else goes
    in. The history alone is told for information: it has every secret that was ever committed, and makes the
    image large. So is a `.env` that is not here, where the app loads one, git ignores it and no pattern keeps
    it out: the machine that builds may well have it.

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
    loads = any(one.name == "dotenv" for one in source.imports) if source else False
    tracked = frozenset(git.tracked) if git else frozenset()
    secret = frozenset(_committed_secrets(repository)) & tracked
    for image in images:
        yield from _leaking(image, tracked, secret, loads_env=loads)


def _committed_secrets(repository: Repository | None) -> Iterator[str | None]:
    """Files in git of which committed-env-file says what they give away."""
    for one in repository.exposed if repository else ():
        if one.tracked and one.kind != "placeholders" and (one.holds or one.kind in _SECRET):
            yield one.place.path


def _leaking(
    image: Image, tracked: frozenset[str], secret: frozenset[str | None], *, loads_env: bool
) -> Iterator[Found]:
    leaked = [path for path in image.takes_in if path not in tracked]
    committed = [path for path in image.takes_in if path in secret]
    if image.copies_all is None:
        return
    history = leaked == [_HISTORY]
    if loads_env and image.lets_env_in and (not leaked or (history and not committed)):
        yield _letting_in(image, image.copies_all, leaked, committed)
    elif leaked:
        yield _taking_in(image, image.copies_all, leaked, committed)


def _letting_in(image: Image, copies_all: Place, leaked: list[str], committed: list[str]) -> Found:
    """The `.env` that the app is to load; where the history goes in as well it is one finding."""
    also = f"the image takes in {_HISTORY}, and " if leaked else ""
    return Found(
        f"{also}a .env there would go into the image: the app loads one, and .gitignore alone names it",
        subject=image.place.path or "Dockerfile",
        place=copies_all,
        evidence=(_lets(image, "it"), *leaked, *_in_git(committed)),
        severity="info",
    )


def _lets(image: Image, what: str) -> str:
    return (
        "there is no .dockerignore" if image.ignored is None else f"no pattern of .dockerignore meets {what}"
    )


def _in_git(committed: list[str]) -> tuple[str, ...]:
    return tuple(f"{path}, which is in git as well" for path in committed)


def _taking_in(image: Image, copies_all: Place, leaked: list[str], committed: list[str]) -> Found:
    return Found(
        f"the image takes in {listed(sorted((*leaked, *committed)))}",
        subject=image.place.path or "Dockerfile",
        place=copies_all,
        evidence=(
            _lets(image, "them"),
            *_by_way_of(image),
            *leaked,
            *_in_git(committed),
        ),
        severity="info" if leaked == [_HISTORY] and not committed else None,
    )


def _by_way_of(image: Image) -> tuple[str, ...]:
    return (f"{image.taken_over} takes it over from that stage",) if image.taken_over else ()


@error
def image_asks_for_missing_file(deploy: Deploy, git: Git | None = None) -> Judgement:
    """A Dockerfile copies, installs or starts a file that a build from a clean checkout does not have.

    `docker build` stops at the line, or the container exits as soon as it starts. On the machine where the
    file happens to lie all is well; a build server has what git has and .dockerignore lets in. Looked for in
    every folder that may be the build's context. A warning where git ignores the file, and for `.env`:
    something else may bring it there. What is made before (`dist`, `build`), what another stage or the
    network gives, and names with variables or wildcards are not judged.

    Fix: commit the file, name the one that is there, or let .dockerignore pass it (`!requirements.txt`).

    Fault::

        RUN pip install -r requirements.txt      # and the project has a pyproject.toml alone

    Fine::

        COPY pyproject.toml .
        RUN pip install .
    """
    if not deploy.images:
        yield DoesNotApply("the project builds no image")
    tracked = frozenset(git.tracked) if git else frozenset()
    for image in deploy.images:
        for one in image.lacks:
            # Git has it, and somebody took it away here: a checkout brings it back.
            is_back = any(f"/{path}".endswith(f"/{one.path}") for path in tracked)
            if one.why == "dockerignore" or not is_back:
                yield _missing(one)


def _missing(lacking: Lacking) -> Found:
    return Found(
        f"{lacking.instruction} asks for {lacking.path}, which {_WHY[lacking.why]}",
        subject=lacking.path,
        place=lacking.place,
        severity="warning" if lacking.why == "gitignore" else None,
    )


@error
def image_leaves_file_out(
    deploy: Deploy, app: App, source: Source | None = None, templates: Templates | None = None
) -> Judgement:
    """No COPY of the Dockerfile takes in a file that the app runs with.

    Here the app finds it in its folder. The container has what was copied, and stops with
    ModuleNotFoundError, answers with TemplateNotFound, or serves its pages without their style. Told of
    modules that another one imports, and of templates that the code or another template names; where only
    styles and scripts are left out that a page names, it is a warning. What .dockerignore keeps out of a
    `COPY . .` is left out as well. Not judged where a step fetches or unpacks something, where an earlier
    stage hands on more than packages, on a base image of somebody's own, and where Compose mounts folders
    over what was copied.

    Fix: copy the folder of the app as a whole (`COPY shop shop`), and keep out by .dockerignore what it does
    not need.

    Fault::

        COPY app.py requirements.txt ./          # and app.py renders templates/index.html

    Fine::

        COPY app.py requirements.txt ./
        COPY templates templates
    """
    started = [one for one in deploy.images if _starts(one, deploy, app)]
    if not started:
        yield DoesNotApply("no image is seen to start the app")
    for image in started:
        if image.left_out is not None:
            lost = frozenset(image.left_out.paths)
            runs, shows = _runs_with(lost, app, source, templates), _shows(lost, app, source, templates)
            if runs or shows:
                yield _leaving_out(image, image.left_out.place, runs, shows)


def _starts(image: Image, deploy: Deploy, app: App) -> bool:
    """Whether an image starts the app; one that has not even the app's own module is for something else."""
    lost = image.left_out.paths if image.left_out else ()
    launched = any(one.place.path == image.place.path for one in deploy.launches)
    return launched and app.place.path not in lost


def _runs_with(
    lost: frozenset[str], app: App, source: Source | None, templates: Templates | None
) -> dict[str, Place]:
    """The modules and templates among the lost that the app cannot do without -> where it asks for them."""
    imports = source.own_imports if source else ()
    there = frozenset(app.modules) - lost
    modules = {
        one.path: one.place
        for one in imports
        if one.path in lost and one.path in app.modules and one.place.path in there and not one.conditional
    }
    named = files_of(app, source, templates)
    return modules | {path: places[0] for path, places in named.items() if path in lost}


def _shows(
    lost: frozenset[str], app: App, source: Source | None, templates: Templates | None
) -> dict[str, Place]:
    """The styles and scripts among the lost -> where a page asks for them."""
    asked = asked_for(app, source, templates) if templates else ()
    return {path: use.place for path, _, use in asked if path in lost}


def _leaving_out(image: Image, copied: Place, runs: dict[str, Place], shows: dict[str, Place]) -> Found:
    whom = "the app runs with" if runs else "pages ask for"
    return Found(
        f"the image leaves out {listed(runs or shows)}, which {whom}",
        subject=image.place.path or "Dockerfile",
        place=copied,
        evidence=capped([f"{path}, asked for at {place}" for path, place in {**runs, **shows}.items()]),
        severity=None if runs else "warning",
    )
