"""Files of the project as the facts name them."""

import os
from pathlib import Path

from releasecheck.gather.inside.places import Places


def test_compiled_code_is_named_from_where_it_was_built(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("")
    places = Places(str(tmp_path), str(tmp_path))
    assert (places.relative("src/driver/pool.pyx"), places.relative("app.py")) == (None, "app.py")
    assert places.absent("shop.json") == "shop.json"


def test_a_name_that_is_not_utf8_is_the_one_of_the_source_index(tmp_path: Path) -> None:
    file = os.fsdecode(os.fsencode(tmp_path) + b"/p\xff/b\xfe.py")
    assert Places(str(tmp_path), str(tmp_path)).relative(file) == r"p\xff/b\xfe.py"


def test_a_text_names_the_files_of_the_project_as_it_does(tmp_path: Path) -> None:
    root = os.path.realpath(tmp_path)
    places = Places(str(tmp_path), str(tmp_path))
    assert places.shortened(f"no file '{root}/data/x.csv', '{root}/y'") == "no file 'data/x.csv', 'y'"
    for text in (f"sqlite:///{root}/x.db", f"/srv{root}/x", f"{root}2/x", "no file '/data/x.csv'"):
        assert places.shortened(text) == text
    assert Places("/", "/").shortened("no file '/x'") == "no file '/x'"
