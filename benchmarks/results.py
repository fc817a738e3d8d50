"""The page of results: every benchmark writes its own section and leaves the others alone."""

import os
import platform
import re
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

PAGE = Path(__file__).with_name("RESULTS.md")
HEAD = "# Benchmarks\n\nWritten by `make bench`, a section by each script; not edited by hand.\n"


def write_section(script: str, text: str) -> None:
    """Put a script's section into the page, in the place of the one that it wrote before."""
    page = PAGE.read_text(encoding="utf-8") if PAGE.is_file() else HEAD
    sections = dict(re.findall(r"(?ms)^## `(\w+\.py)`\n\n(.*?)(?=^## `|\Z)", page))
    sections[Path(script).name] = text
    parts = (f"## `{name}`\n\n{body.strip()}\n" for name, body in sorted(sections.items()))
    PAGE.write_text("\n".join([HEAD, *parts]), encoding="utf-8")


def machine(packages: Sequence[str]) -> str:
    """What it was measured on, as the last line of a section."""
    load = f"load average {os.getloadavg()[0]:.1f} at the end"
    here = f"CPython {platform.python_version()}, {platform.system()}, {os.cpu_count()} cores, {load}"
    return f"{here}; {', '.join(f'{name} {version(name)}' for name in packages)}."
