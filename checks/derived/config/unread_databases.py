"""Databases that the app may be given, and what becomes of the file that it has in their place."""

from pathlib import PurePosixPath

from releasecheck.facts.app import ConfigValue
from releasecheck.facts.boot import Boot, EnvRead
from releasecheck.facts.deploy import Deploy, NewDisk, Variable
from releasecheck.facts.source import Source

_NAMES = frozenset({"SQLALCHEMY_DATABASE_URI", "DATABASE_URL", "DATABASE_URI", "DB_URL", "DB_URI"})


def unread_database(
    value: ConfigValue, boot: Boot | None, source: Source | None, deploy: Deploy | None
) -> Variable | None:
    """The variable of the file that starts this app, where one line alone sets the key, to a SQLite file.

    It is the URL of a server, and neither the boot nor any line of the source asked for its name.
    """
    if boot is None or source is None or deploy is None or value.key != "SQLALCHEMY_DATABASE_URI":
        return None
    app = {one.path for one in source.modules if one.role == "app"}
    setting = [one for one in source.config_assignments if one.key == value.key and one.place.path in app]
    if len(setting) != 1 or not (setting[0].always and setting[0].scheme == "sqlite"):
        return None
    asked = {one.name for one in boot.env_reads} | {one.name for one in source.needed_variables}
    asked |= {one.variable for one in source.env_defaults}
    if asked & _NAMES:
        return None
    given = [one for one in deploy.variables if one.name in _NAMES and one.place.path == boot.chosen_by]
    return next((one for one in given if one.backend not in (None, "sqlite")), None)


def asked_before(value: ConfigValue, boot: Boot | None) -> EnvRead | None:
    """The URL that the file of this line asked the environment for further up, and did not get."""
    at = value.place
    for read in boot.env_reads if boot and at.line is not None else ():
        above = read.place.path == at.path and (read.place.line or 0) <= (at.line or 0)
        if read.name in _NAMES and above and not read.hit:
            return read
    return None


def new_disk(boot: Boot | None, deploy: Deploy | None) -> NewDisk | None:
    """The service that runs this app with no disk which outlives a deploy; null where another may keep it."""
    if boot is None or deploy is None:
        return None
    ours = [one for one in deploy.new_disks if boot.chosen_by in (one.place.path, one.builds)]
    ways = {one.place.path for one in deploy.launches if PurePosixPath(one.place.path or "").suffix != ".sh"}
    if not ours or ways - {ours[0].place.path, ours[0].builds}:
        return None
    return ours[0]
