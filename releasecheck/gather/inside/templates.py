"""Templates as the app's own Jinja environment and loaders see them."""

from __future__ import annotations

import os
import re
from typing import Any, Dict, FrozenSet, Iterable, Iterator, List, NamedTuple, Optional, Set, Tuple

import jinja2

from . import (
    contexts,
    static_addresses,
    static_files,
    template_context,
    template_escaping,
    template_forms,
    template_nodes,
    template_scripts,
    template_sockets,
    template_targets,
    template_twins,
    template_uploads,
)

_FLASHED = re.compile("flashed_messages|render_messages|_flashes")
_ENDINGS = (".html", ".htm", ".xhtml", ".xml", ".txt", ".j2", ".jinja", ".jinja2")


class Source(NamedTuple):
    """What a loader gave for a name: its text, or why that cannot be read."""

    text: str
    filename: Optional[str]
    problem: Optional[str] = None


def collect(app: Any, tools: Any) -> Dict[str, Any]:
    """The Templates fact; loaders may need the app's context."""
    with contexts.entered(app.app_context()):
        env = app.jinja_env
        listed = _listed(env.loader)
        folders = list(dict.fromkeys(folder for each in _loaders(env.loader) for folder in _folders(each)))
        named = tools.order.get("template_names") or ()
        wanted = {*named, *(name for name in listed if name.lower().endswith(_ENDINGS))}
        sources = dict(_sources(env, sorted(wanted), folders))
        foreign = [name for name, source in sources.items() if _is_foreign(source, tools)]
        reader = _Reader(
            app,
            env,
            (static_files.addresses(app), static_files.at_root(app)),
            tools,
            template_context.names(app),
            template_forms.is_flask_wtfs(app),
            template_uploads.fields(),
        )
        read = [reader.read(name, sources[name]) for name in sources if name not in set(foreign)]
        references = [each for found in read for each in found["references"]]
        referred = {*named, *(name for each in references for name in each["names"])}
        uploads = [each for found in read for each in found.get("uploads", ())]
        return {
            "names": sorted(listed),
            "exists": _existing(env, sorted(referred)),
            "references": references,
            "endpoint_uses": [each for found in read for each in found["endpoint_uses"]],
            "errors": [each for found in read for each in found["errors"]],
            "searched": list(filter(None, (tools.place(folder, None)["path"] for folder in folders))),
            "foreign": foreign,
            "filters": sorted(map(str, env.filters)),
            "tests": sorted(map(str, env.tests)),
            "forms": [each for found in read for each in found["forms"]],
            "csrf_named": [
                name for name, source in sources.items() if template_forms.names_csrf(source.text)
            ],
            "flashing": [name for name, source in sources.items() if _FLASHED.search(source.text)],
            "uploads": [] if uploads and template_uploads.has_sending_script(app) else uploads,
            "scripted": [
                name for name, source in sources.items() if template_uploads.is_scripted(source.text)
            ],
            "unescaped": [each for found in read for each in found["unescaped"]],
            "shadowed": list(template_twins.collect(app, env, tools)),
            "static": static_files.collect(app, _static_uses(read, tools), tools),
            "external_links": [each for found in read for each in found["external_links"]],
            "form_uses": list(_form_uses(read)),
            "script_values": [each for found in read for each in found.get("script_values", ())],
            "lost_forms": list(_lost_forms(read, references, sources)),
            "socket_clients": [each for found in read for each in found.get("socket_clients", ())],
        }


def _form_uses(read: List[Dict[str, Any]]) -> Iterator[Dict[str, Any]]:
    """Those of names that no template has which it may extend."""
    exported = {name for found in read for name in found.get("exported", ())}
    for found in read:
        for each in found.get("form_uses", ()):
            if not (found["inherits"] and each["name"] in exported):
                yield each


def _lost_forms(
    read: List[Dict[str, Any]], references: List[Dict[str, Any]], sources: Dict[str, Source]
) -> Iterator[Dict[str, Any]]:
    """None where a template that others extend or include has a script which may send their forms."""
    lost = [each for found in read for each in found.get("lost_forms", ())]
    around = {name for each in references for name in each["names"] if name in sources} if lost else set()
    if not any(template_targets.is_scripted(sources[name].text) for name in around):
        yield from lost


def _static_uses(read: List[Dict[str, Any]], tools: Any) -> Iterator[static_files.Use]:
    """Files that pages and modules name for a static route."""
    yield from (tuple(use) for use in tools.order.get("static_files") or ())
    for found in read:
        for use in found["endpoint_uses"]:
            if use["filename"] is not None:
                yield use["endpoint"], use["filename"]


def _listed(loader: Any) -> List[str]:
    """All names that a loader tells; of a loader that cannot tell, those of its parts that can."""
    try:
        return list(loader.list_templates())
    except Exception:
        parts = [part for part in _parts(loader) if part is not loader]
        return sorted({name for part in parts for name in _listed(part)})


def _parts(loader: Any) -> Iterator[Any]:
    """The loaders that one asks in turn: Flask's dispatching loader and Jinja's choice."""
    app = getattr(loader, "app", None)
    if app is not None:
        owners = [app, *app.iter_blueprints()]
        yield from (owner.jinja_loader for owner in owners if owner.jinja_loader is not None)
    yield from getattr(loader, "loaders", ())


