"""What the URL of a database tells of itself, without its credentials."""

import re
from urllib.parse import urlsplit

from releasecheck.gather.inside.config_addresses import whose

_BACKENDS = {
    "postgres": "postgresql",
    **{name: name for name in ("postgresql", "mysql", "mariadb", "mssql", "oracle", "sqlite")},
}
_NOBODYS = re.compile(
    r"((your|my|db|database|some)[-_.]?)?(host|hostname|hostaddress)|your[-_.].*|<.*>|xxx+", re.IGNORECASE
)


def backend(value: str | None) -> str | None:
    """The kind of database that a URL is of: "mysql" of `mysql+pymysql://…`."""
    scheme, found, _ = (value or "").strip().strip("'\"").partition("://")
    return _BACKENDS.get(scheme.partition("+")[0].lower()) if found else None


def is_near(value: str) -> bool:
    """Whether it is the URL of a database server on this machine."""
    try:
        host = urlsplit(value.strip().strip("'\"")).hostname or ""
    except ValueError:
        return False
    return backend(value) not in (None, "sqlite") and whose(host) == "this-machine"


def is_nobodys(value: str) -> bool:
    """Whether the host of a database's URL is what people write until they have one."""
    try:
        host = urlsplit(value).hostname or ""
    except ValueError:
        return False
    return backend(value) is not None and bool(_NOBODYS.fullmatch(host) or whose(host) == "example")
