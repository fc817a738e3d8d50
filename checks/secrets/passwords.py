"""How the app keeps the passwords of its accounts."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from itertools import groupby

from releasecheck.facts.app import App
from releasecheck.facts.deploy import Deploy, Step
from releasecheck.facts.passwords import KnownPassword
from releasecheck.facts.source import Source
from releasecheck.findings import DoesNotApply, Found, Judgement, by_source, error

from ..derived.deploy.deployment import is_compose
from ..derived.structure.running import running
from ..derived.wording import capped


@error
@by_source
def password_unhashed(app: App, source: Source) -> Judgement:
    """Passwords are kept as they were typed.

    Whoever sees the database, a backup of it or one answer with a row too many has every account's password,
    and with it the same people's mail and bank. Told where both ends are seen in modules that the app runs: a
    password of a request, or a parameter that nobody can have hashed before, is stored, and a login compares
    what is stored with what was typed, by `==`, `filter_by(password=...)` or in SQL. A warning where one
    function stores it and another one gives the same column a hash, so that such an account cannot even sign
    in; and where nothing of the project stores one, or makes a hash, and a row is asked for by what was typed
    (`WHERE name = %s AND password = %s`), which finds none but unhashed ones. Models that hash
    by themselves (a property, a validator, `PasswordType`) are fine.

    Fix: store `generate_password_hash(password)` and ask `check_password_hash(user.password_hash, password)`,
    both of `werkzeug.security`; hash the stored ones in a migration, or at each account's next login.

    Fault::

        user = User(name=request.form["name"], password=request.form["password"])

        if user.password == request.form["password"]:
            login_user(user)

    Fine::

        user = User(name=request.form["name"], password_hash=generate_password_hash(request.form["password"]))

        if check_password_hash(user.password_hash, request.form["password"]):
            login_user(user)
    """
    uses = [one for one in source.passwords if one.place.path in app.modules]
    compared = [one for one in uses if one.kind == "compared"]
    kept = [one for one in uses if one.kind == "kept"]
    if not uses:
        yield DoesNotApply("no module of the app stores or compares a password as it was typed")
    mixed = [one for one in kept if one.hashed_at]
    if mixed and not compared:
        first = mixed[0]
        yield Found(
            f"{first.what} keeps the password as it was typed, and {first.hashed_at} gives it a hash",
            subject=first.what,
            place=first.place,
            evidence=capped([f"also at {one.place}" for one in mixed[1:]]),
            severity="warning",  # a type of the column, or an event, may hash it after all
        )
    alone = [one for one in compared if one.by_lookup and not kept]
    if alone:
        first = alone[0]
        yield Found(
            f"passwords are stored unhashed: {first.what} asks for a row with the one that was typed",
            subject=first.what,
            place=first.place,
            evidence=(
                *capped([f"also {one.what} at {one.place}" for one in alone[1:]], most=4),
                "no module of the project makes a hash",
            ),
            severity="warning",  # who fills the table is not in the source
        )
    if compared and kept:
        first = compared[0]
        yield Found(
            f"passwords are stored unhashed: {first.what} is compared with what was typed",
            subject=first.what,
            place=first.place,
            evidence=(
                *capped([f"also {one.what} at {one.place}" for one in compared[1:]], most=4),
                *capped([f"stored by {one.what} at {one.place}" for one in kept], most=6),
            ),
        )


@error
@by_source
def account_with_known_password(app: App, source: Source, deploy: Deploy | None = None) -> Judgement:
    """The app makes an account, and its password stands in the source.

    Every installation has that account, and "admin" with "admin123" is what is tried first. An error where
    it is made while the app comes up, at import, in the factory, or in a function, of a seed too, that a
    module calls at import whatever happens; a warning where a function of the app makes it otherwise, or
    where the password is what a variable falls back on. Followed into a function of the project
    that keeps its parameter (`insert_user("admin", "admin123")`) or hashes it, into a class of its own
    (`User(1, "admin", "admin123")`), and into a loop over rows.
    Commands of the command line, what only the main guard calls, seeds and scripts beside the app are told
    where a deploy file runs them (`flask create-admin && gunicorn ...`); those that speak of administrators
    are information where none does, and so is what a program makes before it starts the app, where no deploy
    file starts it otherwise. Tests and accounts for show (demo, sample, fake) are fine. The password
    is never shown.

    Fix: let a command ask for it (`@app.cli.command`, `click.option(..., prompt=True, hide_input=True)`), or
    read it with `os.environ["ADMIN_PASSWORD"]`; change it where the app runs already.

    Fault::

        def create_app():
            ...
            admin = User(name="admin")
            admin.set_password("admin123")
            db.session.add(admin)

    Fine::

        @app.cli.command("create-admin")
        @click.option("--password", prompt=True, hide_input=True)
        def create_admin(password):
            ...
    """
    modules = running(app, source)
    made = list(_made_by_app(app, source, modules))
    commanded = (*source.by_command, *_by_scripts(source, modules))
    ran = [(one, step) for one in commanded if (step := _run_by(one, deploy))]
    alone = deploy is None or not deploy.launches
    asked = [one for one in commanded if one.of_admins or (one.starts and alone)]
    if not (made or ran or asked):
        yield DoesNotApply("no module of the app gives an account a constant as its password")
    for _, same in groupby(made, key=lambda one: (one.place.path, one.function, one.variable)):
        yield _known(list(same), source)
    for one, step in {
        (each.place.path, each.function): (each, step) for each, step in reversed(ran)
    }.values():
        yield _made_at_deploy(one, step)
    told = {one.place.path for one, _ in ran} | {one.place for one in made}
    by_hand = [one for one in asked if told.isdisjoint([one.place.path, one.place])]
    for _, alike in groupby(by_hand, key=lambda one: (one.place.path, one.function)):
        yield _made_by_hand(list(alike))


def _made_by_app(app: App, source: Source, modules: Collection[str]) -> Iterator[KnownPassword]:
    """Each once, with the call that makes it at import where one of the app's modules has it."""
    mine = [one for one in source.known_passwords if one.place.path in modules]
    imported = {one.place for one in mine if one.called_at and one.called_at.path in app.modules}
    for one in mine:
        if one.called_at.path in app.modules if one.called_at else one.place not in imported:
            yield one


