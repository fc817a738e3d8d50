"""Addresses of this machine that the tests ask, past the app's test client."""

import pytest

from .conftest import Index


@pytest.mark.parametrize(
    ("files", "lines"),
    [
        ({"test.py": "import requests\nrequests.get('http://localhost:8000/pupils')"}, [2]),
        ({"tests/test_it.py": "import httpx\nBASE = 'http://127.0.0.1:5000'\nhttpx.get(f'{BASE}/x')"}, [2]),
        ({"tests/test_it.py": "from urllib.request import urlopen\nurlopen('http://localhost')"}, [2]),
        ({"tests/test_it.py": "import http.client\nBASE = 'http://localhost:5000'"}, [2]),
        ({"tests/test_it.py": "import requests", "tests/where.py": "URL = 'http://0.0.0.0:80/'"}, [1]),
        # Not one of them:
        ({"tests/test_it.py": "client.get('/x', base_url='http://localhost:5000')"}, []),  # Flask's client
        ({"tests/test_it.py": "import requests\nrequests.get('https://api.example.com')"}, []),
        ({"tests/test_it.py": "import requests\nrequests.get('http://localhost.example.com')"}, []),
        ({"tests/test_it.py": "from http import HTTPStatus\nORIGIN = 'http://localhost:3000'"}, []),
        ({"tests/test_it.py": "from urllib.parse import urlsplit\nBASE = 'http://localhost:3000'"}, []),
        (
            {
                "tests/conftest.py": "def client():\n    return app.test_client()",
                "tests/test_it.py": "import requests\nORIGIN = 'http://localhost:3000'",
            },
            [],
        ),
        ({"app.py": "import requests\nrequests.get('http://localhost:9200')"}, []),
    ],
)
def test_over_http(index: Index, files: dict[str, str], lines: list[int]) -> None:
    assert [one.line for one in index(files).facts.over_http] == lines
