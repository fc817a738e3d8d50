"""What pages refer to, asked of the live app; each trap that a search on disk falls into."""

from dataclasses import replace
from typing import Any

from releasecheck.facts.runs import Git
from releasecheck.facts.source import BlueprintDefinition, Registration, RunCall
from releasecheck.facts.templates import TemplateError
from releasecheck.findings import CouldNotLook, DoesNotApply, Found

from .build import (
    Given,
    app,
    ask,
    at,
    blueprint,
    crash,
    module,
    refers,
    requests,
    response,
    route,
    source,
    table,
    templates,
    use,
)

ROUTES = [
    route("/", "index"),
    route("/tools/<int:tool_id>", "shop.tool"),
    route("/tools", "shop.tools"),
]
UNREADABLE = CouldNotLook("neither the source nor the templates could be read")
NO_USE = DoesNotApply("there is no url_for with a constant endpoint")


def links(*uses: Any, pages: Any = None, answers: Any = None, **fields: Any) -> Given:
    """url_for calls in app.py, of an app with a few routes."""
    made = fields.pop("made", ())
    return {
        "app": app(**{"routes": ROUTES, **fields}),
        "source": source(module("app.py"), endpoint_uses=uses, blueprints=made),
        "templates": pages,
        **({} if answers is None else {"requests": answers}),
    }


def page(*uses: Any, rendered: bool = True, name: str = "page.html", **fields: Any) -> Given:
    """url_for calls in a template, which app.py renders or not."""
    written = source(module("app.py"), renders=[refers(name)] if rendered else [])
    return {
        "app": app(routes=ROUTES, **{key: fields.pop(key) for key in list(fields) if key != "foreign"}),
        "source": written,
        "templates": templates(name, endpoint_uses=uses, **fields),
    }


def of_programs(*renderers: str, starts: bool = True) -> Given:
    """app.py, which booted, and office.py, which starts the app itself; some of them render the page."""
    calls = [RunCall(at("office.py", 20), guarded=True)] if starts else []
    shown = [replace(refers("page.html"), place=at(path, 8)) for path in renderers]
    written = source(module("app.py"), module("office.py"), renders=shown, run_calls=calls)
    return {**page(in_page("qqqq")), "source": written}


def in_page(endpoint: str, *values: str, line: int = 4, name: str = "page.html") -> Any:
    return use(endpoint, *values, template=name, place=at(f"templates/{name}", line))


def dangling(name: str, *evidence: str, **fields: Any) -> Found:
    given: Given = {"subject": name, "place": at("app.py", 12), "evidence": evidence}
    return Found(f'url_for("{name}"): the app has no such endpoint', **{**given, **fields})


TOOL = 'Write `url_for("shop.tool")`, which the app has.'


