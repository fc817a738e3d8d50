"""Values in files that are not Python: settings, manifests, environment files and templates."""

import re
from bisect import bisect_left
from collections.abc import Iterator

from releasecheck.facts import Place
from releasecheck.gather.inside.secret_names import can_be_secret, credentials_in, is_its_name, is_secret_name
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
# Looked at and not consumed, because the next name may stand on the same line.
_VALUE = (
    r"""(?=(?:"(?P<double>[^"\n]{0,4000})"|'(?P<single>[^'\n]{0,4000})'|"""
    r"""(?P<bare>[^\s"'#,{}\[\]][^\n#]{0,500})))"""
)
_KEY = r"(?<![\w$%-])(?<!\$\{)(?P<key>[A-Za-z_][\w.-]{0,100})"
_SPACE = r"\s{0,100}"
_PATTERNS = (
    re.compile(rf"{_KEY}[\"']?[ \t]*[:=][ \t]*{_VALUE}"),
    re.compile(rf"^[ \t]*(?:ENV|ARG)[ \t]+{_KEY}[ \t]+{_VALUE}", re.MULTILINE),
    re.compile(  # a name and a value that follow each other
        rf"(?:name|key)[\"']?{_SPACE}[:=]{_SPACE}[\"']?{_KEY}[\"']?{_SPACE},?{_SPACE}"
        rf"[\"']?value[\"']?{_SPACE}[:=]{_SPACE}{_VALUE}"
    ),
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
    only_quoted = is_template(path) or path.endswith(".json")
    ends = [match.start() for match in re.finditer("\n", content)]
    for pattern in _PATTERNS:
        for match in pattern.finditer(content):
            if not (only_quoted and match["bare"]):
                place = Place(path, bisect_left(ends, match.start()) + 1)
                named = is_secret_name(match["key"])
                yield from (
                    ((value, place), named and not is_its_name(value, match["key"]))
                    for value in _readings(match)
                )
    for number, line in enumerate(content.split("\n"), start=1):
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
