"""What the files that mod_wsgi loads surely lack."""

from pathlib import Path

import pytest

from releasecheck.gather.deploy.wsgi_scripts import wsgi_scripts

FACTORY = "def create_app(): ..."
INSERTED = "import sys\nsys.path.insert(0, '/var/www/shop')\n"


def lacking(folder: Path, files: dict[str, str]) -> list[tuple[str, str, str | None]]:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return [(str(one.place), one.name, one.module) for one in wsgi_scripts(folder)]


@pytest.mark.parametrize(
    ("script", "found"),
    [
        ("from shop import create_app\napp = create_app()", [("shop.wsgi", "application", None)]),
        (INSERTED + "from shop import app as application", [("shop.wsgi:3", "app", "shop.py")]),
        (
            "from shop import app, other",
            [
                ("shop.wsgi", "application", None),
                ("shop.wsgi:1", "app", "shop.py"),
                ("shop.wsgi:1", "other", "shop.py"),
            ],
        ),
        ("from shop import create_app\napplication = create_app()", []),
        ("from shop import *", []),
        ("from nowhere import app as application", []),
        ("from .shop import app as application", []),
        ("try:\n    from shop import app as application\nexcept ImportError:\n    raise", []),
        ("exec(open('/srv/shop.py').read())", []),
        ('print "a"', []),
        ("# import sys\n# from shop import APP as application\n", []),
        ("", [("shop.wsgi", "application", None)]),
        ("# from shop import app as application\nimport sys", [("shop.wsgi", "application", None)]),
    ],
)
def test_what_a_script_lacks(script: str, found: list[tuple[str, str, str | None]], tmp_path: Path) -> None:
    assert lacking(tmp_path, {"shop.py": FACTORY, "shop.wsgi": script}) == found


@pytest.mark.parametrize(
    "files",
    [
        {"conf/shop.conf": "WSGICallableObject app\n", "shop.wsgi": "app = 1"},
        {
            "README.md": "mod_wsgi-express start-server shop.wsgi --callable-object app",
            "shop.wsgi": "app = 1",
        },
        {"uwsgi.ini": "[uwsgi]\nwsgi-file = shop.wsgi\ncallable = app\n", "shop.wsgi": "app = 1"},
        {"tests/shop.wsgi": "app = 1"},
        {"shop/__init__.py": "", "shop/app.py": "", "a.wsgi": "from shop import app as application"},
        {"app.py": FACTORY, "backend/app.py": "app = 1", "a.wsgi": "from app import app as application"},
        {"app.py": FACTORY, "srv/web/app.py": "app = 1", "a.wsgi": "from app import app as application"},
        {"shop/app.py": "", "a.wsgi": "from shop import app as application"},
        {"shop.wsgi.old": "app = 1"},
        {"shop.py": "app = 1"},
    ],
)
def test_what_may_be_fine(files: dict[str, str], tmp_path: Path) -> None:
    assert lacking(tmp_path, files) == []


def test_in_the_folder_of_the_app(tmp_path: Path) -> None:
    files = {"backend/shop.py": FACTORY, "backend/shop.wsgi": "from shop import app as application"}
    assert lacking(tmp_path, files) == [("backend/shop.wsgi:1", "app", "backend/shop.py")]
