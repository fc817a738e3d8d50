"""Lines that fail in a case of which nobody thought."""

from textwrap import indent

import pytest

from tests.source.conftest import Index

IMPORTS = (
    "import smtplib\nfrom flask import Blueprint, current_app, request, session\n"
    "from flask import jsonify, make_response, redirect, render_template\n"
    "from flask_jwt_extended import set_access_cookies, unset_jwt_cookies\n"
    "from flask_login import current_user\n"
    "bp = Blueprint('bp', __name__)\n"
)


def in_view(body: str, rule: str = "/a/<int:key>", takes: str = "key") -> str:
    return f"{IMPORTS}@bp.route('{rule}')\ndef show({takes}):\n{indent(body, '    ')}\n"


def slips(index: Index, text: str) -> list[tuple[str, str, str]]:
    return [(one.kind, one.what, one.detail) for one in index(text).facts.slips]


@pytest.mark.parametrize(
    ("body", "never"),
    [
        ("if not db.session.commit():\n    good()\nelse:\n    bad()", ["else"]),
        ("if db.session.commit():\n    good()", ["if"]),
        ("if not not session.flush():\n    good()\nelse:\n    bad()", ["if"]),
        ("return good() if db.session.commit() else bad()", ["if"]),
        ("if not db.session.commit():\n    good()", []),
        ("if form.commit():\n    good()", []),
        ("if db.session.query(A).delete():\n    good()", []),
        ("if db.session.commit:\n    good()", []),
        ("db.session.commit()", []),
    ],
)
def test_results_that_are_always_none(index: Index, body: str, never: list[str]) -> None:
    found = slips(index, in_view(body))
    assert [detail for kind, _, detail in found if kind == "result-tested"] == never


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ("if form.validate_on_submit:\n    good()", ["form.validate_on_submit"]),
        ("if not form.validate_on_submit:\n    bad()", ["form.validate_on_submit"]),
        ("if ready and form.validate_on_submit:\n    good()", ["form.validate_on_submit"]),
        ("return good() if form.validate_on_submit else bad()", ["form.validate_on_submit"]),
        ("if form.validate_on_submit():\n    good()", []),
        ("if not form.validate_on_submit():\n    bad()", []),
        ("if form.validate:\n    good()", []),  # a flag, for all that is known
        ("check = form.validate_on_submit\nif check():\n    good()", []),
        ("if run(form.validate_on_submit):\n    good()", []),
    ],
)
def test_a_check_of_a_form_that_is_named_and_not_called(index: Index, body: str, named: list[str]) -> None:
    assert [what for kind, what, _ in slips(index, in_view(body)) if kind == "check-uncalled"] == named


ASKED = "User.query.filter_by(name=request.form['name'])"
NAMED = "name = request.form['name']\n"
BY_NAME = "User.query.filter_by(name=name)"
FETCHED = "cur.execute('SELECT id FROM users WHERE name = ?', (name,))\nreturn cur.fetchone()[0]"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (f"return {ASKED}.first().id", [("first().id", "the request")]),
        (f"return {ASKED}.first()[0]", [("first()[…]", "the request")]),
        (f"{NAMED}return {BY_NAME}.scalar().id", [("scalar().id", "name of the request")]),
        ("return Tag.query.filter_by(post=key).first().name", [("first().name", "<key>")]),
        ("return Tag.query.get(key).name", [("get().name", "<key>")]),
        ("return db.session.execute(select(W).order_by(W.at)).first()[0]", [("first()[…]", "order_by")]),
        (f"{NAMED}{FETCHED}", [("fetchone()[…]", "name of the request")]),
        (f"{NAMED}return users.find_one({{'n': name}})['id']", [("find_one()[…]", "name of the request")]),
        (
            (
                "if not Part.query.filter_by(talk=key).first():\n    abort(404)\n"
                "return Part.query.filter(Part.talk == key, Part.user != me.id).first().user"
            ),
            [("first().user", "<key>")],
        ),
    ],
)
def test_rows_that_may_not_be_there(index: Index, body: str, said: list[tuple[str, str]]) -> None:
    found = slips(index, in_view(body))
    assert [(what, detail) for kind, what, detail in found if kind == "row-taken"] == said


