"""The files that an exception speaks of, as the project has them."""

from releasecheck.facts.boot import Crash

from .wording import listed


def about_files(crash: Crash) -> str:
    """Where a file was looked for and where one of its name is, or which database was asked; else ""."""
    if crash.file and crash.alike:
        return f"; it is looked for as {crash.file}, and {listed(crash.alike)} {_be(crash)} there"
    return f"; the database is {crash.database}" if crash.database else ""


def fix_of_files(crash: Crash) -> str | None:
    """What to do about them."""
    if crash.file and crash.alike:
        return "Build the path from the module's own place, `Path(__file__).parent / ...`, or move the file."
    if crash.database:
        return (
            f"{crash.database} was made by an earlier version of the models: change it by a migration "
            "(Flask-Migrate), and keep it out of git, where every checkout gets the old one."
        )
    return None


def _be(crash: Crash) -> str:
    return "is" if len(crash.alike) == 1 else "are"
