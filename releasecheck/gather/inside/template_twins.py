"""Templates of one name in several folders, of which only the first is ever rendered."""

from __future__ import annotations

from typing import Any, Dict, Iterator, NamedTuple


class _Held(NamedTuple):
    text: str
    filename: str


def collect(app: Any, env: Any, tools: Any) -> Iterator[Dict[str, Any]]:
    """The Shadowed facts; loaders that choose by themselves, as for themes, are left to do so."""
    first: Dict[str, _Held] = {}
    told = set()  # of one folder that two blueprints have
    for owner in (app, *app.iter_blueprints()):
        for name, held in _own(owner.jinja_loader, env, tools):
            winner = first.setdefault(name, held)
            if held.filename not in told and winner.filename != held.filename and winner.text != held.text:
                told.add(held.filename)
                place = tools.place(held.filename, 1)
                yield {"name": name, "place": place, "by": tools.place(winner.filename, 1)}


def _own(loader: Any, env: Any, tools: Any) -> Iterator[Any]:
    try:
        names = loader.list_templates() if loader is not None else ()
    except Exception:
        return
    for name in names:
        try:
            text, filename, _ = loader.get_source(env, name)
        except Exception:
            continue
        if filename and tools.own(filename):
            yield name, _Held(text, filename)
