"""What the dotenv files of a project tell Flask's command line: which app, and whether in debug mode."""

import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

from dotenv import dotenv_values

from releasecheck.facts.deploy import Variable
from releasecheck.facts.place import Place
from releasecheck.gather.deploy.manifest import read
from releasecheck.gather.environment import DOTENV_FILES

_SETS = re.compile(r"\s*(?:export\s+)?FLASK_(APP|DEBUG)\s*=")


def flask_settings(project: Path) -> Iterator[Variable]:
    """FLASK_APP and FLASK_DEBUG, with the value that each line gives."""
    for file in DOTENV_FILES:
        for number, line in enumerate(read(project / file).splitlines(), 1):
            if _SETS.match(line):
                given = dotenv_values(stream=StringIO(line), interpolate=False)
                yield from (Variable(name, Place(file, number), value) for name, value in given.items())
