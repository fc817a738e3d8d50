"""Clients of Redis, Twilio and language models that are not told how long to wait, and who uses them."""

import ast
import re
from collections.abc import Callable, Iterable, Iterator

from releasecheck.facts.work import Wait
from releasecheck.gather.source.notes.waiting import Client
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.secrets.credentials import constant_behind
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import argument, called_name, dotted, resolved, targets, text
from releasecheck.gather.source.walk import Handlers

_CLASSES = frozenset({"redis.Redis", "redis.StrictRedis", "redis.client.Redis", "redis.client.StrictRedis"})
_BY_URL = frozenset({"redis.from_url", *(f"{name}.from_url" for name in _CLASSES)})
_TWILIO = frozenset({"twilio.rest.Client", "twilio.rest.TwilioRestClient"})  # whose TwilioHttpClient has none
_PARTS = frozenset({"messages", "calls", "verify", "lookups", "conversations"})
_LIMITING = frozenset({None, "connection_pool", "socket_timeout", "socket_connect_timeout", "http_client"})
_TIMEOUT_AT = 4  # by position: host, port, db, password, and how long; Twilio's http_client too
_IN_URL = "timeout="
# Clients of models, which wait for 600 s, and what they are asked by.
_MODELS = {"openai": ("OpenAI", "AzureOpenAI"), "anthropic": ("Anthropic",)}
_MODEL_CLASSES = frozenset(f"{package}.{name}" for package, names in _MODELS.items() for name in names)
_ASKING = re.compile(
    r"\.(chat\.completions|completions|responses|messages|embeddings)\.create$|\.images\.generate$"
)
_BEFORE_1 = frozenset(
    f"openai.{name}.create" for name in ("ChatCompletion", "Completion", "Embedding", "Image", "Moderation")
)  # openai's, without a client
_GOOGLES = "google.generativeai"  # whose calls alone may be given a limit
_ASKING_GOOGLE = ("generate_content", "generate_content_async", "send_message", "embed_content")
_LIMITS = frozenset({None, "timeout", "request_timeout", "http_client"})

Function = tuple[str, str]  # a file, and the name of a function in it


def note_assignment(node: ast.Assign | ast.AnnAssign, scope: Scope, sheet: Sheet) -> None:
    """`store = redis.Redis()` of a module or `global`, `self.store = redis.Redis()` of a class."""
    if type(node.value) is not ast.Call:
        return
    for target in targets(node):
        name = dotted(target)
        if name.startswith("self."):
            sheet.waiting.held[id(node.value)] = (scope.function or "").rpartition(".")[0], name
        elif isinstance(target, ast.Name) and _is_of_module(name, scope):
            sheet.waiting.held[id(node.value)] = "", name


def _is_of_module(name: str, scope: Scope) -> bool:
    if scope.function is None:
        return scope.owner is None
    return scope.doing is not None and name in scope.doing.declared