@pytest.mark.parametrize(
    "body",
    [
        f"try:\n    return {ASKED}.first().id\nexcept AttributeError:\n    return ''",
        f"with suppress(Exception):\n    return {ASKED}.first().id",
        f"return {ASKED}.first().id if {ASKED}.first() else None",
        f"if {ASKED}.count():\n    return {ASKED}.first().id",
        f"{NAMED}if not known(name):\n    abort(404)\nreturn {BY_NAME}.first().id",
        f"{NAMED}if name not in names:\n    abort(404)\nreturn {BY_NAME}.first().id",
        f"{NAMED}user = {BY_NAME}.first_or_404()\nreturn Tag.query.filter_by(name=name).first().id",
        f"{NAMED}db.session.add(User(name=name))\nreturn {BY_NAME}.first().id",
        f"{NAMED}cur.execute('INSERT INTO users VALUES (?)', (name,))\n{FETCHED}",
        f"{NAMED}cur.execute('SELECT 1 FROM users WHERE name = ?', (name,))\n{FETCHED}",
        "return cur.execute('SELECT COUNT(*) FROM a WHERE b = ?', (key,)).fetchone()[0]",
        "return cur.execute('SELECT id FROM a').fetchone()[0]",
        "return db.session.query(func.max(A.b)).filter_by(c=key).scalar().x",
        "return User.query.filter_by(id=current_user.id).first().name",
        "return User.query.filter_by(id=session['user_id']).first().name",
        "return Setting.query.filter_by(name='title').order_by(Setting.id).first().value",
        "return Setting.query.first().value",
        "return names.get(key).title()",
        "return soup.find(key).first().text",
    ],
)
def test_rows_that_are_there_or_are_looked_for(index: Index, body: str) -> None:
    assert slips(index, in_view(body)) == []


def test_a_parameter_that_the_route_does_not_give(index: Index) -> None:
    text = in_view("return Tag.query.filter_by(user=user).first().name", "/a", "user")
    assert slips(index, text) == []


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("session['seen'].append(1)", ["session['seen'].append(…)"]),
        ("session['cart']['a'] = 1", ["session['cart']['a'] = …"]),
        ("session['cart']['a'] += 1", ["session['cart']['a'] = …"]),
        ("del session['cart']['a']", ["del session['cart']['a']"]),
        ("cart = session.get('cart', {})\ncart['a'] = 1", ["cart['a'] = …"]),
        ("cart = session['cart']\ncart.remove(1)\nreturn len(cart)", ["cart.remove(…)"]),
        (
            "if 'seen' not in session:\n    session['seen'] = []\nsession['seen'].append(1)",
            ["session['seen'].append(…)"],
        ),
    ],
)
def test_changes_that_the_session_does_not_see(index: Index, body: str, said: list[str]) -> None:
    assert slips(index, in_view(body)) == [("session-changed", what, "") for what in said]


@pytest.mark.parametrize(
    "body",
    [
        "session['seen'].append(1)\nsession.modified = True",
        "session['seen'].append(1)\nsession['last'] = 1",
        "session['seen'].append(1)\nflash('kept')",
        "session['seen'].append(1)\nsession.update(a=1)",
        "if a:\n    session['seen'].append(1)\n    session['seen'] = session['seen']",
        "cart = session['cart']\ncart.append(1)\nsession['cart'] = cart",
        "cart = session['cart']\ncart.append(1)\nkeep(cart)",
        "cart = session['cart']\ncart.append(1)\nreturn cart",
        "cart = session['cart']\nif not cart:\n    cart = []\ncart.append(1)",
        "cart = list(session['cart'])\ncart.append(1)",
        "seen = []\nseen.append(1)",
        "session['seen'].append(1)\nremember(session)",
    ],
)
def test_changes_that_the_session_keeps(index: Index, body: str) -> None:
    assert slips(index, in_view(body)) == []


def test_a_function_that_writes_the_session_for_another(index: Index) -> None:
    keeping = "def keep():\n    session.modified = True\n"
    assert slips(index, f"{IMPORTS}{keeping}def add():\n    session['a'].append(1)\n    keep()\n") == []


