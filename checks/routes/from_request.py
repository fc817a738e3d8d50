"""Data of a request that a view takes for its own."""

from collections.abc import Iterator

from releasecheck.facts.app import App
from releasecheck.facts.source import Source
from releasecheck.facts.views import Flow, FlowKind
from releasecheck.findings import DoesNotApply, Found, Judgement, by_source, error, warning

from ..derived.structure.view_bodies import Served, served
from ..derived.wording import capped

_NO_VIEWS = DoesNotApply("no view of the app was found in the source")


@error
@by_source
def template_from_request(app: App, source: Source) -> Judgement:
    """A view renders a template whose text comes from the request.

    Whoever sends `{{ config }}` reads the secret key, and `{{ ''.__class__... }}` runs commands on the
    server: a template is a program. It happens where a value is put into the text with `%`, `+`, `.format` or
    an f-string before Jinja sees it. Told where the value goes from the request into the text within one
    view, by itself or through names of that view, and nothing there looks at it.

    Fix: keep the text constant and hand the value over: `render_template_string(TEXT, name=name)`.

    Fault::

        return render_template_string(f"<h1>Hello {request.args['name']}</h1>")

    Fine::

        return render_template_string("<h1>Hello {{ name }}</h1>", name=request.args["name"])
    """
    yield from _found(app, source, "template", "is made into a template")


@error
@by_source
def code_from_request(app: App, source: Source) -> Judgement:
    """A view runs what the request says: as Python, or as a command.

    Whoever sends `__import__("os").popen("env").read()` reads the secret key, and then does with the server
    what the app may do. SymPy's `parse_expr` and `sympify`, `pandas.eval` and `pickle.loads` run what they
    read as well as `eval` does, and a shell takes `; curl ...` behind a name. Told where the value goes from
    the request into such a call within one view, by itself or through names of that view, and nothing there
    looks at it. What ruff says of the same line is told here.

    Fix: choose from names of your own (`ACTIONS[name]`), read with `ast.literal_eval` or `json.loads`, start
    programs with a list and without `shell=True`; a formula needs a parser of its own.

    Fault::

        return {"result": str(sympy.parse_expr(request.json["formula"]))}

    Fine::

        return {"result": OPERATIONS[request.json["operation"]](request.json["numbers"])}
    """
    yield from _found(app, source, "code", "is run")


@warning
@by_source
def redirect_from_request(app: App, source: Source) -> Judgement:
    """A view redirects to an address that the request names.

    A link to your own site then leads to any other: a copied sign-in page behind your address is the usual
    use. Told where the value goes from the request into `redirect` within one view and nothing there looks at
    it; a test of the value, a helper such as `is_safe_url`, and a text that begins with a path of yours are
    fine, but for one test alone: `//evil.example` begins with `/` too, and `urlsplit` sees no netloc in
    `https:evil.example`, which Flask sends as `https:///evil.example` and browsers take for that host.

    Fix: go only to a path of your own: refuse a value for which `urlsplit(value).netloc` is not empty, and
    one that does not begin with a single `/`.

    Fault::

        return redirect(request.args.get("next") or url_for("index"))

    Fine::

        target = request.args.get("next", "")
        return redirect(target if is_safe_url(target) else url_for("index"))
    """
    yield from _found(app, source, "redirect", "is where it redirects to")


@warning
@by_source
def file_from_request(app: App, source: Source) -> Judgement:
    """A view opens, sends or writes a file whose name comes from the request.

    `../../.env` is a name too. Told where the value goes from the request, from a `<path:name>` of the rule
    or from the name of an uploaded file into `open`, `send_file` or `save` within one view, and nothing there
    looks at it. `send_from_directory` and `secure_filename` are fine, and so is any test of the value
    but the one that there is such a file.

    Fix: send with `send_from_directory(folder, name)`, and store under `secure_filename(name)` or a name of
    your own.

    Fault::

        return send_file("invoices/" + request.args["name"])

    Fine::

        return send_from_directory("invoices", request.args["name"])
    """
    yield from _found(app, source, "file", "names a file")


@warning
@by_source
def pattern_from_request(app: App, source: Source) -> Judgement:
    """A view searches with a regular expression that the request names.

    Python's engine tries every way: `(a+)+$` keeps a worker busy for hours with one title of thirty letters,
    and a few such requests stop the site. An honest `c++` is a 500, for it is no expression. Told where the
    value goes from the request into `re.search` and its like within one view, by itself or through names of
    that view, and nothing there looks at it; `re.escape` is fine.

    Fix: look for the text itself, `text.lower() in title.lower()`, or for `re.escape(text)`.

    Fault::

        found = [book for book in books if re.search(request.args["q"], book.title)]

    Fine::

        found = [book for book in books if request.args["q"].lower() in book.title.lower()]
    """
    yield from _found(app, source, "pattern", "is searched for as a regular expression")


def _found(app: App, source: Source, kind: FlowKind, does: str) -> Iterator[Found | DoesNotApply]:
    views = list(served(app, source))
    if not views:
        yield _NO_VIEWS
    for one in views:
        taken = [flow for flow in one.body.flows if flow.kind == kind]
        if taken:
            yield _told(one, taken, does)


def _told(one: Served, taken: list[Flow], does: str) -> Found:
    first = taken[0]
    passed = "and no test is between"
    if first.rooted:
        passed = 'and "//evil.example" passes its one test, startswith("/")'
    elif first.hostless:
        passed = 'and "https:evil.example", which has no netloc, passes its one test'
    return Found(
        f"{one.requests('GET')}: {first.source} {does}, {passed}",
        subject=one.endpoint,
        place=first.place,
        evidence=capped([f"{flow.source} into {flow.call} at {flow.place}" for flow in taken]),
    )
