"""What a page is made of: the templates that it refers to, and whether they compile."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from releasecheck.facts.app import App
from releasecheck.facts.boot import Crash
from releasecheck.facts.requests import Requests
from releasecheck.facts.runs import Git
from releasecheck.facts.source import Source
from releasecheck.facts.templates import FormUse, TemplateError, TemplateReference, Templates
from releasecheck.findings import CouldNotLook, DoesNotApply, Found, Judgement, Severity, by_source, error

from ..derived.outcomes.symptoms import seen_live
from ..derived.structure import rendered
from ..derived.structure.partial import NOT_SERVED, is_elsewhere, part_missing
from ..derived.structure.view_bodies import unreached, view_at
from ..derived.wording import capped, in_short, listed


@error
@by_source
def missing_template(
    app: App,
    templates: Templates,
    source: Source | None = None,
    requests: Requests | None = None,
    git: Git | None = None,
) -> Judgement:
    """A template is rendered, extended, included or imported that no loader has.

    The page answers 500 with TemplateNotFound. It happens when a file is renamed, when only the case differs
    (macOS does not mind, the server does), or when templates were left out of the package. The app's own
    loaders are asked, so themes, prefixes and built templates are found. Of a list of names one has to be
    there; `ignore missing` needs none. A warning in a template that nothing renders by a constant name, and
    in a module without a view that the app serves, beside which the template lies: it comes with a blueprint
    that is not registered. Where only views of a blueprint render it that is not registered, that is the
    cause. What the package of a blueprint renders whose folder is looked for elsewhere is
    told by blueprint-root-path-wrong. Where the app did not come up, told of a name that Python renders and
    that no file of the project has, beside others that are there.

    Fix: correct the name, or add the file to one of the folders that are searched, and to the package.

    Fault::

        return render_template("recipt.html")

    Fine::

        return render_template("receipt.html")
    """
    if not rendered.references(app, source, templates):
        yield DoesNotApply("no template is referred to by a constant name")
    elif is_elsewhere(app, source):
        yield CouldNotLook(NOT_SERVED)
        return
    for name, references in rendered.missing(app, source, templates).items():
        if rendered.is_in_lost_folder(references, app):
            continue
        live = any(rendered.is_rendered(one.template, source, templates) for one in references)
        found = _missing(name, references, templates, None if live else "warning", requests)
        if rendered.is_of_missing_blueprints(references, app):
            found = replace(found, severity="warning", symptom_of="blueprint-never-registered")
        idle = rendered.of_unregistered(name, references, app, git)
        yield (
            replace(found, severity="warning", fix=f"Register the blueprint that has {idle}.")
            if idle
            else found
        )


def _missing(
    name: str,
    references: Sequence[TemplateReference],
    templates: Templates,
    severity: Severity | None,
    requests: Requests | None,
) -> Found:
    names = references[0].names
    meant = rendered.nearest(name, templates)
    searched = (f"searched: {', '.join(templates.searched)}",) if templates.searched else ()
    return Found(
        f"no loader has the template {' or '.join(names)}",
        subject=name,
        place=references[0].place,
        evidence=(
            *capped(list(dict.fromkeys(f"{_VERBS[one.kind]} at {one.place}" for one in references))),
            *searched,
            *seen_live(requests, "TemplateNotFound", name),
        ),
        fix=f"Write `{meant}`, which is there, or add `{name}`." if meant else None,
        severity=severity,
    )


_VERBS = {"render": "rendered", "extends": "extended", "include": "included", "import": "imported"}


@error
def template_does_not_compile(
    templates: Templates, app: App, source: Source | None = None, requests: Requests | None = None
) -> Judgement:
    """A template has a syntax error, or uses a filter, a test or a form that is not there.

    The page answers 500; an unknown filter inside an `{% if %}` even compiles, and fails when that branch
    runs for the first time. Compiled with the environment of the live app, so filters that it or its
    extensions register are known. A warning for a template that nothing renders by a constant name, and for
    `{{ form.hidden_tag() }}` where `render_template` gives no form, nor does a context processor, and for a
    call such as `{{ query() }}` or for `{{ totals|tojson }}` likewise: a page with `<id>` in its address,
    which is not asked here, answers 500 then. While blueprints are missing
    from the app, unknown filters and forms are not judged: they may come with them.

    Fix: correct the line; register a missing filter with `@app.template_filter()`.

    Fault::

        {{ price|mony }}

    Fine::

        {{ price|money }}
    """
    if not templates.names:
        yield DoesNotApply("the app has no templates")
    errors = [one for one in templates.errors if one.template not in templates.foreign]
    if any(one.kind != "syntax" for one in errors) and (missing := part_missing(app, source, templates)):
        yield CouldNotLook(f"what the app lacks may bring the filters: {missing}")
        errors = [one for one in errors if one.kind == "syntax"]
    for cause in dict.fromkeys(map(_cause, errors)):
        alike = [one for one in errors if _cause(one) == cause]
        live = [one for one in alike if rendered.is_rendered(one.template, source, templates)]
        yield _broken(live or alike, None if live else "warning")
    if templates.form_uses and not part_missing(app, source, templates):
        yield from _without_form(templates, app, source, requests)


def _without_form(
    templates: Templates, app: App, source: Source | None, requests: Requests | None
) -> Iterator[Found]:
    """The templates that are rendered without what they use; what an answer told is left out."""
    crashes = [one.crash for one in requests.every if one.crash] if requests else []
    written = [one for one in source.renders if one.place.path in app.modules] if source else []
    dead = unreached(app, source) if source else []
    renders = [one for one in written if not (source and view_at(one.place, source) in dead)]
    for template in dict.fromkeys(use.template for use in templates.form_uses):
        alone = [one for one in renders if one.names == (template,)]
        uses = [one for one in templates.form_uses if one.template == template]
        told = [use for use in uses if not any(_tells(crash, use) for crash in crashes)]
        lacking = {use: bare for use in told if (bare := [one for one in alone if _lacks(one, use.name)])}
        if lacking:
            yield _not_given(lacking)


def _tells(crash: Crash, use: FormUse) -> bool:
    """Whether an answer failed for this; what cannot be made JSON is not named there."""
    of_json = crash.message.startswith("Object of type Undefined is not JSON")
    return f"'{use.name}' is undefined" in crash.message or (of_json and crash.place.path == use.place.path)


def _not_given(lacking: Mapping[FormUse, Sequence[TemplateReference]]) -> Found:
    first, names = next(iter(lacking)), [use.name for use in lacking]
    renders = dict.fromkeys(one.place for bare in lacking.values() for one in bare)
    given = ", ".join(f"{name}={name}" for name in names)
    return Found(
        f"{first.template} asks for {listed(names)}, which {'is' if len(names) == 1 else 'are'} not given "
        "where it is rendered",
        subject=first.template,
        place=first.place,
        evidence=capped([f"rendered at {place}" for place in renders]),
        fix=f"Give {'it' if len(names) == 1 else 'them'} there (`render_template(..., {given})`), or take "
        f"{'it' if len(names) == 1 else 'them'} out.",
        severity="warning",
    )


def _lacks(render: TemplateReference, name: str) -> bool:
    return render.given is not None and name not in render.given


def _cause(one: TemplateError) -> tuple[object, ...]:
    """What does not exist, or the line that no Jinja reads; a file may have several names."""
    return (one.kind, one.place) if one.kind == "syntax" else (one.kind, one.subject)


def _broken(errors: Sequence[TemplateError], severity: Severity | None) -> Found:
    first = errors[0]
    if first.kind == "syntax":
        message = f"{first.template} does not compile: {in_short(first.message.partition('. ')[0])}"
    else:
        message = f"{first.template} uses the {first.kind} {first.subject}, which does not exist"
    return Found(
        message,
        subject=first.subject,
        place=first.place,
        evidence=capped([f"{one.template} at {one.place}" for one in errors]),
        severity=severity,
    )
