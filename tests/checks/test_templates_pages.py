"""Static files, forms, escaping and names that two folders have."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from releasecheck.facts.alterations import Alteration
from releasecheck.facts.boot import Crash
from releasecheck.facts.runs import Git
from releasecheck.facts.source import Registration, SessionUse
from releasecheck.facts.templates import FormUse, PostForm, ScriptValue, Shadowed, StaticFolder, Unescaped
from releasecheck.findings import DoesNotApply, Found

from .build import (
    Given,
    app,
    ask,
    at,
    blueprint,
    body,
    config,
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
    view,
)

PAGE = at("templates/page.html", 4)


def folder(endpoint: str = "static", path: str | None = "static", **fields: Any) -> StaticFolder:
    return StaticFolder(endpoint, path, fields.pop("url_path", "/static"), **fields)


def css(name: str = "shop.css", endpoint: str = "static", **fields: Any) -> Any:
    return use(endpoint, "filename", filename=name, template="page.html", place=PAGE, **fields)


def page(*uses: Any, folders: Any = (), rendered: bool = True, written: Any = (), **fields: Any) -> Given:
    """A template with static files, which app.py renders or not."""
    return {
        "app": app(**fields),
        "source": source(
            module("app.py"), renders=[refers("page.html")] if rendered else [], endpoint_uses=written
        ),
        "templates": templates("page.html", endpoint_uses=uses, static=tuple(folders)),
    }


def git(*tracked: str) -> Git:
    return Git("a" * 40, "main", dirty=False, tracked=tracked)


def lost(name: str = "shop.css", is_: str = "not", where: str = "static", **fields: Any) -> Found:
    told: Given = {"subject": name, "place": PAGE, "evidence": ("named at templates/page.html:4",)}
    return Found(f"{name} is {is_} in {where}", **{**told, **fields})


LACKS = folder(lacking={"shop.css": None})
OTHER_CASE = folder(lacking={"shop.css": "Shop.css"})
CALLED = "Write `Shop.css`, as the file is called."


@table(
    {
        "not there": (page(css(), folders=[LACKS]), [lost()]),
        "in another case": (
            page(css(), folders=[OTHER_CASE]),
            [lost(is_="called Shop.css", fix=CALLED, severity="error")],
        ),
        "of a blueprint": (
            page(
                css(endpoint="shop.static"),
                folders=[LACKS, folder("shop.static", "shop/static", lacking=LACKS.lacking)],
            ),
            [lost(where="shop/static")],
        ),
        "in Python": (
            page(folders=[LACKS], written=[use("static", "filename", filename="shop.css")]),
            [lost(place=at("app.py", 12), evidence=("named at app.py:12",))],
        ),
        "twice": (
            page(css(), css(), folders=[LACKS]),
            [lost(evidence=("named at templates/page.html:4", "named at templates/page.html:4"))],
        ),
        "a query in the name, which becomes part of it": (
            page(css("shop.css?v=2"), folders=[folder(lacking={"shop.css?v=2": None})]),
            [lost("shop.css?v=2")],
        ),
        "in a template that nothing renders by name": (
            page(css(), folders=[OTHER_CASE], rendered=False),
            [lost(is_="called Shop.css", fix=CALLED, severity="info")],
        ),
        "a build makes it": (
            page(css("dist/app.js"), folders=[folder(lacking={"dist/app.js": None})]),
            [lost("dist/app.js", severity="info")],
        ),
        "the folder is built": (
            page(css(), folders=[folder(path="frontend/build", lacking={"shop.css": None})]),
            [lost(where="frontend/build", severity="info")],
        ),
        "git ignores it": (
            page(css(), folders=[folder(lacking={"shop.css": None}, ignored=("shop.css",))]),
            [lost(severity="info")],
        ),
        "a bundler makes all that is served": (
            {**page(css(), folders=[LACKS]), "git": git("web/package.json", "web/src/shop.css")},
            [lost(severity="info")],
        ),
        "a bundler beside files that git has": (
            {**page(css(), folders=[LACKS]), "git": git("package.json", "static/cart.js")},
            [lost()],
        ),
        "an empty folder without a bundler": (
            {**page(css(), folders=[LACKS]), "git": git("app.py", "statics/cart.js")},
            [lost()],
        ),
        "another case, whatever bundler is here": (
            {**page(css(), folders=[OTHER_CASE]), "git": git("package.json")},
            [lost(is_="called Shop.css", fix=CALLED, severity="error")],
        ),
        "a bundler, and a folder elsewhere": (
            {
                **page(css(), folders=[folder(path=None, lacking={"shop.css": None})]),
                "git": git("package.json"),
            },
            [lost(where="/static")],
        ),
        "a folder outside of the project": (
            page(css(), folders=[folder(path=None, lacking={"shop.css": None})]),
            [lost(where="/static")],
        ),
    }
)
def test_missing_static_file_faulty(given: Given, says: list[Found]) -> None:
    assert ask("missing-static-file", given) == says


def team(*names: str, lacking: Any = None, **fields: Any) -> Given:
    """A page that names these files, of which the folder has none but in another case."""
    lacks = dict.fromkeys(names) if lacking is None else lacking
    return page(*map(css, names), folders=[folder(lacking=lacks, **fields)])


def test_what_one_page_lacks_of_one_folder_is_one_finding() -> None:
    assert ask("missing-static-file", team("a.jpg", "b.jpg", "c.jpg", "d.jpg")) == [
        Found(
            "a.jpg, b.jpg and 2 more are not in static",
            subject="a.jpg",
            place=PAGE,
            evidence=(
                "named at templates/page.html:4",
                *(f"{name}.jpg: named at templates/page.html:4" for name in "bcd"),
            ),
        )
    ]


@table(
    {
        "another case is another cause": (
            team("a.css", "b.css", lacking={"a.css": "A.css", "b.css": None}),
            2,
        ),
        "two in another case": (team("a.css", "b.css", lacking={"a.css": "A.css", "b.css": "B.css"}), 2),
        "one that git ignores": (team("a.css", "b.css", ignored=("a.css",)), 2),
    }
)
def test_other_causes_are_findings_of_their_own(given: Given, says: int) -> None:
    assert len(ask("missing-static-file", given)) == says


@table(
    {
        "it is there": (page(css(), folders=[folder()]), []),
        "in one of two blueprints of a dotted name": (
            page(css(endpoint=".static"), folders=[LACKS, folder("shop.static")]),
            [],
        ),
        "a folder, as the beginning of a name": (
            page(css("img/"), folders=[folder(lacking={"img/": None})]),
            [],
        ),
        "the beginning of a name": (
            page(css("img/tool-"), folders=[folder(lacking={"img/tool-": None})]),
            [],
        ),
        "an endpoint that serves nothing we know": (page(css(endpoint="assets"), folders=[folder()]), []),
        "a module that the app does not import": (
            page(
                css(),
                folders=[folder(lacking={"old.css": None})],
                written=[use("static", filename="old.css", place=at("old.py", 3))],
            ),
            [],
        ),
    }
)
def test_missing_static_file_fine(given: Given, says: list[Found]) -> None:
    assert ask("missing-static-file", given) == says


NO_FILE = DoesNotApply("no static file is named by a constant, or no folder is served")


@table(
    {
        "no use": (page(folders=[folder()]), [NO_FILE]),
        "no folder": (page(css()), [NO_FILE]),
        "a use without a file": (page(use("static", place=PAGE), folders=[folder()]), [NO_FILE]),
        "WhiteNoise": (
            page(css(), folders=[LACKS], middleware=("WhiteNoise",)),
            [DoesNotApply("WhiteNoise serves static files from folders of its own")],
        ),
    }
)
def test_missing_static_file_does_not_apply(given: Given, says: list[DoesNotApply]) -> None:
    assert ask("missing-static-file", given) == says


def serves(*folders: StaticFolder, **fields: Any) -> Given:
    return {"app": app(**fields), "templates": templates(static=tuple(folders))}


@table(
    {
        "an environment file": (
            serves(folder(private=(".env",))),
            [
                Found(
                    "/static serves .env to everybody",
                    subject="static",
                    place=at("app.py", 1),
                    evidence=("the folder is static", "/static/.env"),
                )
            ],
        ),
        "the project itself": (
            serves(folder(path=".", url_path=""), modules=("app.py", "shop/views.py")),
            [
                Found(
                    "/ serves app.py and shop/views.py to everybody",
                    subject="static",
                    place=at("app.py", 1),
                    evidence=("the folder is .", "/app.py", "/shop/views.py"),
                )
            ],
        ),
        "a package, by its blueprint": (
            serves(
                folder("admin.shop.static", "shop", url_path="/shop"),
                modules=("app.py", "shop/views.py"),
                blueprints=[blueprint("admin"), blueprint("shop")],
            ),
            [
                Found(
                    "/shop serves views.py to everybody",
                    subject="admin.shop.static",
                    place=at("shop.py", 3),
                    evidence=("the folder is shop", "/shop/views.py"),
                )
            ],
        ),
        "a package": (
            serves(folder("shop.static", "shop", url_path="/shop"), modules=("app.py", "shop/views.py")),
            [
                Found(
                    "/shop serves views.py to everybody",
                    subject="shop.static",
                    place=at("app.py", 1),
                    evidence=("the folder is shop", "/shop/views.py"),
                )
            ],
        ),
    }
)
def test_static_folder_exposes_source_faulty(given: Given, says: list[Found]) -> None:
    assert ask("static-folder-exposes-source", given) == says


@table(
    {
        "nothing private": (serves(folder()), []),
        "a folder that begins alike": (serves(folder(path="shop"), modules=("shop_views.py",)), []),
        "outside of the project": (serves(folder(path=None)), []),
    }
)
def test_static_folder_exposes_source_fine(given: Given, says: list[Found]) -> None:
    assert ask("static-folder-exposes-source", given) == says


@table(
    {"no folder": (serves(), [DoesNotApply("no static folder is served, and no view sends files by name")])}
)
def test_static_folder_exposes_source_does_not_apply(given: Given, says: list[DoesNotApply]) -> None:
    assert ask("static-folder-exposes-source", given) == says


def form(line: int = 4, template: str = "page.html", **fields: Any) -> PostForm:
    return PostForm(template, at(f"templates/{template}", line), **fields)


def forms(*found: PostForm, named: Any = (), refer: Any = (), rendered: bool = True, **fields: Any) -> Given:
    """Forms without a token, in an app with CSRFProtect."""
    return {
        "app": app(**{"extensions": ("csrf",), **fields}),
        "source": source(module("app.py"), renders=[refers("page.html")] if rendered else []),
        "templates": templates("page.html", forms=found, csrf_named=tuple(named), references=tuple(refer)),
    }


def to(name: str, template: str = "page.html", kind: Any = "extends") -> Any:
    return refers(name, kind=kind, template=template)


def tokenless(*evidence: str, count: str = "1 form") -> Found:
    return Found(
        f"page.html has {count} without a CSRF token: sending it is answered 400",
        subject="page.html",
        place=PAGE,
        evidence=evidence,
    )


@table(
    {
        "one": (forms(form()), [tokenless("form at templates/page.html:4")]),
        "two": (
            forms(form(), form(9)),
            [tokenless("form at templates/page.html:4", "form at templates/page.html:9", count="2 forms")],
        ),
        "a token that is not called": (
            {
                **forms(form(named=True)),
                "source": source(module("app.py"), renders=[replace(refers("page.html"), given=("title",))]),
            },
            [
                tokenless(
                    "form at templates/page.html:4, in which csrf_token is not called or is no field's value"
                )
            ],
        ),
        "a token in a page that has nothing to do with it": (
            forms(form(), named=["other.html"], refer=[to("layout.html", "other.html"), to("layout.html")]),
            [tokenless("form at templates/page.html:4")],
        ),
        "another view is exempt": (
            forms(form(endpoint="order"), csrf_exempt=("hook",)),
            [tokenless("form at templates/page.html:4")],
        ),
    }
)
def test_form_without_csrf_token_faulty(given: Given, says: list[Found]) -> None:
    assert ask("form-without-csrf-token", given) == says


@table(
    {
        "every form has one": (forms(), []),
        "the view gives the token": (
            {
                **forms(form(named=True)),
                "source": source(
                    module("app.py"), renders=[replace(refers("page.html"), given=("csrf_token",))]
                ),
            },
            [],
        ),
        "the view gives who knows what": (forms(form(named=True)), []),
        "a script or a macro of the same template": (forms(form(), named=["page.html"]), []),
        "in the parent": (forms(form(), named=["layout.html"], refer=[to("layout.html")]), []),
        "in the parent's parent": (
            forms(form(), named=["base.html"], refer=[to("layout.html"), to("base.html", "layout.html")]),
            [],
        ),
        "in a macro": (
            forms(form(), named=["macros.html"], refer=[to("macros.html", kind="import")]),
            [],
        ),
        "in the page that includes it": (
            forms(
                form(template="part.html"),
                named=["page.html"],
                refer=[to("part.html", kind="include")],
            ),
            [],
        ),
        "the view is exempt": (forms(form(endpoint="hook"), csrf_exempt=("hook",)), []),
        "who knows to which view it posts": (forms(form(), csrf_exempt=("hook",)), []),
        "nothing renders the template by name": (forms(form(), rendered=False), []),
    }
)
def test_form_without_csrf_token_fine(given: Given, says: list[Found]) -> None:
    assert ask("form-without-csrf-token", given) == says


@table(
    {
        "no CSRFProtect": (forms(form(), extensions=()), [DoesNotApply("the app has no CSRFProtect")]),
        "switched off": (
            forms(form(), config=[config("WTF_CSRF_ENABLED", False)]),
            [DoesNotApply("WTF_CSRF_ENABLED is off")],
        ),
        "checked by the views themselves": (
            forms(form(), config=[config("WTF_CSRF_CHECK_DEFAULT", False)]),
            [DoesNotApply("WTF_CSRF_CHECK_DEFAULT is off")],
        ),
    }
)
def test_form_without_csrf_token_does_not_apply(given: Given, says: list[DoesNotApply]) -> None:
    assert ask("form-without-csrf-token", given) == says


def validating(*found: PostForm, uses: Any = None, spoken: Any = (), **fields: Any) -> Given:
    """A view that validates one FlaskForm, in an app without CSRFProtect."""
    of = {"calls": ("OrderForm", "validate_on_submit"), **fields}
    known = uses or [SessionUse("FlaskForm", at("forms.py", 3), "OrderForm")]
    own = replace(refers("page.html"), place=at("app.py", 9))
    return {
        "app": app(
            extensions=(), routes=[route("/order", "order", methods=("GET", "POST"), view=view("order"))]
        ),
        "source": source(
            module("app.py"),
            renders=[own],
            views=[body("order", **of)],
            session_uses=known,
            csrf_named=spoken,
        ),
        "templates": templates("page.html", forms=found or (form(),)),
    }


NEVER_VALID = Found(
    "page.html has a form without the CSRF token that OrderForm asks for: validate_on_submit() is never true",
    subject="page.html",
    place=PAGE,
)
NO_GUARD = DoesNotApply("the app has no CSRFProtect")


@table(
    {
        "shown by the view": (validating(), [NEVER_VALID]),
        "sent to the view by its name": (validating(form(endpoint="order")), [NEVER_VALID]),
        "sent to another view": (validating(form(endpoint="other")), [NO_GUARD]),
        "with a token that is not called": (validating(form(named=True)), [NO_GUARD]),
        "read past the form": (validating(reads=("form",)), [NO_GUARD]),
        "validated in another way": (validating(calls=("OrderForm", "validate")), [NO_GUARD]),
        "two forms": (validating(calls=("OrderForm", "SearchForm", "validate_on_submit")), [NO_GUARD]),
        "of a class that is no FlaskForm": (
            validating(uses=[SessionUse("FlaskForm", at("forms.py", 3), "OtherForm")]),
            [NO_GUARD],
        ),
        "whose module speaks of CSRF": (validating(spoken=["forms.py"]), [NO_GUARD]),
        "whose view speaks of CSRF": (validating(spoken=["app.py"]), [NO_GUARD]),
    }
)
def test_form_without_csrf_token_of_a_flask_form(given: Given, says: list[Any]) -> None:
    assert ask("form-without-csrf-token", given) == says


def test_form_without_csrf_token_of_a_flask_form_that_is_switched_off() -> None:
    given = validating()
    given["app"] = replace(given["app"], config=(config("WTF_CSRF_ENABLED", False),))
    assert ask("form-without-csrf-token", given) == [NO_GUARD]


def raw(why: Any = "name", template: str = "page.j2") -> Unescaped:
    return Unescaped(template, why, at(f"templates/{template}", 4))


def escaping(*unescaped: Unescaped, names: Any = ("page.j2",), rendered: bool = True) -> Given:
    return {
        "app": app(),
        "source": source(module("app.py"), renders=[refers(*names)] if rendered else []),
        "templates": templates(*names, unescaped=unescaped),
    }


def unescaped(message: str, **fields: Any) -> Found:
    told: Given = {"subject": "page.j2", "place": at("templates/page.j2", 4)}
    return Found(message, **{**told, "evidence": ("the first value is at templates/page.j2:4",), **fields})


BY_NAME = "page.j2: Jinja does not escape in a template of this name"


@table(
    {
        "by its name": (escaping(raw()), [unescaped(BY_NAME)]),
        "nothing renders it by name": (
            escaping(raw(), rendered=False),
            [unescaped(BY_NAME, severity="warning")],
        ),
        "in a block": (
            escaping(raw("block")),
            [unescaped("page.j2: {% autoescape false %} puts its values in as they are", severity="warning")],
        ),
        "by one ending is one finding": (
            escaping(raw(), raw(template="mail/note.j2"), raw(template="page"), names=("page.j2", "page")),
            [
                Found(
                    "Jinja does not escape in names that end in .j2: 2 templates with HTML",
                    subject="*.j2",
                    place=at("templates/page.j2", 4),
                    evidence=(
                        "page.j2, first value at templates/page.j2:4",
                        "mail/note.j2, first value at templates/mail/note.j2:4",
                    ),
                ),
                unescaped(
                    "page: Jinja does not escape in a template of this name",
                    subject="page",
                    place=at("templates/page", 4),
                    evidence=("the first value is at templates/page:4",),
                ),
            ],
        ),
        "without an ending": (
            escaping(raw(template="a"), raw(template="b"), names=("a", "b")),
            [
                Found(
                    "Jinja does not escape in names that have no ending: 2 templates with HTML",
                    subject="*",
                    place=at("templates/a", 4),
                    evidence=("a, first value at templates/a:4", "b, first value at templates/b:4"),
                )
            ],
        ),
        "nothing renders any of them by name": (
            escaping(raw(), raw(template="b.j2"), rendered=False),
            [
                Found(
                    "Jinja does not escape in names that end in .j2: 2 templates with HTML",
                    subject="*.j2",
                    place=at("templates/page.j2", 4),
                    evidence=(
                        "page.j2, first value at templates/page.j2:4",
                        "b.j2, first value at templates/b.j2:4",
                    ),
                    severity="warning",
                )
            ],
        ),
        "everywhere is one finding": (
            escaping(raw("environment", "a.html"), raw("environment", "b.html")),
            [
                Found(
                    "the app's Jinja environment escapes nowhere: 2 templates with HTML",
                    subject="autoescape",
                    place=at("app.py", 1),
                    evidence=(
                        "a.html, first value at templates/a.html:4",
                        "b.html, first value at templates/b.html:4",
                    ),
                    fix="Leave `autoescape` to Flask: remove what turns it off in `jinja_env` or "
                    "`jinja_options`.",
                )
            ],
        ),
    }
)
def test_autoescape_off_faulty(given: Given, says: list[Found]) -> None:
    assert ask("autoescape-off", given) == says


def test_the_line_that_has_the_app_escape_nowhere() -> None:
    turns_off = source(alterations=[Alteration("escaping", at("app.py", 8))])
    given = {**escaping(raw("environment", "a.html")), "source": turns_off}
    assert [one.place for one in ask("autoescape-off", given)] == [at("app.py", 8)]


@table({"all is escaped": (escaping(), [])})
def test_autoescape_off_fine(given: Given, says: list[Found]) -> None:
    assert ask("autoescape-off", given) == says


@table({"no templates": (escaping(names=()), [DoesNotApply("the app has no templates")])})
def test_autoescape_off_does_not_apply(given: Given, says: list[DoesNotApply]) -> None:
    assert ask("autoescape-off", given) == says


HIDDEN = Shadowed("page.html", at("shop/templates/page.html", 1), at("templates/page.html", 1))


INNER = Shadowed("page.html", at("templates/shop/page.html", 1), at("templates/admin/page.html", 1))


def twins(*shadowed: Shadowed, rendered: Sequence[str] = ("page.html",), **fields: Any) -> Given:
    searched = ("templates", "templates/admin", "templates/shop")
    return {
        "app": app(**{"blueprints": [blueprint("shop")], **fields}),
        "source": source(module("app.py"), renders=[refers(name) for name in rendered]),
        "templates": templates("page.html", "shop/page.html", shadowed=shadowed, searched=searched),
    }


def hidden(**fields: Any) -> Found:
    return Found(
        "page.html is never rendered from here: templates/page.html has the same name and goes first",
        subject="page.html",
        place=at("shop/templates/page.html", 1),
        evidence=("rendered: templates/page.html", "never rendered: shop/templates/page.html"),
        **fields,
    )


@table(
    {
        "in a blueprint": (twins(HIDDEN), [hidden()]),
        "nothing renders the name": (twins(HIDDEN, rendered=()), [hidden(severity="info")]),
        "in a folder of the app's, and nothing renders it from there": (
            twins(INNER),
            [
                Found(
                    "page.html is never rendered from here: "
                    "templates/admin/page.html has the same name and goes first",
                    subject="page.html",
                    place=at("templates/shop/page.html", 1),
                    evidence=(
                        "rendered: templates/admin/page.html",
                        "never rendered: templates/shop/page.html",
                    ),
                )
            ],
        ),
        "two folders that clash": (
            twins(HIDDEN, Shadowed("a.html", at("shop/templates/a.html", 1), at("templates/a.html", 1))),
            [
                Found(
                    "2 templates of shop/templates/ are never rendered: "
                    "templates/ has the same names and goes first",
                    subject="shop/templates/",
                    place=at("shop/templates/page.html", 1),
                    evidence=(
                        "never rendered: shop/templates/page.html",
                        "never rendered: shop/templates/a.html",
                    ),
                )
            ],
        ),
    }
)
def test_template_shadowed_faulty(given: Given, says: list[Found]) -> None:
    assert ask("template-shadowed", given) == says


@table(
    {
        "names of their own": (twins(), []),
        "rendered by its name in the folder above": (
            twins(INNER, rendered=("page.html", "shop/page.html")),
            [],
        ),
    }
)
def test_template_shadowed_fine(given: Given, says: list[Found]) -> None:
    assert ask("template-shadowed", given) == says


@table({"one folder": (twins(blueprints=[]), [DoesNotApply("the app has one folder of templates")])})
def test_template_shadowed_does_not_apply(given: Given, says: list[DoesNotApply]) -> None:
    assert ask("template-shadowed", given) == says


PUT = ScriptValue("poll.html", "onclick", "poll.title", at("templates/poll.html", 4))
OTHER = ScriptValue("poll.html", "onsubmit", "poll.question", at("templates/poll.html", 9))
QUOTED = Found(
    "poll.html puts poll.title between the quotes of a script in onclick",
    "poll.html",
    at("templates/poll.html", 4),
    ("poll.title in onclick at templates/poll.html:4",),
)


def scripted(*values: ScriptValue, rendered: str = "poll.html") -> Given:
    return {
        "source": source(module("app.py"), renders=[refers(rendered)]),
        "templates": templates("poll.html", script_values=values),
    }


@table(
    {
        "one": (scripted(PUT), [QUOTED]),
        "two": (
            scripted(PUT, OTHER),
            [
                replace(
                    QUOTED,
                    message=f"{QUOTED.message}, and 1 other value likewise",
                    evidence=(*QUOTED.evidence, "poll.question in onsubmit at templates/poll.html:9"),
                )
            ],
        ),
    }
)
def test_value_in_script_attribute_faulty(given: Given, says: list[Found]) -> None:
    assert ask("value-in-script-attribute", given) == says


@table({"none": (scripted(), []), "nothing renders it": (scripted(PUT, rendered="other.html"), [])})
def test_value_in_script_attribute_fine(given: Given, says: list[Found]) -> None:
    assert ask("value-in-script-attribute", given) == says


def test_value_in_script_attribute_does_not_apply() -> None:
    says = [DoesNotApply("the app has no templates")]
    assert ask("value-in-script-attribute", {"templates": templates()}) == says


def form_in(*renders: Any, **facts: Any) -> Given:
    """poll.html shows a form; `renders` are the calls that render it."""
    uses = [FormUse("poll.html", "form", at("templates/poll.html", 6))]
    return {
        "app": app(),
        "source": source(module("app.py"), renders=renders),
        "templates": templates("poll.html", form_uses=uses),
        **facts,
    }


UNDEFINED = crash("jinja2.exceptions.UndefinedError", "'form' is undefined")
TOTALS = FormUse("poll.html", "totals", at("templates/poll.html", 9))


def of_two(*crashes: Crash) -> list[Any]:
    """What is said of poll.html, which takes two names for given, when these answers were seen."""
    given = form_in(refers("poll.html", given=()))
    uses = (*given["templates"].form_uses, TOTALS)
    seen = requests(*(response("/", 500, crash=one) for one in crashes))
    return ask(
        "template-does-not-compile",
        {**given, "templates": templates("poll.html", form_uses=uses), "requests": seen},
    )


def test_template_does_not_compile_without_two() -> None:
    (found,) = of_two()
    assert found.message == "poll.html asks for form and totals, which are not given where it is rendered"
    assert found.fix == (
        "Give them there (`render_template(..., form=form, totals=totals)`), or take them out."
    )


def test_template_does_not_compile_without_what_an_answer_missed() -> None:
    missed = "Object of type Undefined is not JSON serializable"
    here, elsewhere = at("templates/poll.html", 9), at("templates/other.html", 9)
    (other,) = of_two(UNDEFINED, crash("TypeError", missed, place=elsewhere))
    assert other.message == "poll.html asks for totals, which is not given where it is rendered"
    assert of_two(UNDEFINED, crash("TypeError", missed, place=here)) == []


def _with_poll_at(line: int, by: str | None) -> Given:
    """poll.html is rendered on line 14; `by` is what answers the rule of the view that begins there."""
    routes = [route("/poll", "poll", view=view("poll", line), shadowed_by=by)]
    views = [body("index", 5), body("poll", line)]
    written = source(module("app.py"), renders=[refers("poll.html", given=())], views=views)
    return form_in(app=app(routes=routes), source=written)


def test_template_does_not_compile_where_no_request_reaches_the_view() -> None:
    assert ask("template-does-not-compile", _with_poll_at(12, "security.poll")) == []
    assert len(ask("template-does-not-compile", _with_poll_at(12, None))) == 1
    assert len(ask("template-does-not-compile", _with_poll_at(20, "security.poll"))) == 1


def test_template_does_not_compile_without_its_form() -> None:
    given = form_in(refers("poll.html", given=("poll",)), refers("poll.html", given=("form",)))
    assert ask("template-does-not-compile", given) == [
        Found(
            "poll.html asks for form, which is not given where it is rendered",
            "poll.html",
            at("templates/poll.html", 6),
            ("rendered at app.py:14",),
            fix="Give it there (`render_template(..., form=form)`), or take it out.",
            severity="warning",
        )
    ]


@table(
    {
        "the form is given": (form_in(refers("poll.html", given=("form",))), []),
        "more may be given": (form_in(refers("poll.html")), []),
        "nothing renders it by itself": (form_in(), []),
        "one of two is rendered": (form_in(refers("poll.html", "other.html", given=())), []),
        "a module that did not boot": (
            form_in(refers("poll.html", given=(), place=at("old.py", 3))),
            [],
        ),
        "what the app lacks may bring it": (
            form_in(
                app=app(blueprints=[blueprint("shop", registered=False)]),
                source=source(
                    module("app.py"),
                    renders=[refers("poll.html", given=())],
                    registrations=[Registration("bp", "shop.bp", at("main.py", 3), False)],
                ),
            ),
            [],
        ),
        "an answer told it": (
            form_in(refers("poll.html", given=()), requests=requests(response("/", 500, crash=UNDEFINED))),
            [],
        ),
    }
)
def test_template_does_not_compile_with_its_form(given: Given, says: list[Any]) -> None:
    assert ask("template-does-not-compile", given) == says