MAIL = "try:\n    with smtplib.SMTP(HOST) as server:\n        server.send_message(m)\n"
HALF = f"{MAIL}except smtplib.SMTPException:\n    pass"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (f"{MAIL}except smtplib.SMTPException:\n    pass", ["smtplib.SMTPException"]),
        (
            f"{MAIL}except (smtplib.SMTPAuthenticationError, smtplib.SMTPException):\n    pass",
            ["smtplib.SMTPAuthenticationError"],
        ),
        (f"{MAIL}except (smtplib.SMTPException, OSError):\n    pass", []),
        (f"{MAIL}except smtplib.SMTPException:\n    pass\nexcept Exception:\n    pass", []),
        (f"{MAIL}except ValueError:\n    pass", []),
        (f"{MAIL}except:\n    pass", []),
        (
            f"try:\n{indent(HALF, '    ')}\nexcept OSError:\n    pass",
            [],
        ),
        ("try:\n    server.send_message(m)\nexcept smtplib.SMTPException:\n    pass", []),
        (f"{MAIL}finally:\n    pass", []),
    ],
)
def test_connections_that_fail(index: Index, body: str, said: list[str]) -> None:
    assert slips(index, in_view(body)) == [("mail-half-caught", "smtplib.SMTP", one) for one in said]


OWN = "Order.query.filter_by(user=current_user.id).all()"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (f"cache.set('orders', {OWN})", [""]),
        (f"orders = cache.get('orders') or {OWN}\ncache.set('orders', orders, 60)", ["got"]),
        ("cache.set('orders', Order.query.filter(Order.user == session['user']).all())", [""]),
        (f"cache.set(f'orders/{{current_user.id}}', {OWN})", []),
        ("cache.set('last', current_user.id)", []),
        ("cache.set('orders', Order.query.filter_by(open=True).all())", []),
        ("seen = cache.get('seen')\nseen[current_user.id] = 1\ncache.set('seen', seen)", []),
        (f"names.set('orders', {OWN})", []),
    ],
)
def test_rows_of_one_visitor_under_one_key(index: Index, body: str, said: list[str]) -> None:
    found = slips(index, in_view(body))
    assert [detail for kind, _, detail in found if kind == "cached-for-all"] == said


CONTEXT = "with app.test_request_context()"
ROWS = "def rows():\n    yield {}\n"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (ROWS.format("request.path") + "return Response(rows(), mimetype='text/csv')", ["request"]),
        (ROWS.format("f'{current_user.name}'") + "return Response(rows())", ["current_user"]),
        (ROWS.format("session['a']") + "return Response(rows())", ["session"]),
        (ROWS.format("request.path") + "return Response(stream_with_context(rows()))", []),
        ("@stream_with_context\n" + ROWS.format("request.path") + "return Response(rows())", []),
        (ROWS.format("path") + "return Response(rows())", []),
        ("def rows(request):\n    yield request.path\nreturn Response(rows(request))", []),
        ("def rows():\n    return request.path\nreturn Response(rows())", []),
        (f"def rows():\n    {CONTEXT}:\n        yield request.path\nreturn Response(rows())", []),
        (ROWS.format("request.path") + "return Response(''.join(rows()))", []),
        (ROWS.format("request.path") + "return app.response_class(rows())", ["request"]),
        (ROWS.format("current_app.name") + "return Response(rows())", ["current_app"]),
        (ROWS.format("name") + "    db.session.add(row)\nreturn Response(rows())", ["db.session"]),
        (
            "def rows():\n    for one in Order.query.all():\n        yield one\nreturn Response(rows())",
            ["Order.query"],
        ),
        ("def rows():\n    for one in orders.query:\n        yield one\nreturn Response(rows())", []),
        ("def rows(db):\n    yield db.session.get(A, 1)\nreturn Response(rows(db))", []),
        (ROWS.format("db.session.get(A, 1)") + "return Response(stream_with_context(rows()))", []),
        (f"def rows():\n    {CONTEXT}:\n        yield db.session.get(A, 1)\nreturn Response(rows())", []),
        ("found = Order.query.all()\ndef rows():\n    yield found\nreturn Response(rows())", []),
    ],
)
def test_streams_that_read_the_request(index: Index, body: str, said: list[str]) -> None:
    found = slips(index, in_view(body))
    assert [detail for kind, _, detail in found if kind == "streamed-late"] == said


