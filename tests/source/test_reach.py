"""Links with a host, sign-ins that last, proxies that are believed."""

import pytest

from tests.source.conftest import Index

IMPORTS = "from flask import request, url_for\nfrom flask_login import login_user\n"


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("url_for('index', _external=True)", [3]),
        ("flask.url_for(name, _external=far)", [3]),
        ("url_for('index', _external=False)", []),
        ("url_for('index')", []),
        ("request.url_root[:-1] + url_for('index')", [3]),
        ("link = request.host_url.rstrip('/') + path", [3]),
        ("link = request.url_root + 'reset/' + token", [3]),
        ("link = f'{request.host_url}reset/{token}'", [3]),
        ("link = f\"{request.url_root.rstrip('/')}{url_for('index')}\"", [3]),
        ("link = f'Reset: {flask.request.root_url}reset'", [3]),
        ("log(f'asked at {request.host_url}')", []),
        ("log(f'{request.host_url} was asked')", []),
        ("urljoin(request.host_url, target)", []),
        ("target.startswith(request.host_url)", []),
        ("link = urls.add(request.url_root + 'reset/' + token)", [3]),
        ("log.info(f'{request.method} {request.host_url}{request.path}')", []),
        ("app.logger.debug('%s', request.host_url + request.path)", []),
        ("print(f'{request.host_url}orders')", []),
        ("target.startswith(request.host_url + 'app')", []),
        ("target.startswith((f'{request.host_url}app', '/'))", []),
        ("urlparse(request.host_url + target).netloc", []),
        ("urljoin(f'{request.host_url}app', target)", []),
        ("if target != request.host_url + 'app': abort(400)", []),
        ("api.url_root + '/orders'", []),
        ("print(request.url_root + ' was asked')", []),
    ],
)
def test_links_with_a_host(index: Index, source: str, lines: list[int]) -> None:
    assert [place.line for place in index(IMPORTS + source).facts.external_links] == lines


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("login_user(user, remember=True)", [3]),
        ("login_user(user, form.remember.data)", [3]),
        ("login_user(user, remember=form.remember.data)", [3]),
        ("login_user(user, remember=False)", []),
        ("login_user(user)", []),
        ("mine.login_user(user, True)", []),
    ],
)
def test_sign_ins_that_last(index: Index, source: str, lines: list[int]) -> None:
    assert [place.line for place in index(IMPORTS + source).facts.remembered_logins] == lines


def test_proxies_that_are_believed(index: Index) -> None:
    found = index("app.wsgi_app = ProxyFix(app.wsgi_app)\n# ProxyFix()\n").facts
    assert [str(place) for place in found.proxy_fixes] == ["app.py:1:16"]


def test_what_is_no_part_of_the_app(index: Index) -> None:
    found = index({"tests/test_app.py": IMPORTS + "url_for('index', _external=True)\n"}).facts
    assert found.external_links == ()
