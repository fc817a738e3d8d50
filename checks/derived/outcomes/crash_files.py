"""The files that an exception speaks of, as the project has them."""

from pathlib import PurePosixPath

from releasecheck.facts.boot import Crash

from ..wording import be, listed


def about_files(crash: Crash) -> str:
    """Where a file was looked for and where one of its name is, or which database was asked; else ""."""
    if crash.instance_flag.path:
        return f"; {looked_for_in_instance(crash)}"
    if crash.file and crash.alike:
        return f"; it is looked for as {crash.file}, and {listed(crash.alike)} {be(crash.alike)} there"
    return f"; the database is {crash.database}" if crash.database else ""


def looked_for_in_instance(crash: Crash) -> str:
    """By which line, and where the file is."""
    folder = PurePosixPath(crash.file or "").parent
    flag = f"instance_relative_config=True ({crash.instance_flag})"
    return f"{flag} has Flask look in {folder}/, and the file is {_near(crash)}"


def fix_of_instance(crash: Crash) -> str:
    """Without the flag Flask looks beside the module that makes the app; the file may be above it."""
    root = PurePosixPath(crash.instance_flag.path or "").parent
    folder = PurePosixPath(crash.file or "").parent
    moved = "" if _near(crash).parent == root else f" and move the file to {root}/"
    return f"leave the flag out{moved}, or have the file in {folder}/ on each machine"


def _near(crash: Crash) -> PurePosixPath:
    """The file, beside the module that makes the app, or else above the instance folder."""
    path = PurePosixPath(crash.file or "")
    beside = PurePosixPath(crash.instance_flag.path or "").parent / path.name
    return beside if beside.as_posix() in crash.alike else path.parent.parent / path.name


def fix_of_files(crash: Crash) -> str | None:
    """What to do about them."""
    if crash.instance_flag.path:
        fix = fix_of_instance(crash)
        return f"{fix[:1].upper()}{fix[1:]}."
    if crash.file and crash.alike:
        return "Build the path from the module's own place, `Path(__file__).parent / ...`, or move the file."
    if crash.database:
        return (
            f"{crash.database} was made by an earlier version of the models: change it by a migration "
            "(Flask-Migrate), and keep it out of git, where every checkout gets the old one."
        )
    return None
