"""Files that may tell how the tables of models come to be."""

import pytest

from .conftest import Index

MODELS = "from shop import db\nclass User(db.Model):\n    id = db.Column(db.Integer, primary_key=True)\n"


@pytest.mark.parametrize(
    ("files", "recipes"),
    [
        ({"models.py": MODELS}, ()),
        ({"models.py": MODELS, "app.py": "# db.create_all()\n"}, ()),
        ({"models.py": MODELS, "app.py": "def make():\n    db.create_all()\n"}, ()),
        ({"models.py": MODELS, ".gitignore": "migrations\n", "requirements-dev.txt": "alembic\n"}, ()),
        ({"models.py": MODELS, "README.md": "In a shell: `db.create_all()`\n"}, ("README.md",)),
        ({"models.py": MODELS, "start.sh": "flask db upgrade\n"}, ("start.sh",)),
        ({"models.py": MODELS, "Makefile": "db:\n\tpsql shop < x\n"}, ("Makefile",)),
        ({"models.py": f"{MODELS}db.metadata.reflect(engine)\n"}, ("models.py",)),
        ({"models.py": MODELS, "set_up.py": "User.__table__.create(engine)\n"}, ("set_up.py",)),
        ({"models.py": MODELS, "app.py": "db.create_all()\n"}, None),
        ({"models.py": MODELS, "scripts/db.py": "db.create_all()\n"}, None),
        ({"app.py": "x = 1\n"}, None),
    ],
)
def test_recipes(index: Index, files: dict[str, str], recipes: tuple[str, ...] | None) -> None:
    assert index(files).facts.table_recipes == recipes