@table(
    {
        "a misspelt name": (
            links(use("indx")),
            [dangling("indx", "used at app.py:12", fix='Write `url_for("index")`, which the app has.')],
        ),
        "a view that moved into a blueprint": (
            links(use("tool")),
            [dangling("tool", "used at app.py:12", fix=TOOL)],
        ),
        "nothing like it": (links(use("qqqq")), [dangling("qqqq", "used at app.py:12")]),
        "a leading dot and no such view": (
            links(use(".tol")),
            [dangling(".tol", "used at app.py:12", fix='Write `url_for(".tool")`, which the app has.')],
        ),
        "in several places": (
            links(use("qqqq"), use("qqqq", place=at("app.py", 30))),
            [dangling("qqqq", "used at app.py:12", "used at app.py:30")],
        ),
        "the request that shows it": (
            links(
                use("qqqq"),
                answers=requests(
                    response(
                        "/cart",
                        500,
                        crash=crash(
                            "werkzeug.routing.exceptions.BuildError",
                            "Could not build url for endpoint 'qqqq'",
                        ),
                    )
                ),
            ),
            [dangling("qqqq", "used at app.py:12", "GET /cart answers 500 because of it")],
        ),
        "a blueprint that was renamed is one finding": (
            links(use("market.tool"), use("market.tools", place=at("app.py", 13)), use("qq.one")),
            [
                Found(
                    "url_for names 2 endpoints of a blueprint market, and the app has no such blueprint",
                    "market",
                    at("app.py", 12),
                    ('url_for("market.tool") at app.py:12', 'url_for("market.tools") at app.py:13'),
                    fix='Write `url_for("shop.tool")` for `market.tool` and '
                    '`url_for("shop.tools")` for `market.tools`.',
                ),
                dangling("qq.one", "used at app.py:12"),
            ],
        ),
        "two views of a blueprint that is there": (
            links(use("shop.qqqq"), use("shop.rrrr", place=at("app.py", 13))),
            [
                dangling("shop.qqqq", "used at app.py:12"),
                dangling("shop.rrrr", "used at app.py:13", place=at("app.py", 13)),
            ],
        ),
        "the app handles build errors itself": (
            links(use("qqqq"), url_build_error_handlers=True),
            [dangling("qqqq", "used at app.py:12", severity="warning")],
        ),
        "in a template": (
            page(in_page("qqqq")),
            [dangling("qqqq", "used at templates/page.html:4", place=at("templates/page.html", 4))],
        ),
        "in a template that nothing renders by name": (
            page(in_page("qqqq"), rendered=False),
            [
                dangling(
                    "qqqq",
                    "used at templates/page.html:4",
                    place=at("templates/page.html", 4),
                    severity="warning",
                )
            ],
        ),
        "in a template that another program renders as well": (
            of_programs("office.py", "app.py"),
            [dangling("qqqq", "used at templates/page.html:4", place=at("templates/page.html", 4))],
        ),
        "in a template of a module that starts nothing": (
            of_programs("office.py", starts=False),
            [dangling("qqqq", "used at templates/page.html:4", place=at("templates/page.html", 4))],
        ),
        "several in templates that nothing renders by name": (
            page(in_page("qqqq"), in_page("rrrr", line=9), rendered=False),
            [
                Found(
                    "1 template that nothing renders by name links to 2 endpoints that the app does not have",
                    "page.html",
                    at("templates/page.html", 4),
                    (
                        'url_for("qqqq") at templates/page.html:4',
                        'url_for("rrrr") at templates/page.html:9',
                    ),
                    fix="Delete what is left over; where a computed name renders it, "
                    "use endpoints that exist.",
                    severity="warning",
                )
            ],
        ),
    }
)
def test_dangling_endpoint_faulty(given: Given, says: list[Found]) -> None:
    assert ask("dangling-endpoint", given) == says


@table(
    {
        "it exists": (links(use("index"), use("shop.tool")), []),
        "a leading dot outside of a blueprint": (links(use(".index")), []),
        "a leading dot in some blueprint": (links(use(".tool")), []),
        "an alias without a view": (links(use("home"), routes=[route("/", "home", view=None)]), []),
        "told by blueprint-never-registered": (
            links(use("admin.index"), blueprints=[blueprint("admin", registered=False)]),
            [],
        ),
        "a blueprint whose module a switch leaves out": (
            links(use("admin.index"), made=[BlueprintDefinition("bp", "admin", at("admin.py", 3))]),
            [],
        ),
    }
)
def test_dangling_endpoint_fine(given: Given, says: list[Found]) -> None:
    assert ask("dangling-endpoint", given) == says


@table(
    {
        "no url_for": (links(), [NO_USE]),
        "only in a file that the app does not import": (
            links(use("qqqq", place=at("routes copy.py", 3))),
            [NO_USE],
        ),
        "only in a template that another program renders": (of_programs("office.py"), [NO_USE]),
        "only in a template of another package": (page(in_page("qqqq"), foreign=["page.html"]), [NO_USE]),
        "nothing to read": ({"app": app(), "source": None, "templates": None}, [UNREADABLE]),
    }
)
def test_dangling_endpoint_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask("dangling-endpoint", given) == says


def incomplete(endpoint: str, *evidence: str, **fields: Any) -> Found:
    given: Given = {
        "subject": endpoint,
        "place": at("app.py", 12),
        "evidence": evidence or ("used at app.py:12",),
        "fix": f'Write `url_for("{endpoint}", tool_id=...)`.',
    }
    message = f'url_for("{endpoint}") gives no tool_id, which /tools/<int:tool_id> needs'
    return Found(message, **{**given, **fields})


