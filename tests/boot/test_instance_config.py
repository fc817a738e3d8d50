"""A config file that Flask looks for in the instance folder, and that lies elsewhere: real apps, booted."""

import subprocess
from collections.abc import Callable

import pytest

from releasecheck.facts import NOWHERE, Place
from tests.boot.conftest import Gathered

FLAG = "from flask import Flask\napp = Flask(__name__, instance_relative_config=True)\n"
PLAIN = "from flask import Flask\napp = Flask(__name__)\n"
LOADS = "app.config.from_pyfile('settings.py')\n"
IN_INSTANCE = "import os\napp.config.from_pyfile(os.path.join(app.instance_path, 'settings.py'))\n"
KEY = {"settings.py": "SECRET_KEY = 'x'\n"}


@pytest.mark.parametrize(
    ("files", "flag"),
    [
        ({"app.py": FLAG + LOADS, **KEY}, Place("app.py", 2)),
        ({"app/__init__.py": FLAG + LOADS, **KEY}, Place("app/__init__.py", 2)),
        ({"app/__init__.py": FLAG + LOADS, "app/settings.py": ""}, Place("app/__init__.py", 2)),
        # nowhere near
        ({"app.py": FLAG + LOADS}, NOWHERE),
        ({"app.py": FLAG + LOADS, "other/settings.py": ""}, NOWHERE),
        # its own file, beside one that each machine keeps
        ({"app.py": f"{FLAG}app.config.from_object('settings')\n{LOADS}", **KEY}, NOWHERE),
        ({"app.py": f"import settings\n{FLAG}{LOADS}", **KEY}, NOWHERE),
        # no flag
        ({"app.py": PLAIN + IN_INSTANCE, **KEY}, NOWHERE),
        ({"app.py": f"{PLAIN}# instance_relative_config=True\n{IN_INSTANCE}", **KEY}, NOWHERE),
        ({"app.py": f"{FLAG}open('instance/settings.py')\n", **KEY}, NOWHERE),
    ],
)
def test_which_flag_has_the_file_looked_for_there(
    gathered: Gathered, project: Callable[..., object], files: dict[str, str], flag: Place
) -> None:
    folder = project({".gitignore": "instance/\n"})
    subprocess.run(["git", "init", "-q"], cwd=str(folder), check=True)
    boot = gathered(files).boot
    assert boot is not None
    assert boot.crash is not None
    assert boot.crash.file == "instance/settings.py"
    assert (boot.crash.instance_flag, boot.crash.cause) == (flag, "missing-file")
