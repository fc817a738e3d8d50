"""What a page links to: endpoints, and the values that their rules need."""

from collections.abc import Iterable, Sequence

from releasecheck.facts.app import App
from releasecheck.facts.requests import Requests
from releasecheck.facts.source import Source
from releasecheck.facts.templates import EndpointUse, Templates
from releasecheck.findings import CouldNotLook, DoesNotApply, Found, Judgement, Severity, by_source, error

from ..derived.outcomes.symptoms import seen_live
from ..derived.structure import endpoints, rendered
from ..derived.structure.partial import NOT_CALLED, NOT_SERVED, is_elsewhere, uncalled
from ..derived.structure.unimported import linked, unimported
from ..derived.structure.unregistered import missing_blueprints
from ..derived.wording import capped, counted, listed


@error
@by_source
def dangling_endpoint(
    app: App,
    source: Source | None = None,
    templates: Templates | None = None,
    requests: Requests | None = None,
) -> Judgement:
    """`url_for` names an endpoint that the app does not have.

    The page that holds it answers 500 with a BuildError, every time, and only when somebody opens it: after a
    view was renamed or moved into a blueprint, the templates that still use the old name look fine. Asked of
    the live app, in the modules that it imports and in the project's own templates. Links to a blueprint that
    nobody knows any more are one finding. A link to a blueprint that is not registered is told by
    blueprint-never-registered, one to a view of a module that nothing imports by route-module-never-imported.
    A warning where the app handles build errors itself, or where nothing renders the template by a constant
    name; all of these templates are one finding. An app that did not come up is told of what Python links to,
    where no line of the project can make an endpoint of that name.

    Fix: use the name of an existing endpoint; `flask routes` lists them.

    Fault::

        return redirect(url_for("home"))     # the view is called index

    Fine::

        return redirect(url_for("index"))
    """
    if not source and not templates:
        yield CouldNotLook("neither the source nor the templates could be read")
    elif not endpoints.uses(app, source, templates):
        yield DoesNotApply("there is no url_for with a constant endpoint")
    elif is_elsewhere(app, source) or uncalled(app, source):
        yield CouldNotLook(NOT_SERVED if is_elsewhere(app, source) else NOT_CALLED)
        return
    away = list(missing_blueprints(app, source))
    lost = endpoints.dangling(app, source, templates)
    if app.outlined and source:
        lost = {name: uses for name, uses in lost.items() if endpoints.is_nowhere(name, source)}
    idle = linked(unimported(app, source), lost)
    told = {
        name: uses
        for name, uses in lost.items()
        if name not in idle and not any(one.holds(name) for one in away)
    }
    idle_pages = {name: uses for name, uses in told.items() if not _are_live(uses, source, templates)}
    if len(idle_pages) > 1:
        yield _dangling_in_idle([use for uses in idle_pages.values() for use in uses])
        told = {name: uses for name, uses in told.items() if name not in idle_pages}
    for scope, names in _by_lost_scope(app, told).items():
        uses = [use for name in names for use in told[name]]
        severity = _severity(app, uses, source, templates)
        if len(names) > 1:
            yield _dangling_scope(app, scope, uses, severity, requests)
        else:
            yield _dangling(app, names[0], uses, severity, requests)


def _dangling_in_idle(uses: Sequence[EndpointUse]) -> Found:
    """Pages that were left behind: what they link to went with the views that rendered them."""
    first = min(uses, key=lambda use: (use.place.path or "", use.place.line or 0))
    number = len({use.endpoint for use in uses})
    pages = list(dict.fromkeys(use.place.path for use in uses))
    return Found(
        f"{counted(len(pages), 'template')} that nothing renders by name "
        f"{'links' if len(pages) == 1 else 'link'} to {number} endpoints that the app does not have",
        subject=first.template or first.endpoint,
        place=first.place,
        evidence=capped(list(dict.fromkeys(f'url_for("{use.endpoint}") at {use.place}' for use in uses))),
        fix="Delete what is left over; where a computed name renders it, use endpoints that exist.",
        severity="warning",
    )


