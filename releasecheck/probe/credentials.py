"""Credentials of a target and of a proxy: from the environment or a file only, and never shown."""

import base64
import netrc
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Credentials:
    """Basic (`user:password`), bearer (the token), one own header (`Name: value`), the proxy's basic."""

    basic: str | None = field(default=None, repr=False)
    bearer: str | None = field(default=None, repr=False)
    header: str | None = field(default=None, repr=False)
    proxy: str | None = field(default=None, repr=False)

    def headers(self) -> dict[str, str]:
        """The request headers they stand for; what is for a proxy is not for the target."""
        found = {}
        if self.basic is not None:
            found["Authorization"] = _basic(self.basic)
        if self.bearer is not None:
            found["Authorization"] = f"Bearer {self.bearer}"
        if self.header is not None:
            name, _, value = self.header.partition(":")
            found[name.strip()] = value.strip()
        return found

    def proxy_headers(self) -> dict[str, str]:
        """The headers for a proxy alone."""
        return {} if self.proxy is None else {"Proxy-Authorization": _basic(self.proxy)}

    def secrets(self) -> tuple[str, ...]:
        """Every text that must not be shown should a server send it back."""
        values = [*self.headers().values(), *self.proxy_headers().values()]
        values += [value.partition(" ")[2] for value in values]
        values += (self.basic or "").split(":", 1) + (self.proxy or "").split(":", 1)
        return tuple(value for value in values if len(value) >= 4)


def _basic(pair: str) -> str:
    return "Basic " + base64.b64encode(pair.encode()).decode("ascii")


def credentials_from(environment: Mapping[str, str]) -> Credentials:
    """From RELEASECHECK_PROBE_BASIC, _BEARER, _HEADER, _PROXY_BASIC or the files named by these + _FILE.

    Raises ValueError that names the variable, never its value.
    """
    return Credentials(
        basic=_secret(environment, "RELEASECHECK_PROBE_BASIC"),
        bearer=_secret(environment, "RELEASECHECK_PROBE_BEARER"),
        header=_secret(environment, "RELEASECHECK_PROBE_HEADER"),
        proxy=_secret(environment, "RELEASECHECK_PROBE_PROXY_BASIC"),
    )


def netrc_credentials(url: str, file: str | os.PathLike[str] | None = None) -> Credentials | None:
    """What a .netrc has for the URL's host (`$NETRC`, else `~/.netrc`), its `default` entry included.

    None where it has no entry. Raises ValueError for a file that cannot be read or that others can read.
    """
    path = Path(file or os.environ.get("NETRC") or Path.home() / ".netrc")
    entry = _netrc(path).authenticators(urlsplit(url).hostname or "")
    if entry is None:
        return None
    pair = f"{entry[0]}:{entry[2] or ''}"
    if not pair.isprintable():
        raise ValueError(f"{path}: the login or password for this host is not one line of text")
    return Credentials(basic=pair)


def _netrc(path: Path) -> netrc.netrc:
    try:
        if os.name == "posix" and path.stat().st_mode & 0o077:
            raise ValueError(f"{path} can be read by others than you: chmod 600 it")
        return netrc.netrc(path)
    except netrc.NetrcParseError as error:  # its words quote the file
        raise ValueError(f"{path}: line {error.lineno} is not what a .netrc may hold") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"{path} cannot be read ({type(error).__name__})") from None


def _secret(environment: Mapping[str, str], name: str) -> str | None:
    value = environment.get(name)
    if value is None and f"{name}_FILE" in environment:
        name = f"{name}_FILE"
        value = _content(Path(environment[name]), name)
    if value is None:
        return None
    value = value.strip()
    if not value or not value.isprintable():
        raise ValueError(f"{name} must be one line of text")
    if name.startswith("RELEASECHECK_PROBE_HEADER") and not value.partition(":")[2]:
        raise ValueError(f"{name} must be 'Name: value'")
    return value


def _content(path: Path, name: str) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"the file that {name} names cannot be read ({type(error).__name__})") from None