def _loaders(loader: Any) -> Iterator[Any]:
    yield loader
    for part in _parts(loader):
        yield from _loaders(part)


def _folders(loader: Any) -> List[str]:
    searched = getattr(loader, "searchpath", ())
    return [os.fspath(folder) for folder in ([searched] if isinstance(searched, str) else searched)]


def _sources(env: Any, names: Iterable[str], folders: List[str]) -> Iterator[Any]:
    for name in names:
        try:
            text, filename, _ = env.loader.get_source(env, name)
        except UnicodeDecodeError as problem:
            files = (os.path.join(folder, name) for folder in folders)
            filename = next(filter(os.path.exists, files), None)
            yield name, Source("", filename, "is not UTF-8 at byte %d" % problem.start)
        except Exception:  # not found, which `exists` tells, or a loader that needs what is not here
            continue
        else:
            yield name, Source(text, filename)


def _is_foreign(source: Source, tools: Any) -> bool:
    return bool(source.filename) and not tools.own(source.filename)


class _Reader(NamedTuple):
    """What every template is read with."""

    app: Any
    env: Any
    # Address of a static route -> its endpoint, and what tells that of one at the root of the site.
    static: Tuple[Dict[str, str], Optional[static_addresses.AtRoot]]
    tools: Any
    given: Optional[FrozenSet[str]]  # names that every template may have; None where that cannot be told
    plain_token: bool  # whether `csrf_token` is Flask-WTF's function
    file_fields: Set[str]

    def read(self, name: str, source: Source) -> Dict[str, Any]:
        """References, endpoint uses and errors of one template."""
        reading = template_nodes.Reading(self.env, name, source.filename, self.tools)
        if source.problem is not None:
            return reading.broken(source.problem, 1)
        try:
            tree = self.env.parse(source.text, name, source.filename)
        except jinja2.TemplateSyntaxError as problem:
            return reading.broken(problem.message or "", problem.lineno)
        except Exception as problem:  # an extension of the app's
            return reading.broken("%s: %s" % (type(problem).__name__, problem), 1)
        found = {**reading.of(tree), **self._text_facts(tree, source.text, reading)}
        found["endpoint_uses"] += map(reading.by_address, static_addresses.named(source.text, *self.static))
        if self.given is not None:
            found["form_uses"] = list(reading.forms(tree, self.given))
            found["exported"] = list(template_context.exported(tree))
            found["inherits"] = template_context.inherits(tree)
        if not found["errors"]:
            found["errors"] = _compile_error(self.env, tree, reading)
        return found

    def _text_facts(self, tree: Any, text: str, reading: template_nodes.Reading) -> Dict[str, Any]:
        """Forms without a token or an enctype, values in scripts, and the first that is put in as it is."""
        forms = [
            {
                "template": reading.name,
                "place": reading.place(form.line),
                "endpoint": form.endpoint,
                "named": form.named,
            }
            for form in template_forms.without_token(text, self.plain_token)
        ]
        uploads = [
            {"template": reading.name, "place": reading.place(form.line), "field": form.field}
            for form in template_uploads.unsent(text, self.file_fields)
        ]
        told = template_escaping.first_unescaped(self.env, reading.name, text, tree)
        where = {"template": reading.name, "place": reading.place(told["line"])} if told else {}
        unescaped = [{**where, "why": told["why"]}] if told else []
        scripted = [
            {
                "template": reading.name,
                "attribute": put.attribute,
                "value": put.value,
                "place": reading.place(put.line),
            }
            for put in template_scripts.values(text)
        ]
        sockets = [
            {"template": reading.name, "version": one.version, "place": reading.place(one.line)}
            for one in template_sockets.clients(text)
        ]
        lost = [
            {"template": reading.name, "place": reading.place(one.pop("line")), **one}
            for one in template_targets.lost(self.app, text)
        ]
        return {
            "forms": forms,
            "lost_forms": lost,
            "uploads": uploads,
            "unescaped": unescaped,
            "script_values": scripted,
            "socket_clients": sockets,
        }


def _compile_error(env: Any, tree: Any, reading: template_nodes.Reading) -> List[Dict[str, Any]]:
    try:
        env.compile(tree, reading.name, reading.filename)
    except jinja2.TemplateSyntaxError as problem:
        return list(reading.broken(problem.message or "", problem.lineno)["errors"])
    except Exception as problem:
        return list(reading.broken("%s: %s" % (type(problem).__name__, problem), 1)["errors"])
    return []


def _existing(env: Any, names: Iterable[str]) -> Dict[str, bool]:
    """Whether the loaders have each name; a name on which they fail is left out."""
    answers = ((name, _exists(env, name)) for name in names)
    return {name: answer for name, answer in answers if answer is not None}


def _exists(env: Any, name: str) -> Optional[bool]:
    try:
        env.get_template(name)
    except jinja2.TemplateNotFound as problem:
        return False if problem.name == name else None
    except (jinja2.TemplateSyntaxError, UnicodeDecodeError):
        return True
    except Exception:
        return None
    return True
