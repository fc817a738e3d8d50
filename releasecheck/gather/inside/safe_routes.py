"""Which routes may be asked without changing anything, and why the others may not."""

from __future__ import annotations

import re
import sys
from typing import Any, Container, Dict, List, NamedTuple, Optional

from . import paths, views
from .spelling import words_of

# Whole words of a path, an endpoint or a function's name; some as Spanish and Portuguese have them.
_CHANGING = frozenset(
    "logout signout logoff delete del remove destroy drop reset purge clear wipe erase truncate flush send "
    "notify pay charge refund run exec execute trigger start stop restart reboot shutdown kill quit sync "
    "import export unsubscribe confirm activate deactivate enable disable toggle approve reject cancel "
    "revoke rotate regenerate callback webhook hook init initialize initialise populate seed migrate upgrade "
    "downgrade install uninstall restore backup deploy rebuild reindex reload vote follow unfollow "
    "cron excluir eliminar borrar apagar deletar encender prender activar desactivar ligar desligar "
    "reiniciar detener enviar".split()
)
# Pages with a form are called so too: these count where the path takes no POST.
_CHANGING_WITHOUT_FORM = frozenset(
    "create add insert update save edit generate like unlike subscribe refresh remover agregar adicionar "
    "crear criar cadastrar guardar salvar editar actualizar atualizar".split()
)
_PARTING = re.compile(r"(log|sign)[-_ ]?(out|off)", re.IGNORECASE)
_PHRASE = re.compile(
    r"(log|sign)[-_ ]?(out|off)|(create|init|drop|reset|seed|setup|fill)[-_ ]?(db|database|tables?)"
)
_READING = re.compile(r"_*(get|list|show|view|search|fetch|render)_")  # get_run: a run is a thing here
# Dockerflow's, and the one of Sentry's own instructions: they raise, so that somebody sees an error arrive.
_FAILS_ON_PURPOSE = re.compile(r"/(__error__|sentry[-_]debug|debug[-_]sentry)/?\Z")


class Ask(NamedTuple):
    """A rule that may be asked, at this example of it."""

    rule: Any
    example: paths.Example


class Plan(NamedTuple):
    """What will be asked, the Unasked facts of what will not, and what is only for who has no session."""

    asks: List[Ask]
    unasked: List[Dict[str, Any]]
    parting: List[Ask]


def plan(app: Any, order: Dict[str, Any]) -> Plan:
    """Every rule of the url_map on one side or the other, in order."""
    made = Plan([], [], [])
    parting = _parting(order)
    for rule in app.url_map.iter_rules():
        given = _given(rule, order.get("example_values") or {})
        example = next(paths.examples(rule, given), None)
        parts = rule.endpoint in parting
        reason = _reason(app, rule, order, parts=parts, by_hand=_is_by_hand(rule, order))
        lacking = [] if reason else sorted(set(rule._converters) - set(given))
        if lacking:
            reason = "needs a value for %s" % ", ".join(lacking)
        elif reason is None and example is None:
            reason = "no path can be built from its values"
        if reason is not None or example is None:
            told = {"rule": rule.rule, "endpoint": rule.endpoint, "reason": reason, "lacking": lacking}
            made.unasked.append(told)
        else:
            (made.parting if parts else made.asks).append(Ask(rule, example))
    return made


def _parting(order: Dict[str, Any]) -> Container[str]:
    """Endpoints that end the session and do nothing else: who has none, and no key either, loses nothing.

    Unless the app is told of each who leaves, and does something then.
    """
    signal = getattr(sys.modules.get("flask_login.signals"), "user_logged_out", None)
    known = not order.get("headers") and not getattr(signal, "receivers", None)
    return frozenset(order.get("parting_endpoints") or ()) if known else frozenset()


def _given(rule: Any, values: Dict[str, Any]) -> Dict[str, Any]:
    """The values for this rule: its own before its endpoint's, and those before the values of any rule."""
    everywhere = {name: value for name, value in values.items() if not isinstance(value, dict)}
    for key in (rule.endpoint, rule.rule):
        own = values.get(key)
        everywhere.update(own if isinstance(own, dict) else {})
    return everywhere


def _is_by_hand(rule: Any, order: Dict[str, Any]) -> bool:
    """Whether the settings name this very page and give it no value: all that this can mean is to ask it."""
    values = order.get("example_values") or {}
    return not rule.arguments and any(isinstance(values.get(key), dict) for key in (rule.endpoint, rule.rule))


def is_harmless(app: Any, rule: Any, order: Dict[str, Any]) -> bool:
    """Whether a rule may be asked with whatever value."""
    return _reason(app, rule, order, parts=False) is None


def _reason(
    app: Any, rule: Any, order: Dict[str, Any], *, parts: bool, by_hand: bool = False
) -> Optional[str]:
    view = app.view_functions.get(rule.endpoint)
    skipped = (order.get("skip_endpoints") or {}).get(rule.endpoint)
    writing = None if by_hand else (order.get("writing_endpoints") or {}).get(rule.endpoint)
    if rule.websocket or rule.build_only or rule.alias or rule.redirect_to or view is None:
        return "no view answers it"
    if "GET" not in (rule.methods or ("GET",)):
        return "takes no GET"
    if (skipped or writing) and not parts:
        return str(skipped or writing)
    changing = None if by_hand else changing_word(app, rule, view, parts=parts)
    if changing:
        return "%r in its name sounds like a change" % changing
    if _FAILS_ON_PURPOSE.search(rule.rule):
        return "its name says that it fails on purpose"
    return _unreachable(app, rule)


def changing_word(app: Any, rule: Any, view: Any, *, parts: bool = False) -> Optional[str]:
    """The word of its path or name that sounds as if to ask for it changed something.

    For a page that `parts` from who asks, signing out is no change.
    """
    names = (rule.endpoint.rpartition(".")[2], getattr(views.unwrap(view), "__name__", ""))
    saying = (name for name in names if not _READING.match(name))
    text = " ".join((re.sub(r"<[^>]*>", " ", rule.rule), *saying))
    return word_of_change(app, rule, _PARTING.sub(" ", text) if parts else text)


def word_of_change(app: Any, rule: Any, text: str) -> Optional[str]:
    """The first word of the text that names a change, for a rule of which it is said."""
    changing = _CHANGING if _has_form(app, rule) else _CHANGING | _CHANGING_WITHOUT_FORM
    phrase = _PHRASE.search(text.lower())
    return next((word for word in words_of(text) if word in changing), phrase.group() if phrase else None)


def _has_form(app: Any, rule: Any) -> bool:
    return any("POST" in (each.methods or ()) for each in app.url_map.iter_rules() if each.rule == rule.rule)


def _unreachable(app: Any, rule: Any) -> Optional[str]:
    if not rule.subdomain or app.url_map.host_matching:
        return None
    if not app.subdomain_matching:
        return "is for a subdomain, and subdomain_matching is off"
    return None if app.config.get("SERVER_NAME") else "is for a subdomain, and there is no SERVER_NAME"