def _note_client(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`redis.Redis(host=…)`, `redis.from_url(url)`."""
    name = resolved(dotted(node.func), sheet.imports)
    if name in _CLASSES | _BY_URL and not scope.guarded and not _may_be_limited(node, name, sheet):
        wait = Wait("store", name, sheet.place(node), ())
        sheet.waiting.clients.append(Client(wait, scope.function, sheet.waiting.held.get(id(node))))


def _note_twilio(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`Client(sid, token)`."""
    name = resolved(dotted(node.func), sheet.imports)
    if name in _TWILIO and not scope.guarded and not _may_be_limited(node, name, sheet):
        wait = Wait("network", name, sheet.place(node), ())
        sheet.waiting.clients.append(Client(wait, scope.function, sheet.waiting.held.get(id(node))))


def _note_model(node: ast.Call, _scope: Scope, sheet: Sheet) -> None:
    """`OpenAI(timeout=20)`: what this file asks is limited."""
    if resolved(dotted(node.func), sheet.imports) in _MODEL_CLASSES:
        sheet.waiting.models_limited |= any(item.arg in _LIMITS for item in node.keywords)


def _note_asked(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`client.chat.completions.create(…)` and `openai.ChatCompletion.create(…)`, without a timeout."""
    if scope.function is None or scope.guarded or sheet.waiting.models_limited:
        return
    name = resolved(dotted(node.func), sheet.imports)
    if name not in _BEFORE_1:
        package = next((one for one in _MODELS if _imports_client(one, sheet)), None)
        part = _ASKING.search(name) if package else None
        if part is None:
            return
        name = f"{package}{part[0]}"
    if not any(item.arg in _LIMITS for item in node.keywords):
        wait = Wait("model", name, sheet.place(node), ())
        sheet.waiting.found.append((scope.function, wait, None))


def _note_google(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`model.generate_content(…)` without `request_options={"timeout": 20}`."""
    imported = any(f"{origin}.".startswith(f"{_GOOGLES}.") for origin in sheet.imports.values())
    if scope.function is None or scope.guarded or not imported or isinstance(node.func, ast.Name):
        return
    if not any(item.arg in (None, "request_options") for item in node.keywords):
        wait = Wait("model", f"{_GOOGLES} {called_name(node)}", sheet.place(node), ())
        sheet.waiting.found.append((scope.function, wait, None))


def _imports_client(package: str, sheet: Sheet) -> bool:
    clients = {f"{package}.{name}" for name in _MODELS[package]}
    return any(origin == package or origin in clients for origin in sheet.imports.values())


def note_part(node: ast.Attribute, scope: Scope, sheet: Sheet) -> None:
    """`client.messages` of `client.messages.create(…)`: whom a function speaks to."""
    if node.attr in _PARTS and scope.function is not None and isinstance(node.value, ast.Name):
        sheet.waiting.calls.setdefault(scope.function, {})[dotted(node)] = None


def _may_be_limited(node: ast.Call, name: str, sheet: Sheet) -> bool:
    """Whether it is given a timeout, or something that may hold one."""
    if any(item.arg in _LIMITING for item in node.keywords):
        return True
    if any(isinstance(one, ast.Starred) for one in node.args):
        return True
    if name in _CLASSES | _TWILIO:
        return len(node.args) > _TIMEOUT_AT
    _, url = constant_behind(argument(node, 0, "url"), sheet)
    return _IN_URL in (text(url) or "")


def users(client: Client, sheet: Sheet, reached: Iterable[tuple[Sheet, str]]) -> Iterator[Function]:
    """Of the functions that are reached, those that make the client, or use what holds it."""
    held_by, name = client.held or (None, "")
    for caller, function in reached:
        of_module = held_by == "" and _speaks_to(name, sheet, caller, function)
        if of_module or (caller is sheet and _has(function, client)):
            yield caller.path, function


def _has(function: str, client: Client) -> bool:
    """Whether it is what makes the client, or a method of the class that keeps it."""
    held_by = client.held[0] if client.held else ""
    return function == client.function or bool(held_by and function.startswith(f"{held_by}."))


def _speaks_to(name: str, sheet: Sheet, caller: Sheet, function: str) -> bool:
    """Whether a function calls a method of what the module holds under that name."""
    origin = f"{sheet.module}.{name}"
    for called in caller.waiting.calls.get(function, ()):
        first, dot, _ = called.partition(".")
        if dot and (first == name if caller is sheet else _is_it(caller.imports.get(first, ""), origin)):
            return True
    return False


def _is_it(imported: str, origin: str) -> bool:
    """Whether a name was imported from there, be it from a folder above or by a relative import."""
    plain = imported.lstrip(".")
    return "." in plain and f".{origin}".endswith(f".{plain}")


HANDLERS: Handlers = {
    ast.Assign: (note_assignment,),
    ast.AnnAssign: (note_assignment,),
    ast.Attribute: (note_part,),
}
CALLS: dict[str, Callable[[ast.Call, Scope, Sheet], None]] = {
    **dict.fromkeys(("Redis", "StrictRedis", "from_url"), _note_client),
    **dict.fromkeys(("Client", "TwilioRestClient"), _note_twilio),
    **dict.fromkeys((name for names in _MODELS.values() for name in names), _note_model),
    **dict.fromkeys(("create", "generate"), _note_asked),
    **dict.fromkeys(_ASKING_GOOGLE, _note_google),
}