@pytest.mark.parametrize("read", ["current_app.name", "db.session.get(A, 1)"])
def test_streams_under_a_context_of_the_app_that_stays(index: Index, read: str) -> None:
    text = in_view(ROWS.format(read) + "return Response(rows())") + "app.app_context().push()\n"
    assert slips(index, text) == []


PHOTO = "photo = request.files['photo']\nname = secure_filename(photo.filename)\n"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (f"{PHOTO}photo.save(os.path.join('static/photos', name))", ["static"]),
        (f"{PHOTO}path = os.path.join(app.static_folder, name)\nphoto.save(path)", ["static_folder"]),
        (f"{PHOTO}photo.save(os.path.join(app.config['UPLOADS'], name))", ["UPLOADS"]),
        (f"{PHOTO}photo.save(os.path.join('uploads', name))", []),
        (f"{PHOTO}if allowed_file(name):\n    photo.save(os.path.join('static', name))", []),
        (f"{PHOTO}if name.endswith('.png'):\n    photo.save(os.path.join('static', name))", []),
        (f"{PHOTO}photo.save(os.path.join('static', f'{{user.id}}.jpg'))", []),
        ("image = form.image.data\nimage.save(os.path.join('static', image.filename))", []),
    ],
)
def test_uploads_that_are_kept_as_they_come(index: Index, body: str, said: list[str]) -> None:
    found = slips(index, in_view(body))
    assert [detail for kind, _, detail in found if kind == "kept-as-sent"] == said


LINK = "link = url_for('reset', token=token, _external=True)\n"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (f"{LINK}if not send(link):\n    flash(f'here: {{link}}')", ["flash(…)"]),
        (f"{LINK}return jsonify(url=link)", ["jsonify(…)"]),
        (f"{LINK}send(link)\nflash('sent')", []),
        (f"{LINK}if app.debug:\n    flash(link)", []),
        (f"{LINK}message.html = render_template('mail.html', link=link)", []),
        ("link = url_for('page', _external=True)\nflash(link)", []),
        ("flash(url_for('page', name=name))", []),
    ],
)
def test_links_with_a_token_that_are_shown(index: Index, body: str, said: list[str]) -> None:
    found = slips(index, in_view(body))
    assert [what for kind, what, _ in found if kind == "way-in-shown"] == said


def in_function(name: str, body: str) -> str:
    return f"import random, secrets\nfrom random import randint\n{in_view(body).replace('show', name)}"


@pytest.mark.parametrize(
    ("name", "body", "said"),
    [
        ("reset", "session['code'] = str(randint(1, 9))\nflash(f'code: {session[\"code\"]}')", ["flash(…)"]),
        ("forgot", "otp = secrets.randbelow(9)\nreturn jsonify({'otp': otp})", ["jsonify(…)"]),
        ("reset", "otp = randint(1, 9)\nsend(otp)\nflash('sent')", []),
        ("reset", "otp = randint(1, 9)\nif app.debug:\n    flash(otp)", []),
        ("pay", "session['code'] = randint(1, 9)\nflash(session['code'])", []),
        ("reset", "number = randint(1, 9)\nflash(number)", []),
        ("reset", "code = lookup(1, 9)\nflash(code)", []),
    ],
)
def test_codes_that_are_shown(index: Index, name: str, body: str, said: list[str]) -> None:
    found = slips(index, in_function(name, body))
    assert [what for kind, what, _ in found if kind == "code-shown"] == said


