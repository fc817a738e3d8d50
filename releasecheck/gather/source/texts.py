"""Values in files that are not Python: settings, manifests, environment files and templates."""

import re
from collections.abc import Iterator

from releasecheck.facts import Place
from releasecheck.gather.inside.secret_names import can_be_secret, credentials_in, is_secret_name
from releasecheck.gather.source.sheet import Value

LARGEST = 400_000  # bytes; what is larger is data
_SUFFIXES = (
    ".cfg",
    ".ini",
    ".toml",
    ".yaml",
    ".yml",
    ".json",
    ".env",
    ".conf",
    ".service",
    ".sh",
    ".properties",
)
_PREFIXES = ("Procfile", "Dockerfile", "Containerfile", ".flaskenv", ".env")
_GENERATED = frozenset({"package-lock.json", "composer.lock", "pnpm-lock.yaml"})
_TRANSLATIONS = frozenset({"i18n", "locale", "locales", "translations", "lang"})
_TEMPLATES = (".html", ".htm", ".j2", ".jinja", ".jinja2")
_VALUE = r"""(?:"(?P<double>[^"\n]*)"|'(?P<single>[^'\n]*)'|(?P<bare>[^\s"'#,{}\[\]][^\n#]*))"""
_KEY = r"(?<![\w$%-])(?P<key>[A-Za-z_][\w.-]{0,100})"
_PATTERNS = (
    re.compile(rf"{_KEY}[\"']?[ \t]*[:=][ \t]*{_VALUE}"),
    re.compile(rf"^[ \t]*(?:ENV|ARG)[ \t]+{_KEY}[ \t]+{_VALUE}", re.MULTILINE),
    re.compile(rf"(?:name|key)[\"']?\s*[:=]\s*[\"']?{_KEY}[\"']?\s*,?\s*[\"']?value[\"']?\s*[:=]\s*{_VALUE}"),
)
_FALLBACK = re.compile(r"\$\{\w+:?[-=?](.*)\}")  # the constant in ${NAME:-constant}
_SHORTEST = 6


def is_settings(path: str) -> bool:
    """Whether a file may set variables or config keys."""
    *folders, name = path.split("/")
    if not _TRANSLATIONS.isdisjoint(folders):
        return False
    return (name.endswith(_SUFFIXES) or name.startswith(_PREFIXES)) and name not in _GENERATED


def is_template(path: str) -> bool:
    """Whether a file may be a template."""
    return path.endswith(_TEMPLATES) or "/templates/" in f"/{path}"


def values(content: str, path: str) -> Iterator[tuple[Value, bool]]:
    """Each value with its place, and whether its name or its form makes it a secret."""
    for pattern in _PATTERNS:
        for match in pattern.finditer(content):
            if match["bare"] and (is_template(path) or path.endswith(".json")):
                continue  # only quoted text is a literal there
            for value in _readings(match):
                yield (value, _place(content, match.start(), path)), is_secret_name(match["key"])
    for number, line in enumerate(content.splitlines(), start=1):
        for secret in credentials_in(line):
            yield (secret, Place(path, number)), True


def _readings(match: re.Match[str]) -> Iterator[str]:
    """What a value may mean: the whole line, its first word, the fallback of a reference."""
    if match["bare"] is None:
        whole = match["double"] if match["single"] is None else match["single"]
    else:
        whole = match["bare"].strip().rstrip(",;")
    fallback = _FALLBACK.fullmatch(whole)
    if fallback:
        whole = fallback[1]
    if can_be_secret(whole):
        yield whole
        if match["bare"] is not None and " " in whole:
            yield whole.split()[0]


def _place(content: str, position: int, path: str) -> Place:
    return Place(path, content.count("\n", 0, position) + 1)
