"""What a WSGI server has to be given to serve this very app, in quotes where a shell needs them."""

from releasecheck.facts.boot import Boot
from releasecheck.facts.deploy import Launch
from releasecheck.facts.source import AppDefinition, Source

from .deployment import program_of


def of_boot(boot: Boot | None, source: Source | None) -> str | None:
    """By what was booted from the project's own folder; null where that is not sure."""
    module, colon, name = (boot.target or "").partition(":") if boot else ("", "", "")
    if boot is None or source is None or boot.outcome != "up" or boot.cwd != "." or "(" in name:
        return None
    path = module.removesuffix(".py").replace(".", "/")
    made = _made_in((f"{path}.py", f"{path}/__init__.py"), source, name if colon else None)
    return _spelled(path.replace("/", "."), made)


def of_program(launch: Launch, source: Source | None) -> str | None:
    """By the one app that the program makes or imports, in the folder that it is started in."""
    program = program_of(launch, source.modules) if source else None
    if source is None or program is None:
        return None
    folder = launch.starts_in if launch.starts_in not in (None, ".") else ""
    within = program.path.removeprefix(f"{folder}/") if folder else program.path
    return _spelled(within.removesuffix(".py").replace("/", "."), _made_in((program.path,), source, None))


def _made_in(paths: tuple[str, ...], source: Source, name: str | None) -> AppDefinition | None:
    """The only app that these files make, else the only one that they import; or that of this name."""
    named = [one for one in source.apps if name in (None, one.name)]
    for found in (
        [one for one in named if one.path in paths and one.kind == "app"],
        [one for one in named if one.path in paths],
        [one for one in named if not set(one.also_in).isdisjoint(paths)],
    ):
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _spelled(module: str, made: AppDefinition | None) -> str | None:
    if made is None or made.required or not all(part.isidentifier() for part in module.split(".")):
        return None
    return f'"{module}:{made.name}()"' if made.kind == "factory" else f"{module}:{made.name}"
