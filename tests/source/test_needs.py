"""Which environment variables the source reads with nothing to fall back on, and where that is fatal."""

import pytest

from releasecheck.facts.needs import KnownValues

from .conftest import Index


@pytest.mark.parametrize(
    ("source", "needed"),
    [
        ('import os\nA = os.environ["A"]', {"A": True}),
        ('from os import environ\nA = environ["A"]', {"A": True}),
        ('import os\nA = os.environ.get("A")', {"A": False}),
        ('from os import getenv\nA = getenv("A")', {"A": False}),
        ('import os\nA = int(os.environ.get("A"))', {"A": True}),
        ('import os\nA = os.getenv("A").split(",")', {"A": True}),
        ('import os\nA = os.getenv("A")[1:]', {"A": True}),
        ('import os, json\nA = json.loads(os.getenv("A"))', {"A": True}),
        ('import os\nA = os.getenv("A")\nif not A:\n    raise RuntimeError("no A")', {"A": True}),
        ('import os\nA = os.getenv("A")\nif A is None:\n    exit(1)', {"A": True}),
        (
            """
            import os, sys
            A = os.getenv("A")
            B = os.getenv("B")
            if not all([A, B]):
                print("give A and B")
                sys.exit(1)
            """,
            {"A": True, "B": True},
        ),
        ('import os\nif not os.getenv("A"):\n    raise RuntimeError("no A")', {"A": True}),
        ("from environs import Env\nenv = Env()\nA = env.str('A')\nB = env('B')", {"A": True, "B": True}),
        ("from decouple import config\nA = config('A', cast=int)", {"A": True}),
        ('A = require_env("A")', {"A": True}),
        (
            """
            class Settings(BaseSettings):
                a: str
                b: str = ""
                c: str = Field(...)
                d: str = Field("x")
                e: str = Field(alias="E_URL")
                f: ClassVar[str]
            """,
            {"A": True, "C": True, "E_URL": True},
        ),
        (
            "class S(BaseSettings):\n    model_config = SettingsConfigDict(env_prefix='shop_')\n    a: str",
            {"SHOP_A": True},
        ),
        (
            "class Settings(BaseSettings):\n    a: str\n    class Config:\n        env_prefix = 'shop_'",
            {"SHOP_A": True},
        ),
    ],
)
def test_needed(index: Index, source: str, needed: dict[str, bool]) -> None:
    assert {one.name: one.fatal for one in index(source).facts.needed_variables} == needed


@pytest.mark.parametrize(
    "source",
    [
        'import os\nA = os.environ.get("A", "a")',
        'import os\nA = os.environ.get("A", default())',
        'import os\nA = os.environ.get("A") or default()',
        'import os\nA = os.environ["A"] if "A" in os.environ else default()',
        'import os\nif os.getenv("A"):\n    print(os.environ["A"])',
        'import os\nif os.getenv("ENV") == "production":\n    A = os.environ["A"]',
        'import os\ntry:\n    A = os.environ["A"]\nexcept KeyError:\n    A = default()',
        'import os\nif __name__ == "__main__":\n    A = os.environ["A"]',
        'import os\nos.environ["A"] = "a"',
        'import os\nos.environ.setdefault("A", "a")\nA = os.environ["A"]',
        'import os\nos.environ.pop("A")',
        "from decouple import config\nA = config('A', default=other)",
        "from environs import Env\nenv = Env()\nA = app.config.get('A')",  # a key of the config
        "from environs import Env\nenv = Env()\nA = env.str('A', None)",
        "A = cache['A']\nB = request.environ['B']",
        "require_env(name)",
        "class Settings(BaseModel):\n    a: str",
    ],
)
def test_replaced_or_none(index: Index, source: str) -> None:
    assert index(source).facts.needed_variables == ()


def test_a_fallback_anywhere_counts(index: Index) -> None:
    files = {"a.py": 'import os\nA = os.environ["A"]', "b.py": 'import os\nA = os.environ.get("A", "a")'}
    assert index(files).facts.needed_variables == ()


def test_the_function_that_reads_is_known_and_tests_do_not_count(index: Index) -> None:
    files = {
        "app.py": 'import os\ndef view():\n    return os.environ["A"]',
        "tests/test_app.py": 'import os\nB = os.environ["B"]',
    }
    assert [(one.name, one.function) for one in index(files).facts.needed_variables] == [("A", "view")]


def test_what_a_variable_is_compared_with(index: Index) -> None:
    found = index("""
        import os
        if os.environ["MODE"] == "production":
            pass
        elif "staging" == os.getenv("MODE", "").lower():
            pass
        if os.environ.get("API_TOKEN") == "abc" or os.environ["STAGE"] in ("a", "b") or mode == "other":
            pass
    """)
    assert found.facts.known_values == (KnownValues("MODE", ("production", "staging")),)