def _by_lost_scope(app: App, lost: Iterable[str]) -> dict[str, list[str]]:
    """The names of a blueprint that the app does not have together, every other name alone."""
    scopes = {route.endpoint.rpartition(".")[0] for route in app.routes} | {
        one.name for one in app.blueprints
    }
    groups: dict[str, list[str]] = {}
    for name in lost:
        scope = name.rpartition(".")[0]
        groups.setdefault(name if not scope or scope in scopes else scope, []).append(name)
    return groups


def _dangling_scope(
    app: App,
    scope: str,
    uses: Sequence[EndpointUse],
    severity: Severity | None,
    requests: Requests | None,
) -> Found:
    """A blueprint was renamed or taken out, and its links were not."""
    names = list(dict.fromkeys(use.endpoint for use in uses))
    meant = {name: endpoints.nearest(name, app) for name in names}
    seen = [line for name in names for line in seen_live(requests, "BuildError", name)]
    mended = [f'`url_for("{new}")` for `{old}`' for old, new in meant.items() if new]
    return Found(
        f"url_for names {len(names)} endpoints of a blueprint {scope}, and the app has no such blueprint",
        subject=scope,
        place=uses[0].place,
        evidence=capped([*(f'url_for("{use.endpoint}") at {use.place}' for use in uses), *seen]),
        fix=f"Write {listed(mended)}." if mended else None,
        severity=severity,
    )


def _dangling(
    app: App, name: str, uses: Sequence[EndpointUse], severity: Severity | None, requests: Requests | None
) -> Found:
    meant = endpoints.nearest(name, app)
    return Found(
        f'url_for("{name}"): the app has no such endpoint',
        subject=name,
        place=uses[0].place,
        evidence=capped([*_used(uses), *seen_live(requests, "BuildError", name)]),
        fix=f'Write `url_for("{meant}")`, which the app has.' if meant else None,
        severity=severity,
    )


def _used(uses: Sequence[EndpointUse]) -> list[str]:
    """Each place once: a template may have several names."""
    return list(dict.fromkeys(f"used at {use.place}" for use in uses))


@error
def url_for_missing_value(
    app: App,
    source: Source | None = None,
    templates: Templates | None = None,
    requests: Requests | None = None,
) -> Judgement:
    """`url_for` leaves out a value that every rule of the endpoint needs.

    Flask does not take it from the current request: the page answers 500 with a BuildError. It happens when a
    route gains an argument and its links do not. Calls with `**values` are left out, and so are endpoints
    whose values an `url_defaults` function may add.

    Fix: pass the value by the name that it has in the rule.

    Fault::

        url_for("tool")                      # the rule is /tools/<int:tool_id>

    Fine::

        url_for("tool", tool_id=tool.id)
    """
    if not source and not templates:
        yield CouldNotLook("neither the source nor the templates could be read")
        return
    if not endpoints.uses(app, source, templates):
        yield DoesNotApply("there is no url_for with a constant endpoint")
    for uses in endpoints.incomplete(app, source, templates).values():
        yield _incomplete(app, uses, _severity(app, uses, source, templates), requests)


def _incomplete(
    app: App, uses: Sequence[EndpointUse], severity: Severity | None, requests: Requests | None
) -> Found:
    first = uses[0]
    rules = endpoints.targets(app, uses)[first.endpoint]
    closest = min(rules, key=lambda rule: len(endpoints.unmet(app, rule, first)))
    unmet = endpoints.unmet(app, closest, first)
    values = ", ".join(f"{name}=..." for name in (*first.values, *unmet))
    return Found(
        f'url_for("{first.endpoint}") gives no {listed(unmet)}, which {closest.rule} needs',
        subject=first.endpoint,
        place=first.place,
        evidence=capped([*_used(uses), *seen_live(requests, "BuildError", first.endpoint)]),
        fix=f'Write `url_for("{first.endpoint}", {values})`.',
        severity=severity,
    )


def _severity(
    app: App, uses: Sequence[EndpointUse], source: Source | None, templates: Templates | None
) -> Severity | None:
    """A warning where the app may mend it itself, or where nothing is known to render the page."""
    live = _are_live(uses, source, templates)
    return "warning" if app.url_build_error_handlers or not live else None


def _are_live(uses: Sequence[EndpointUse], source: Source | None, templates: Templates | None) -> bool:
    return templates is None or any(rendered.is_rendered(use.template, source, templates) for use in uses)