@pytest.mark.parametrize(
    ("name", "body", "said"),
    [
        ("save", "user.reset_code = random.randint(1, 9)", [("random.randint()", "reset_code")]),
        ("save", "otp = ''.join(random.choices('123', k=6))", [("random.choices()", "otp")]),
        ("save", "otp = ''\nfor _ in key:\n    otp += str(randint(0, 9))", [("randint()", "otp")]),
        (
            "save",
            "User(verification_token=random.choice(LETTERS))",
            [("random.choice()", "verification_token")],
        ),
        ("generate_otp", "return random.randint(1, 9)", [("random.randint()", "otp")]),
        ("login", "code = random.randint(1, 9)", [("random.randint()", "code")]),
        ("save", "code = random.randint(1, 9)", []),
        ("save", "token = random.choice(tokens)", []),
        ("save", "otp = secrets.randbelow(9)", []),
        ("save", "otp = other.randint(1, 9)", []),
        ("save", "captcha_code = random.randint(1, 9)", []),
        ("generate_password", "return random.choice(LETTERS)", []),
    ],
)
def test_codes_that_can_be_guessed(index: Index, name: str, body: str, said: list[tuple[str, str]]) -> None:
    found = slips(index, in_function(name, body))
    assert [(what, detail) for kind, what, detail in found if kind == "code-guessed"] == said


ADDED = "room = Room(name=key)\ndb.session.add(room)\n"
OF_ROOM = "db.session.add(Seat(room_id=room.id))"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (f"{ADDED}{OF_ROOM}", [("Seat()", "room.id")]),
        (f"{ADDED}made += 1\nprint(room.id)\nfill(room.id)", [("fill()", "room.id")]),
        (f"{ADDED}for _ in range(5):\n    {OF_ROOM}", [("Seat()", "room.id")]),
        (
            f"try:\n    room = Room()\n    db.session.add(room)\n    {OF_ROOM}\nexcept E:\n    pass",
            [("Seat()", "room.id")],
        ),
        (f"{ADDED}db.session.flush()\n{OF_ROOM}", []),
        (f"{ADDED}db.session.commit()\n{OF_ROOM}", []),
        (f"{ADDED}if not db.session.commit():\n    {OF_ROOM}", []),
        (f"{ADDED}first = Seat.query.first()\n{OF_ROOM}", []),
        (f"{ADDED}save()\n{OF_ROOM}", []),
        (f"{ADDED}fill(count(), room.id)", []),
        (f"{ADDED}room = load()\n{OF_ROOM}", []),
        (f"{ADDED}room.id = uuid4()\n{OF_ROOM}", []),
        (f"{ADDED}print(room.id)", []),
        (f"{ADDED}db.session.add(Seat(room=room))", []),
        (f"room = Room(id=key)\ndb.session.add(room)\n{OF_ROOM}", []),
        (f"room = Room(**given)\ndb.session.add(room)\n{OF_ROOM}", []),
        (f"room = Room()\nroom.id = key\ndb.session.add(room)\n{OF_ROOM}", []),
        (f"room = Room.query.get(key)\ndb.session.add(room)\n{OF_ROOM}", []),
        (f"room = Room()\nrooms.add(room)\n{OF_ROOM}", []),
        (f"if key:\n    room = Room()\n    db.session.add(room)\n{OF_ROOM}", []),
    ],
)
def test_ids_that_are_handed_on_too_early(index: Index, body: str, said: list[tuple[str, str]]) -> None:
    found = slips(index, in_view(body))
    assert [(what, detail) for kind, what, detail in found if kind == "id-unset"] == said


