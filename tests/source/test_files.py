"""Which files are read, what part each plays, and what a file may look like without hurting."""

import os
from pathlib import Path

import pytest

from releasecheck.facts.source import Role
from releasecheck.gather.source import gather_source
from releasecheck.gather.source.files import module_name, role_of
from releasecheck.gather.source.parse import read
from tests.source.conftest import Index

SECRET = "hunter2-0815"


@pytest.mark.parametrize(
    ("path", "role"),
    [
        ("app.py", "app"),
        ("shop/views.py", "app"),
        ("shop/tools/views.py", "app"),
        ("contest.py", "app"),
        ("tests/app.py", "test"),
        ("shop/test_views.py", "test"),
        ("shop/views_test.py", "test"),
        ("conftest.py", "test"),
        ("migrations/env.py", "migration"),
        ("examples/app.py", "example"),
        ("docs/conf.py", "example"),
        ("setup.py", "tool"),
        ("backend/setup.py", "tool"),
        ("app/extensions/db/setup.py", "app"),
        ("scripts/load.py", "tool"),
    ],
)
def test_roles(path: str, role: Role) -> None:
    assert role_of(path) == role


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("app.py", "app"),
        ("shop/__init__.py", "shop"),
        ("shop/views.py", "shop.views"),
        ("src/shop/views.py", "shop.views"),
        ("src.py", "src"),
        ("__init__.py", "__init__"),
    ],
)
def test_module_names(path: str, name: str) -> None:
    assert module_name(path) == name


@pytest.mark.parametrize(
    ("files", "name"),
    [
        ({}, "shop"),
        ({"src/__init__.py": ""}, "shop"),  # a habit, where its modules are imported without it
        ({"src/__init__.py": "from .shop import app\n"}, "src.shop"),
        ({"run.py": "from src.shop import app\n"}, "src.shop"),
        ({"run.py": "def run():\n    import src.shop\n"}, "src.shop"),
        ({"run.py": "from srcs import app\n# from src.shop import app\n"}, "shop"),
    ],
)
def test_src_is_a_package_where_the_project_imports_it(
    index: Index, files: dict[str, str], name: str
) -> None:
    found = index({"src/shop.py": "app = None\n", **files}).facts.modules
    assert [one.name for one in found if one.path == "src/shop.py"] == [name]


def test_what_is_not_the_projects_own_is_left_out(index: Index, tmp_path: Path) -> None:
    found = index(
        {
            "app.py": "",
            "build/lib/app.py": "",
            "shop/build/__init__.py": "",
            "node_modules/x.py": "",
            ".tox/x.py": "",
            "env/pyvenv.cfg": "",
            "env/x.py": "",
            "lib/site-packages/x.py": "",
            "legacy/old.py": "",
            "shop/generated.py": "",
        },
        ("legacy", "shop/gen*"),
    )
    assert [module.path for module in found.facts.modules] == ["app.py", "shop/build/__init__.py"]


def test_links_pipes_and_odd_names(tmp_path: Path) -> None:
    project = tmp_path / "project"
    project.mkdir()
    (tmp_path / "outside.py").write_text("")
    (project / "inside.py").write_text("")
    (project / "linked.py").symlink_to("inside.py")
    (project / "outside.py").symlink_to(tmp_path / "outside.py")
    (project / "nowhere.py").symlink_to("missing.py")
    (project / "itself.py").symlink_to("itself.py")
    (project / "loop").symlink_to(project)
    os.mkfifo(project / "pipe.py")
    Path(os.fsdecode(os.fsencode(project) + b"/caf\xe9.py")).write_text("")
    paths = [module.path for module in gather_source(project, ()).facts.modules]
    assert paths == ["caf\\xe9.py", "inside.py", "linked.py"]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"x = 1\n", None),
        (b"", None),
        (b"\xef\xbb\xbfx = 1\n", None),
        (b"# coding: latin-1\nx = '\xe9'\n", None),
        (b'x = "\\d"\n', None),
        (b"x = '\xe9'\n", "undecodable"),
        ("x = 1\n".encode("utf-16"), "undecodable"),
        (b"x = '\x00'\n", "null bytes"),
        (b"# coding: nonsense\n", "unknown encoding"),
        (b"def f(:\n", "syntax error at line 1"),
        (b"print 'x'\n", "syntax error at line 1"),
        (b"(" * 500 + b")" * 500, "too many nested parentheses"),
        (b"-" * 100_000 + b"1", "nested too deeply"),
        (b"x = 1\n" * 500_000, "not read: 3000000 bytes"),
    ],
    ids=lambda value: repr(value)[:24],
)
def test_content_that_may_not_be_python(index: Index, content: bytes, problem: str | None) -> None:
    (module,) = index({"app.py": content}).facts.modules
    if problem is None:
        assert module.problem is None
    else:
        assert problem in (module.problem or "")


def test_a_deep_tree_is_walked(index: Index) -> None:
    found = index("x = " + "+".join(["1"] * 900) + f"\nSECRET_KEY = '{SECRET}'\n")
    assert [literal.name for literal in found.facts.secret_literals] == ["SECRET_KEY"]


def test_lines_views_models_and_config_keys_are_counted(index: Index) -> None:
    (module,) = index("""
        app.config["A"] = 1
        class User(db.Model): pass
        class Post(Base): __tablename__ = "post"
        @app.route("/")
        def home(): pass
        likes = db.Table("likes", db.metadata)
    """).facts.modules
    assert (module.lines, module.views, module.models, module.config_keys) == (7, 1, 2, 1)
    assert module.tables == ("Post", "User", "likes", "post")


def test_values_are_not_in_the_representation(index: Index) -> None:
    found = index(f"SECRET_KEY = '{SECRET}'\nOTHER = '{SECRET}'\n")
    assert found.secret_values[0][0] == SECRET
    assert SECRET not in repr(found)


def test_a_device_is_not_read_to_its_end() -> None:
    assert read(Path("/dev/zero")) == "not read: no regular file"


@pytest.mark.parametrize(
    ("content", "empty"), [("", True), ("# later\n", True), ('"""Later."""\n', False), ("x = 1\n", False)]
)
def test_a_module_without_a_statement(index: Index, content: str, empty: bool) -> None:
    (module,) = index(content).facts.modules
    assert module.empty == empty