@table(
    {
        "nothing given": (links(use("shop.tool")), [incomplete("shop.tool")]),
        "another name given": (
            links(use("shop.tool", "id")),
            [incomplete("shop.tool", fix='Write `url_for("shop.tool", id=..., tool_id=...)`.')],
        ),
        "with a leading dot": (links(use(".tool")), [incomplete(".tool")]),
        "and seen live": (
            {
                **links(use("shop.tool")),
                "requests": requests(
                    response(
                        "/",
                        500,
                        crash=crash(
                            "werkzeug.routing.exceptions.BuildError",
                            "Could not build url for endpoint 'shop.tool'.",
                        ),
                    )
                ),
            },
            [incomplete("shop.tool", "used at app.py:12", "GET / answers 500 because of it")],
        ),
        "one route, several links": (
            links(use("shop.tool"), use("shop.tool", place=at("app.py", 30))),
            [incomplete("shop.tool", "used at app.py:12", "used at app.py:30")],
        ),
        "one good link, one bad": (
            links(use("shop.tool", "tool_id"), use("shop.tool", place=at("app.py", 30))),
            [incomplete("shop.tool", "used at app.py:30", place=at("app.py", 30))],
        ),
        "in a template that nothing renders by name": (
            page(in_page("shop.tool"), rendered=False),
            [
                incomplete(
                    "shop.tool",
                    "used at templates/page.html:4",
                    place=at("templates/page.html", 4),
                    severity="warning",
                )
            ],
        ),
    }
)
def test_url_for_missing_value_faulty(given: Given, says: list[Found]) -> None:
    assert ask("url-for-missing-value", given) == says


@table(
    {
        "given": (links(use("shop.tool", "tool_id", "page")), []),
        "perhaps given by **values": (links(use("shop.tool", open=True)), []),
        "none needed": (links(use("index")), []),
        "another rule of the endpoint needs none": (
            links(use("t"), routes=[route("/t/<x>", "t"), route("/t", "t")]),
            [],
        ),
        "a default of the rule": (
            links(use("t"), routes=[route("/t", "t", arguments=["page"], defaults=["page"])]),
            [],
        ),
        "url_defaults of the app": (links(use("shop.tool"), url_defaults=[""]), []),
        "url_defaults of the blueprint": (links(use("shop.tool"), url_defaults=["shop"]), []),
        "an endpoint that does not exist is dangling": (links(use("qqqq")), []),
        "a leading dot that may mean another view": (
            links(use(".tool"), routes=[*ROUTES, route("/x", "other.tool")]),
            [],
        ),
    }
)
def test_url_for_missing_value_fine(given: Given, says: list[Found]) -> None:
    assert ask("url-for-missing-value", given) == says


@table(
    {
        "no url_for": (links(), [NO_USE]),
        "nothing to read": ({"app": app(), "source": None, "templates": None}, [UNREADABLE]),
    }
)
def test_url_for_missing_value_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask("url-for-missing-value", given) == says


def rendering(*renders: Any, lacks: tuple[str, ...] = (), answers: Any = None, **fields: Any) -> Given:
    """render_template calls in app.py, with templates/receipt.html there and the names of `lacks` not."""
    exists = {"receipt.html": True, **fields.pop("exists", {}), **dict.fromkeys(lacks, False)}
    return {
        "app": app(),
        "source": source(module("app.py"), renders=renders),
        "templates": templates("receipt.html", exists=exists, **fields),
        **({} if answers is None else {"requests": answers}),
    }


def absent(name: str, *evidence: str, **fields: Any) -> Found:
    given: Given = {"subject": name, "place": at("app.py", 14)}
    seen = evidence or ("rendered at app.py:14",)
    return Found(
        f"no loader has the template {name}",
        **{**given, "evidence": (*seen, "searched: templates"), **fields},
    )


def nested(*names: str, **fields: Any) -> Any:
    place = at("templates/receipt.html", 1)
    return refers(*names, **{"kind": "extends", "template": "receipt.html", "place": place, **fields})


