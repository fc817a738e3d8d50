"""How files are named in the source."""

from itertools import groupby

from releasecheck.facts.app import App
from releasecheck.facts.boot import Boot
from releasecheck.facts.source import Source
from releasecheck.findings import DoesNotApply, Found, Judgement, by_source, warning

from ..derived.slips import slips
from ..derived.wording import capped


@warning
@by_source
def backslash_path(app: App, source: Source, boot: Boot | None = None) -> Judgement:
    r"""A path is written with backslashes, which are part of a file's name everywhere but on Windows.

    On the developer's machine `"models\\price.pkl"` leads to a file; on a server with Linux no file is
    called so, and what is written goes to a new one of that odd name beside the folder. Told of constants
    that lead to something in the project as soon as their backslashes are slashes, in modules that the app
    imports, but not in a file that asks which system it runs on. All of one file are one finding.

    Fix: write slashes, which Windows understands as well, or
    `Path(__file__).parent / "models" / "price.pkl"`.

    Fault::

        model = pickle.load(open("models\\price.pkl", "rb"))

    Fine::

        model = pickle.load(open("models/price.pkl", "rb"))
    """
    found = [one for one in source.backslash_paths if one.place.path in app.modules]
    if not found:
        yield DoesNotApply("no module of the app writes a path with backslashes")
    crash = boot.crash.place if boot and boot.crash else None
    told = (crash.path, crash.line) if crash else None
    new = [one for one in found if (one.place.path, one.place.line) != told]
    for _, (first, *others) in groupby(new, key=lambda one: one.place.path):
        yield Found(
            f"{first.path} leads to {first.meant} on Windows alone: elsewhere a backslash is part of a name",
            subject=first.meant,
            place=first.place,
            evidence=capped([f"{one.meant} is meant at {one.place}" for one in others]),
        )


@warning
@by_source
def file_emptied_first(app: App, source: Source) -> Judgement:
    """A file is opened with mode `w+` or `w`, and read before anything is written to it.

    Either mode empties the file at once: with `w+` the text is always "", and what was kept is lost, each
    time the function runs; with `w` reading raises UnsupportedOperation, and the file is as empty. Told where
    reading is the first use of the file in its `with` block.

    Fix: `open(path)` to read; open it to write in another step.

    Fault::

        with open("rates.json", "w+") as file:
            text = file.read()

    Fine::

        with open("rates.json") as file:
            text = file.read()
    """
    emptied = list(slips("emptied-first", app, source))
    if not emptied:
        yield DoesNotApply("no file is opened to be written and read first")
    for one in emptied:
        yield Found(
            f"{one.function}: {one.detail} empties the file, and {one.what} finds nothing in it",
            subject=f"{one.function}:{one.what}",
            place=one.place,
        )