MADE = "answer = jsonify(done=True)\n"
TO_NOBODY = "set_access_cookies(answer, token)\n"
MARKED = "answer.set_cookie('seen', '1')\n"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("unset_jwt_cookies(jsonify(done=True))\nreturn {}", [("unset_jwt_cookies", "jsonify(…)")]),
        (f"{MADE}{TO_NOBODY}return {{}}", [("set_access_cookies", "answer")]),
        (f"{MADE}answer.status_code = 201\n{TO_NOBODY}return {{}}", [("set_access_cookies", "answer")]),
        (f"{MADE}answer.headers['X'] = '1'\n{TO_NOBODY}return {{}}", [("set_access_cookies", "answer")]),
        (f"{MADE}{MARKED}return redirect('/')", [("set_cookie", "answer")]),
        (
            "make_response(render_template('a.html')).set_cookie('seen', '1')",
            [("set_cookie", "make_response(…)")],
        ),
        (f"{MADE}{TO_NOBODY}return answer", []),
        (f"{MADE}{TO_NOBODY}return answer, 201", []),
        (f"{MADE}{TO_NOBODY}other = answer\nreturn other", []),
        (f"{MADE}{TO_NOBODY}return finish(answer)", []),
        (f"{MADE}{TO_NOBODY}return Response('', headers=answer.headers)", []),
        (f"{MADE}{TO_NOBODY}g.answer = answer\nreturn {{}}", []),
        (f"{MADE}{TO_NOBODY}def later():\n    return answer\nreturn later()", []),
        (f"{MADE}if key:\n    answer = load()\n{TO_NOBODY}return {{}}", []),
        (f"answer = make_response(page)\n{TO_NOBODY}return page", []),
        (f"answer = make_response(load(), 200)\n{TO_NOBODY}return {{}}", []),
        (f"{MADE}make_response(answer).set_cookie('seen', '1')\nreturn answer", []),
        ("@after_this_request\ndef add(answer):\n    answer.set_cookie('a', '1')\n    return answer", []),
        ("jar.set_cookie('seen', '1')\nreturn {}", []),
        ("client = load()\nclient.set_cookie('seen', '1')\nreturn {}", []),
        ("unset_jwt_cookies(load())\nreturn {}", []),
    ],
)
def test_cookies_on_answers_that_nobody_gets(index: Index, body: str, said: list[tuple[str, str]]) -> None:
    found = slips(index, in_view(body))
    assert [(what, detail) for kind, what, detail in found if kind == "cookie-lost"] == said


ROUTE = "@bp.route('/a', methods=['POST', 'OPTIONS'])\n"
JSON = "data = request.get_json()"


@pytest.mark.parametrize(
    ("decorators", "body", "said"),
    [
        (ROUTE, JSON, ["request.get_json()"]),
        (ROUTE, "return load(request.json)", []),
        (ROUTE, "'''Sign in.'''\nnow = time()\ndata = request.get_json() or {}", ["request.get_json()"]),
        (f"{ROUTE}@jwt_required()\n", "data = request.json['a']", ["request.json"]),
        ("@bp.route('/a', methods=['POST'])\n", JSON, []),
        (ROUTE, f"if request.method == 'OPTIONS':\n    return ''\n{JSON}", []),
        (ROUTE, f"asked = request.method\n{JSON}", []),
        (ROUTE, f"if not request.data:\n    return ''\n{JSON}", []),
        (ROUTE, f"try:\n    {JSON}\nexcept Exception:\n    return ''", []),
        (ROUTE, "data = request.get_json(silent=True)", []),
        (ROUTE, "data = request.json if request.data else {}", []),
        (ROUTE, "data = request.data and request.json", []),
        (ROUTE, "data = requests.get('/x').json()", []),
        (ROUTE, f"def later():\n    {JSON}\nreturn later", []),
        (f"@cross_origin()\n{ROUTE}", JSON, []),
        (f"{ROUTE}@cross_origin()\n", JSON, []),
        (f"{ROUTE}@own_guard\n", JSON, []),
    ],
)
def test_views_that_refuse_a_preflight(index: Index, decorators: str, body: str, said: list[str]) -> None:
    imports = f"{IMPORTS}from flask_jwt_extended import jwt_required\n"
    found = slips(index, f"{imports}{decorators}def show():\n{indent(body, '    ')}\n")
    assert [what for kind, what, _ in found if kind == "preflight-refused"] == said


ADDED = "admin.add_view(ModelView(User, db.session))"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (ADDED, ["User"]),
        (f"def set_up(app):\n    {ADDED}", ["User"]),
        ("for model in MODELS:\n    admin.add_view(ModelView(model, db.session))", [""]),
        (f"if app.debug:\n    {ADDED}", []),
        (f"if __name__ == '__main__':\n    {ADDED}", []),
        (f"ModelView.is_accessible = ask\n{ADDED}", []),
        ("admin.add_view(StaffView(User, db.session))", []),
        ("admin.add_view(view)", []),
    ],
)
def test_views_of_flask_admin_that_ask_nobody(index: Index, text: str, said: list[str]) -> None:
    found = slips(index, f"from flask_admin.contrib.sqla import ModelView\n{text}\n")
    assert [what for kind, what, _ in found if kind == "admin-open"] == said
