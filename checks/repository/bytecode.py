"""What Python made of the modules, in git."""

from pathlib import PurePosixPath

from releasecheck.facts import Place
from releasecheck.facts.runs import Git
from releasecheck.findings import DoesNotApply, Found, Judgement, info

from ..derived.wording import capped, counted

_COMPILED = (".pyc", ".pyo")


@info
def committed_bytecode(git: Git) -> Judgement:
    """Compiled modules are in git beside their source.

    They change with each run and each version of Python, so that every commit and merge has them, and they
    go into the image and onto the server: a literal that was a secret in the source is one in them too, also
    after it was taken out there. Compiled modules without a source are left alone: that may be how they come.

    Fix: `git rm -r --cached` the `__pycache__` folders, and `__pycache__/` in .gitignore.

    Fault::

        $ git ls-files
        app.py  __pycache__/app.cpython-311.pyc

    Fine::

        __pycache__/            # .gitignore
    """
    compiled = [path for path in git.tracked if path.endswith(_COMPILED)]
    if not compiled:
        yield DoesNotApply("git has no compiled modules")
    sources = {path for path in git.tracked if path.endswith(".py")}
    beside = [path for path in compiled if _source(path) in sources]
    if beside:
        there = counted(len(beside), "compiled module")
        yield Found(
            f"{there} {'is' if len(beside) == 1 else 'are'} in git beside the source",
            subject="__pycache__",
            place=Place(beside[0]),
            evidence=capped(beside),
        )


def _source(path: str) -> str:
    """`shop/labels.py` of `shop/__pycache__/labels.cpython-311.pyc` and of `shop/labels.pyc`."""
    file = PurePosixPath(path)
    folder = file.parent.parent if file.parent.name == "__pycache__" else file.parent
    return (folder / f"{file.name.partition('.')[0]}.py").as_posix()
