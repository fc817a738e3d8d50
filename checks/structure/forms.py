"""What the classes of forms declare."""

from difflib import get_close_matches

from releasecheck.facts.app import App
from releasecheck.facts.slips import UncalledValidator
from releasecheck.facts.source import Source
from releasecheck.findings import DoesNotApply, Found, Judgement, by_source, warning

from ..derived.slips import slips
from ..derived.wording import capped, likewise, listed


@warning
@by_source
def form_validator_never_called(app: App, source: Source) -> Judgement:
    """A form has a validator for a field that it does not have, so nobody calls it.

    WTForms calls `validate_email` for a field `email`, and for no other: below another name the check, that
    an address is not taken yet, say, never runs, and the form takes what it was to refuse. Told of classes
    whose fields are all seen, those of their bases and of what inherits from them too, and of methods that
    nothing else calls. For information where no field has a name like it: it may be left over. The same of
    `if form.validate_on_submit:` without its parentheses: a method is always true, so neither the validators
    nor the check of the CSRF token run, and what is below runs for whatever is sent.

    Fix: name it after its field: `validate_` and the name; call the check: `form.validate_on_submit()`.

    Fault::

        class Register(FlaskForm):
            username = StringField()

            def validate_user(self, field): ...

    Fine::

            def validate_username(self, field): ...
    """
    unasked = list(slips("check-uncalled", app, source))
    if not source.uncalled_validators and not unasked:
        yield DoesNotApply("every validator of a form has its field")
    for check in unasked:
        yield Found(
            f"{check.function}: `{check.what}` without parentheses is always true, and checks nothing",
            subject=f"{check.function}:{check.what}",
            place=check.place,
            evidence=("neither the form's validators nor its CSRF token are looked at here",),
            fix=f"Call it: `{check.what}()`.",
        )
    for one in source.uncalled_validators:
        if one.place.path in app.modules:
            yield _uncalled(one, _meant(one))


def _uncalled(one: UncalledValidator, meant: str | None) -> Found:
    return Found(
        f"WTForms never calls {one.method} of {one.form}, which has no field {one.field}",
        subject=f"{one.form}.{one.method}",
        place=one.place,
        evidence=(f"its fields are {listed(one.fields, most=8)}",) if one.fields else (),
        fix=f"Call it `validate_{meant}`." if meant else "Name it after its field, or remove it.",
        severity=None if meant else "info",
    )


def _meant(one: UncalledValidator) -> str | None:
    """The field that its name stands for: "username" for `validate_user`, "email" for `validate_emial`."""
    within = [name for name in one.fields if name in one.field or one.field in name]
    return next(iter((*within, *get_close_matches(one.field, one.fields, 1))), None)


@warning
@by_source
def refusal_caught(app: App, source: Source) -> Judgement:
    """A validator raises WTForms' ValidationError inside a `try` whose own `except Exception` takes it.

    WTForms shows the visitor what a ValidationError says, and knows no other way of refusing. Where the
    `except` raises something else the form is a 500, and where it only logs, the validator lets everything
    pass. Told where the exception is raised in the `try` itself, no `except` before takes it, and the one
    that does raises neither it nor a ValueError.

    Fix: an `except ValidationError: raise` before it, or the `raise` below the `try`.

    Fault::

        try:
            if User.query.filter_by(phone=field.data).first():
                raise ValidationError("This number is taken")
        except Exception as error:
            raise ServiceError("the database") from error

    Fine::

        try:
            taken = User.query.filter_by(phone=field.data).first()
        except SQLAlchemyError as error:
            raise ServiceError("the database") from error
        if taken:
            raise ValidationError("This number is taken")
    """
    caught = list(slips("refusal-lost", app, source))
    if not caught:
        yield DoesNotApply("no validator catches what it refuses with itself")
    for path in dict.fromkeys(one.place.path for one in caught):
        first, *others = (one for one in caught if one.place.path == path)
        instead = f"and raises {first.detail} instead" if first.detail else "and nobody is refused"
        more = likewise(len(others), "other function")
        yield Found(
            f"{first.function} catches the {first.what} that it raises itself, {instead}{more}",
            subject=f"{path}:{first.function}",
            place=first.place,
            evidence=capped([f"{one.function} at {one.place}" for one in (first, *others)]),
        )