def _by_scripts(source: Source, modules: Collection[str]) -> Iterator[KnownPassword]:
    """What a program beside the app makes when it is run; not another app, nor a module of one."""
    others = {*modules, *(one.path for one in source.apps), *(one.path for one in source.own_imports)}
    for one in source.known_passwords:
        if one.as_program and one.place.path and one.place.path not in others:
            yield replace(one, command=one.place.path)


def _run_by(one: KnownPassword, deploy: Deploy | None) -> Step | None:
    """The step of a deploy file that comes to it, by the command's name or the file's."""
    steps = deploy.steps if deploy else ()
    return next((step for step in steps if _comes_to(step, one)), None)


def _comes_to(step: Step, one: KnownPassword) -> bool:
    names = {_spelled(word) for word in step.words}
    if one.command != one.place.path and not one.starts:
        return _spelled(one.command or "") in names
    path = f"/{one.command}".removesuffix(".py")
    program = step.program.removesuffix(".py")
    program = program if step.program.endswith(".py") else program.replace(".", "/")
    return path.endswith(f"/{program}") and (not names or _spelled(one.function or "") in names)


def _spelled(name: str) -> str:
    """As click and Flask-Script both take it."""
    return name.replace("_", "-").lower()


def _made_at_deploy(one: KnownPassword, step: Step) -> Found:
    command = " ".join((step.program, *step.words))
    return Found(
        f"`{command}` makes an account with {_what(one)}",
        subject=one.function or one.call,
        place=one.place,
        evidence=(f"run at {step.place}",),
        severity="warning" if one.variable or is_compose(step.place) else None,
    )


def _made_by_hand(same: list[KnownPassword]) -> Found:
    """For information: who runs it may change the password, and most do not."""
    first = same[0]
    is_file = first.starts or first.command == first.place.path
    run = f"running {first.command}" if is_file else f"the command {first.command}"
    return Found(
        f"{run} makes an account with {_what(first)}",
        subject=first.function or first.call,
        place=first.place,
        evidence=capped([f"also at {one.place}" for one in same[1:]]),
        severity="info",
    )


def _what(one: KnownPassword) -> str:
    if one.variable:
        return f"a password that falls back to a constant when {one.variable} is unset"
    return "a password that stands in the source"


def _known(same: list[KnownPassword], source: Source) -> Found:
    first = same[0]
    maker = f"{first.function.replace('<locals>.', '')}()" if first.function else "importing the module"
    sure = (first.sure or _comes_up(first, source)) and not first.variable
    called = (f"called at {first.called_at}, whenever that module is imported",) if first.called_at else ()
    return Found(
        f"{maker} makes an account with {_what(first)}",
        subject=first.function or first.call,
        place=first.place,
        evidence=(*called, *capped([f"also at {one.place}" for one in same[1:]])),
        severity=None if sure else "warning",
    )


def _comes_up(one: KnownPassword, source: Source) -> bool:
    """Whether it is made each time that the app is: at import, or in the factory itself."""
    factories = {each.name for each in source.apps if each.path == one.place.path and each.kind == "factory"}
    return one.function is None or one.function.partition(".")[0] in factories
