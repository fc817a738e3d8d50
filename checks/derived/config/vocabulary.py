"""Who knows a config key: Flask, a loaded extension, the project itself."""

from releasecheck.facts.app import App, ConfigValue
from releasecheck.facts.source import Source

# Keys that cost a little time, or change how JSON looks, where they are true.
HARMLESS = frozenset(
    {
        *("SQLALCHEMY_TRACK_MODIFICATIONS", "SQLALCHEMY_RECORD_QUERIES", "TEMPLATES_AUTO_RELOAD"),
        *("EXPLAIN_TEMPLATE_LOADING", "JSON_SORT_KEYS", "JSON_AS_ASCII", "JSONIFY_PRETTYPRINT_REGULAR"),
    }
)


def known_by(app: App, key: str) -> tuple[str, ...]:
    """The packages whose source names the key, with or without their own prefix."""
    prefix, _, rest = key.partition("_")
    return tuple(
        package
        for package, keys in app.config_vocabulary.items()
        if key in keys or (rest in keys and prefix.lower() in package)
    )


def is_read(key: str, source: Source | None) -> bool:
    """Whether the project reads the key somewhere, by its name or by the beginning of it."""
    reads = source.config_reads if source else ()
    return key in reads or any(name.endswith("_") and key.startswith(name) for name in reads)


def set_by_project(app: App) -> list[ConfigValue]:
    """The keys that the project itself set, no extension and no default of Flask."""
    return [one for one in app.config if not one.is_default and " by " not in one.set_by]


def is_set(app: App, key: str) -> bool:
    """Whether somebody gave the key another value than its default."""
    return any(one.key == key and not one.is_default for one in app.config)


def unfit(app: App) -> list[ConfigValue]:
    """The values that Flask, or an extension that is there, cannot work with."""
    return [one for one in app.config if one.unfit and (known_by(app, one.key) or not app.config_vocabulary)]
