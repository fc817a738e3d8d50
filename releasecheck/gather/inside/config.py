"""The live config: type, origin and place of each key, and nothing of a value that could be a secret."""

from __future__ import annotations

import datetime as dt
import os
from typing import Any, Dict, List, Optional

from . import config_addresses, config_fit, config_vocabulary, known_config, provenance, secret_names, secrets

_READS_AS = {
    **dict.fromkeys(("false", "0", "no", "off", "n", "f", "none"), "false"),
    **dict.fromkeys(("true", "1", "yes", "on", "y", "t"), "true"),
}
_SIZED = (str, bytes, list, tuple, dict, set)
_HARMLESS = (bool, int, float, dt.timedelta, type(None))
_SHOWN_MAX = 80


def collect(app: Any, tools: Any) -> List[Dict[str, Any]]:
    """One fact for each key of `app.config`."""
    items = sorted(app.config.items(), key=lambda item: str(item[0]))
    return [_fact_of_any(app, key, value, tools) for key, value in items]


def collect_beside(app: Any, tools: Any) -> Dict[str, Any]:
    """Fields of the App fact about what the config could have been."""
    known = config_vocabulary.vocabulary(app, tools)
    return {
        "config_vocabulary": known,
        "absent_files": [_absent(app, each, tools) for each in provenance.absent(app.config)],
        "dropped_keys": config_vocabulary.dropped(app, known, tools),
    }


def _absent(app: Any, missed: Dict[str, Any], tools: Any) -> Dict[str, Any]:
    """A file that is not there, and one of its name where Flask did not look."""
    wanted = os.path.abspath(missed["filename"])
    name = os.path.basename(wanted)
    beside = (os.path.abspath(os.path.join(each, name)) for each in (app.root_path, app.instance_path, "."))
    twins = [each for each in beside if each != wanted and os.path.isfile(each) and tools.own(each)]
    return {
        "loader": missed["loader"],
        "file": tools.place(wanted, 1)["path"] or name,
        "place": missed["place"],
        "instance": os.path.dirname(wanted) == os.path.abspath(app.instance_path),
        "twin": tools.place(twins[0], 1)["path"] if twins else None,
    }


def _fact_of_any(app: Any, key: Any, value: Any, tools: Any) -> Dict[str, Any]:
    try:
        return _fact(app, key, value, tools)
    except Exception:  # the value's own methods run: nothing is told of it but its type
        kind = type(value).__name__
        return {**_fact(app, key, object(), tools), "type": kind, "shown": kind}


def _fact(app: Any, key: Any, value: Any, tools: Any) -> Dict[str, Any]:
    name = str(key)
    secret = secret_names.is_secret_name(name) or bool(secrets.held(name, value))
    return {
        "key": name,
        "type": type(value).__name__,
        "shown": _shown(name, value, secret, app, tools),
        "truthy": _truthy(value),
        "secret": secret,
        "is_default": _is_default(app, name, value),
        "default_type": _default_type(app, name),
        "reads_as": _READS_AS.get(value.strip().lower()) if isinstance(value, str) else None,
        "place": provenance.place(app.config, name, tools),
        "set_by": _set_by(app, name, value),
        "unfit": None if _is_default(app, name, value) else config_fit.unfit(name, value),
        "addresses": config_addresses.addresses(
            name, value, name in known_config.DATABASES, tools.env_hits()
        ),
        "call": provenance.call(app.config, name, tools),
        "items": _items(value) if name == "SECRET_KEY_FALLBACKS" else [],
        "echoes": name in known_config.ENGINE_OPTIONS and _echoes(value),
    }


def _echoes(options: Any) -> bool:
    return isinstance(options, dict) and _truthy(options.get("echo"))


def _items(value: Any) -> List[Dict[str, Any]]:
    listed = value if isinstance(value, (list, tuple, set, frozenset)) else ()
    return [
        {"type": type(each).__name__, "length": len(each) if isinstance(each, (str, bytes)) else None}
        for each in listed
    ]


def _shown(name: str, value: Any, secret: bool, app: Any, tools: Any) -> str:
    """A repr of what gives nothing away; type and length of the rest."""
    if value is None or isinstance(value, bool) or (isinstance(value, _HARMLESS) and not secret):
        return repr(value)
    if isinstance(value, str) and not secret and (name in app.default_config or value.lower() in _READS_AS):
        return str(tools.redact(repr(value)))[:_SHOWN_MAX]
    if name in known_config.OPEN and isinstance(value, (str, list, tuple)):
        return str(tools.redact(repr(value)))[:_SHOWN_MAX]
    kind = type(value).__name__
    return "%s of length %d" % (kind, len(value)) if isinstance(value, _SIZED) else kind


def _truthy(value: Any) -> bool:
    try:
        return bool(value)
    except Exception:  # an array, a lazy object without its context
        return True


def _flask_default(app: Any, name: str) -> Any:
    """Flask computes two of its defaults from the environment."""
    return {"DEBUG": False, "ENV": "production"}.get(name, app.default_config.get(name))


def _is_default(app: Any, name: str, value: Any) -> bool:
    origin = provenance.origin(app.config, name)
    if origin is not None:
        return origin.default
    default = _flask_default(app, name)
    return name in app.default_config and type(value) is type(default) and bool(value == default)


def _default_type(app: Any, name: str) -> Optional[str]:
    if name in known_config.BOOLEANS:
        return "bool"
    default = app.default_config.get(name)
    return type(default).__name__ if default is not None else None


def _set_by(app: Any, name: str, value: Any) -> str:
    origin = provenance.origin(app.config, name)
    if origin is not None:
        return origin.set_by
    if _is_default(app, name, value):
        return "default"
    if name in ("DEBUG", "ENV"):
        return "FLASK_DEBUG" if name == "DEBUG" and "FLASK_DEBUG" in os.environ else "FLASK_ENV"
    return ""