@table(
    {
        "a misspelt name": (
            rendering(refers("recipt.html"), lacks=("recipt.html",)),
            [absent("recipt.html", fix="Write `receipt.html`, which is there, or add `recipt.html`.")],
        ),
        "a name without its ending": (
            rendering(refers("receipt"), lacks=("receipt",)),
            [absent("receipt", fix="Write `receipt.html`, which is there, or add `receipt`.")],
        ),
        "nothing like it": (rendering(refers("qq"), lacks=("qq",)), [absent("qq")]),
        "nothing like it but the ending": (
            rendering(refers("post.html"), lacks=("post.html",)),
            [absent("post.html")],
        ),
        "extended": (
            rendering(refers("receipt.html"), lacks=("qq",), references=[nested("qq")]),
            [
                absent(
                    "qq",
                    "extended at templates/receipt.html:1",
                    place=at("templates/receipt.html", 1),
                )
            ],
        ),
        "in several places": (
            rendering(
                refers("qq"), refers("receipt.html"), lacks=("qq",), references=[nested("qq", kind="include")]
            ),
            [absent("qq", "rendered at app.py:14", "included at templates/receipt.html:1")],
        ),
        "none of a list": (
            rendering(refers("qq", "zz"), lacks=("qq", "zz")),
            [
                Found(
                    "no loader has the template qq or zz",
                    "qq",
                    at("app.py", 14),
                    ("rendered at app.py:14", "searched: templates"),
                )
            ],
        ),
        "in a template that nothing renders by name": (
            rendering(lacks=("qq",), references=[nested("qq")]),
            [
                absent(
                    "qq",
                    "extended at templates/receipt.html:1",
                    place=at("templates/receipt.html", 1),
                    severity="warning",
                )
            ],
        ),
        "only views of a blueprint that the app lacks render it": (
            {
                **rendering(refers("qq", router="bp", place=at("shop.py", 14)), lacks=("qq",)),
                "app": app(blueprints=[blueprint("shop", registered=False)], modules=("app.py", "shop.py")),
            },
            [
                absent(
                    "qq",
                    "rendered at shop.py:14",
                    place=at("shop.py", 14),
                    severity="warning",
                    symptom_of="blueprint-never-registered",
                )
            ],
        ),
        "a view of the app renders it, too": (
            {
                **rendering(refers("qq", router="bp"), refers("qq", router="app"), lacks=("qq",)),
                "app": app(blueprints=[blueprint("shop", registered=False, place=at("app.py", 3))]),
            },
            [absent("qq", "rendered at app.py:14")],
        ),
        "it lies beside a module of which no view is served": (
            {
                **rendering(refers("qq", place=at("api/docs.py", 14)), lacks=("qq",)),
                "app": app(modules=("app.py", "api/docs.py")),
                "git": Git("c0ffee", None, False, ("api/templates/qq",)),
            },
            [
                absent(
                    "qq",
                    "rendered at api/docs.py:14",
                    place=at("api/docs.py", 14),
                    severity="warning",
                    fix="Register the blueprint that has api/templates/qq.",
                )
            ],
        ),
        "the request that shows it": (
            rendering(
                refers("qq"),
                lacks=("qq",),
                answers=requests(
                    response("/x", 500, crash=crash("jinja2.exceptions.TemplateNotFound", "qq"))
                ),
            ),
            [
                absent(
                    "qq",
                    evidence=(
                        "rendered at app.py:14",
                        "searched: templates",
                        "GET /x answers 500 because of it",
                    ),
                )
            ],
        ),
    }
)
def test_missing_template_faulty(given: Given, says: list[Found]) -> None:
    assert ask("missing-template", given) == says


@table(
    {
        "it is there": (rendering(refers("receipt.html")), []),
        "a leading slash, of which the loader makes nothing": (
            rendering(refers("/receipt.html"), exists={"/receipt.html": True}),
            [],
        ),
        "a custom loader has what no list tells": (
            rendering(refers("theme/x.html"), exists={"theme/x.html": True}),
            [],
        ),
        "one of a list": (rendering(refers("qq", "receipt.html"), lacks=("qq",)), []),
        "ignore missing": (
            rendering(refers("receipt.html"), lacks=("qq",), references=[nested("qq", optional=True)]),
            [],
        ),
        "a name that could not be asked for": (rendering(refers("unknown.html")), []),
    }
)
def test_missing_template_fine(given: Given, says: list[Found]) -> None:
    assert ask("missing-template", given) == says


