"""`releasecheck` run in this process, for tests of what it says, not of the process that says it.

To start a process and to load the program there takes longer than most of what such a test asks. What only
a process of its own shows (signals, streams, the import path, what is loaded) is tried in one: `test_run.py`.
"""

import json
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from releasecheck.cli import main, running

# A suite that is run needs none of the plugins of our own environment, which are slow to import.
PLAIN = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}


def releasecheck(*words: str | Path, **environ: str | None) -> Result:
    """How the program ends with these arguments, some variables set, or unset with None."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(running, "_ending_all", nullcontext)  # after which no program can be started here again
        runner = CliRunner(env={**PLAIN, **environ})
        return runner.invoke(main, list(map(str, words)), catch_exceptions=False)


def report_of(project: Path, *options: str | Path, **environ: str | None) -> dict[str, Any]:
    """The JSON report of a run."""
    ended = releasecheck("run", project, "--format", "json", *options, **environ)
    assert ended.stdout, ended.stderr
    said: dict[str, Any] = json.loads(ended.stdout)
    return said
