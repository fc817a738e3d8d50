"""Our own version."""

from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed_version


def version() -> str:
    """The installed version; "0+unknown" in a checkout that was never installed."""
    try:
        return installed_version("releasecheck")
    except PackageNotFoundError:
        return "0+unknown"