NO_REFERENCE = DoesNotApply("no template is referred to by a constant name")


@table(
    {
        "no reference": (rendering(), [NO_REFERENCE]),
        "only in a file that the app does not import": (
            rendering(refers("qq", place=at("routes copy.py", 3)), lacks=("qq",)),
            [NO_REFERENCE],
        ),
        "only in a template of another package": (
            rendering(lacks=("qq",), references=[nested("qq")], foreign=["receipt.html"]),
            [NO_REFERENCE],
        ),
    }
)
def test_missing_template_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask("missing-template", given) == says


def broken(*errors: TemplateError, rendered: tuple[str, ...] = ("a.html", "b.html"), **fields: Any) -> Given:
    return {
        "app": app(),
        "templates": templates("a.html", "b.html", errors=errors, **fields),
        "source": source(module("app.py"), renders=[refers(name) for name in rendered]),
    }


def wrong(
    template: str, kind: Any, subject: str, message: str = "unexpected '}'. Jinja was looking for more."
) -> TemplateError:
    return TemplateError(template, kind, subject, message, at(f"templates/{template}", 3))


SYNTAX = wrong("a.html", "syntax", "a.html")
IN_A = at("templates/a.html", 3)


@table(
    {
        "a syntax error": (
            broken(SYNTAX),
            [
                Found(
                    "a.html does not compile: unexpected '}'",
                    "a.html",
                    IN_A,
                    ("a.html at templates/a.html:3",),
                )
            ],
        ),
        "one file under two names": (
            broken(SYNTAX, replace(SYNTAX, template="pages/a.html", subject="pages/a.html")),
            [
                Found(
                    "a.html does not compile: unexpected '}'",
                    "a.html",
                    IN_A,
                    ("a.html at templates/a.html:3",),
                )
            ],
        ),
        "one unknown filter in two templates": (
            broken(wrong("a.html", "filter", "mony"), wrong("b.html", "filter", "mony")),
            [
                Found(
                    "a.html uses the filter mony, which does not exist",
                    "mony",
                    IN_A,
                    ("a.html at templates/a.html:3", "b.html at templates/b.html:3"),
                )
            ],
        ),
        "an unknown test": (
            broken(wrong("a.html", "test", "prime")),
            [
                Found(
                    "a.html uses the test prime, which does not exist",
                    "prime",
                    IN_A,
                    ("a.html at templates/a.html:3",),
                )
            ],
        ),
        "a template that nothing renders by name": (
            broken(SYNTAX, rendered=()),
            [
                Found(
                    "a.html does not compile: unexpected '}'",
                    "a.html",
                    IN_A,
                    ("a.html at templates/a.html:3",),
                    severity="warning",
                )
            ],
        ),
        "the base of one that is rendered": (
            broken(SYNTAX, rendered=("b.html",), references=[nested("a.html", template="b.html")]),
            [
                Found(
                    "a.html does not compile: unexpected '}'",
                    "a.html",
                    IN_A,
                    ("a.html at templates/a.html:3",),
                )
            ],
        ),
    }
)
def test_template_does_not_compile_faulty(given: Given, says: list[Found]) -> None:
    assert ask("template-does-not-compile", given) == says


@table(
    {
        "all compile": (broken(), []),
        "one of another package does not": (broken(SYNTAX, foreign=["a.html"]), []),
    }
)
def test_template_does_not_compile_fine(given: Given, says: list[Found]) -> None:
    assert ask("template-does-not-compile", given) == says


@table(
    {
        "no templates": (
            {"templates": templates(), "app": app(), "source": None},
            [DoesNotApply("the app has no templates")],
        ),
        "a filter may come with a blueprint that the app lacks": (
            {
                "app": app(blueprints=[blueprint("filters", registered=False)]),
                "templates": templates("a.html", errors=[wrong("a.html", "filter", "mony")]),
                "source": source(
                    module("app.py"),
                    registrations=[Registration("bp", "filters.bp", at("main.py", 3), False)],
                ),
            },
            [
                CouldNotLook(
                    "what the app lacks may bring the filters: "
                    "the app as booted is not all of the app: see blueprint-never-registered"
                )
            ],
        ),
    }
)
def test_template_does_not_compile_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask("template-does-not-compile", given) == says
