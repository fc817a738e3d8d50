"""Forms, and the token that they have to bring."""

from collections.abc import Iterator

from releasecheck.facts.app import App
from releasecheck.facts.source import Source
from releasecheck.facts.templates import PostForm, Templates
from releasecheck.findings import DoesNotApply, Found, Judgement, warning

from ..derived.config.configured import value_of
from ..derived.structure import rendered
from ..derived.structure.form_tokens import never_valid
from ..derived.wording import capped, counted

_NO_GUARD = "the app has no CSRFProtect"
_IDLE = ", in which csrf_token is not called or is no field's value"


@warning
def form_without_csrf_token(app: App, templates: Templates, source: Source | None = None) -> Judgement:
    """A form posts without a CSRF token to an app that asks for one.

    CSRFProtect answers 400 "The CSRF token is missing" to everybody who sends the form. Looked for in the
    form, in its template and in the templates that this one extends, includes, imports or is included by: a
    token anywhere among them may be added by a macro or a script. Flask-WTF's `csrf_token` that is not
    called, or that stands beside the fields and not in one, is none. Forms that post elsewhere, to a view
    that is exempt, or that a script takes over are left alone. Without CSRFProtect a FlaskForm asks for the
    token all the same: told where the view makes one form and reads nothing past it, and where nothing else
    speaks of CSRF.

    Fix: put `<input type="hidden" name="csrf_token" value="{{ csrf_token() }}">` or
    `{{ form.hidden_tag() }}` into the form.

    Fault::

        <form method="post"><button>Delete</button></form>

    Fine::

        <form method="post">{{ form.hidden_tag() }}<button>Delete</button></form>
    """
    reason = _not_asked(app)
    if reason == _NO_GUARD and source and not _is_off(app, "WTF_CSRF_ENABLED"):
        alone = list(_never_valid(app, templates, source))
        yield from alone
        if alone:
            return
    if reason:
        yield DoesNotApply(reason)
        return
    forms = [one for one in templates.forms if _needs_token(one, app, source, templates)]
    for name in dict.fromkeys(one.template for one in forms):
        alike = [one for one in forms if one.template == name]
        yield Found(
            f"{name} has {counted(len(alike), 'form')} without a CSRF token: sending it is answered 400",
            subject=name,
            place=alike[0].place,
            evidence=capped([f"form at {one.place}{_IDLE if one.named else ''}" for one in alike]),
        )


@warning
def upload_without_enctype(app: App, source: Source, templates: Templates) -> Judgement:
    """A form has a field for a file, and its browser sends only the file's name.

    Without `enctype="multipart/form-data"` the file itself never leaves the browser: `request.files` stays
    empty, and so does a `FileField`, mostly without an error. Told of forms that stand whole in a template
    that is rendered, in an app that reads uploads. A form that a script may send is left alone: one of the
    template, of those around it or of a static folder (`FormData`, `FileReader`, `fetch`, htmx); and so is
    one that a macro makes, such as `render_form`, which looks for itself.

    Fix: `<form method="post" enctype="multipart/form-data">`.

    Fault::

        <form method="post"><input type="file" name="photo"><button>Send</button></form>

    Fine::

        <form method="post" enctype="multipart/form-data"><input type="file" name="photo">…</form>
    """
    reads = next((one for one in source.uploads if one.place.path in app.modules), None)
    if reads is None:
        yield DoesNotApply("nothing in the app takes uploads")
        return
    for form in templates.uploads:
        around = rendered.related(form.template, templates)
        if rendered.is_rendered(form.template, source, templates) and around.isdisjoint(templates.scripted):
            yield Found(
                f"the form of {form.template} has {form.field} and no enctype: the file never arrives",
                subject=form.template,
                place=form.place,
                evidence=(f"the app reads uploads: {reads.what} at {reads.place}",),
            )


def _never_valid(app: App, templates: Templates, source: Source) -> Iterator[Found]:
    """What is sent to a form of Flask-WTF, which checks the token by itself."""
    for form in templates.forms:
        if form.named or not _needs_token(form, app, source, templates):
            continue
        if name := never_valid(form, app, source):
            yield Found(
                f"{form.template} has a form without the CSRF token that {name} asks for: "
                "validate_on_submit() is never true",
                subject=form.template,
                place=form.place,
            )


def _not_asked(app: App) -> str | None:
    if "csrf" not in app.extensions:
        return _NO_GUARD
    off = [key for key in ("WTF_CSRF_ENABLED", "WTF_CSRF_CHECK_DEFAULT") if _is_off(app, key)]
    return f"{off[0]} is off" if off else None


def _is_off(app: App, key: str) -> bool:
    value = value_of(app, key)
    return value is not None and not value.truthy


def _needs_token(form: PostForm, app: App, source: Source | None, templates: Templates) -> bool:
    exempt = set(app.csrf_exempt)
    if form.endpoint in exempt or (form.endpoint is None and exempt):
        return False
    related = rendered.related(form.template, templates)
    if form.named and (source is None or _is_given(related, source)):
        return False
    return rendered.is_rendered(form.template, source, templates) and related.isdisjoint(templates.csrf_named)


def _is_given(related: set[str] | frozenset[str], source: Source) -> bool:
    """Whether a view may give the templates a `csrf_token` of its own."""
    renders = [one for one in source.renders if not related.isdisjoint(one.names)]
    return any(one.given is None or "csrf_token" in one.given for one in renders)
