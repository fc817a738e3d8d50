"""What `create_engine` of SQLAlchemy is given."""

import pytest

from tests.source.conftest import Index

IMPORT = "from sqlalchemy import create_engine\n"


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("create_engine('postgres://db/shop')", ("postgres", False)),
        ("create_engine(url='postgres://db/shop', echo=True)", ("postgres", False)),
        ("create_engine('postgres://%s:%s@db' % (user, word))", ("postgres", False)),
        ("create_engine(f'postgres://{user}@db')", ("postgres", False)),
        ("create_engine('postgres://{}@db'.format(user))", ("postgres", False)),
        ("create_engine('postgres://' + user + '@db')", ("postgres", False)),
        ("URL = f'postgres://{user}@db'\nengine = create_engine(URL)", ("postgres", False)),
        ("URL = 'postgres://db'\ndef ask():\n    return create_engine(URL)", ("postgres", True)),
        ("import sqlalchemy as sa\nsa.create_engine('mysql+pymysql://db')", ("mysql+pymysql", False)),
        ("def ask():\n    url = 'postgresql://db'\n    return create_engine(url)", ("postgresql", True)),
    ],
)
def test_the_scheme(index: Index, code: str, found: tuple[str, bool]) -> None:
    assert [(one.scheme, one.lazy) for one in index(f"{IMPORT}{code}\n").facts.engine_urls] == [found]


@pytest.mark.parametrize(
    "code",
    [
        "create_engine(os.environ['DATABASE_URL'])",
        "create_engine(os.getenv('DATABASE_URL', 'postgres://db'))",
        "create_engine('postgres://db'.replace('postgres://', 'postgresql://'))",
        "create_engine(f'{scheme}://db')",
        "URL = 'postgres://db'\nURL = URL.replace('postgres:', 'postgresql:')\ncreate_engine(URL)",
        "URL = 'postgres://db'\nif heroku:\n    URL = os.environ['URL']\ncreate_engine(URL)",
        "URL = 'postgres://db'\ndef ask(URL):\n    return create_engine(URL)",
        "URL = 'postgres'\nURL += 'ql://db'\ncreate_engine(URL)",
        "URL = 'postgres://db'\nURL: str = os.environ['URL']\ncreate_engine(URL)",
        "URL = 'postgres://db'\nfrom live import URL\ncreate_engine(URL)",
        "if __name__ == '__main__':\n    create_engine('postgres://db')",
        "create_engine()",
        "create_engine(*given)",
        "from mine import create_engine\ncreate_engine('postgres://db')",
        "mine.create_engine('postgres://db')",
    ],
)
def test_what_tells_no_scheme(index: Index, code: str) -> None:
    assert index(f"{IMPORT}{code}\n").facts.engine_urls == ()
