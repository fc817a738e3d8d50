"""A database that the deploy file gives the app, and that the app does not ask for."""

from releasecheck.facts.app import ConfigValue
from releasecheck.facts.boot import Boot
from releasecheck.facts.deploy import Deploy, Variable
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
