import pytest

from app import app

PATHS = [rule.rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]


@pytest.mark.parametrize("path", PATHS)
def test_every_page(path):
    assert app.test_client().get(path).status_code == 200
