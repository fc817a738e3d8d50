"""Rows that a view looks up and uses with no look whether there are any."""

import pytest

from .conftest import Index

HEAD = (
    "from flask import Flask, request, session\nfrom flask_login import current_user\napp = Flask(__name__)\n"
)
BY_NAME = 'user = User.query.filter_by(username=request.form["username"]).first()'
RUN = ["cur = conn.cursor()", "cur.execute('SELECT * FROM users WHERE id = ?', (number,))"]
TAKEN = ["x = cur.fetchone()", "return x[0]"]
BY_ID = "user = db.session.get(User, number)"


def view(*lines: str, decorator: str = "") -> str:
    body = "".join(f"    {line}\n" for line in lines)
    return f'{HEAD}@app.post("/u/<int:number>")\n{decorator}def change(number):\n{body}    return ""\n'


@pytest.mark.parametrize(
    ("text", "used"),
    [
        (view(BY_NAME, "if user.password == 'x':", "    return ''"), "user.password"),
        (view(BY_NAME, "if check(user.password, 'x') and ready:", "    return ''"), "user.password"),
        (view(BY_ID, "user.name = request.form['name']"), "user.name"),
        (view("user = User.query.get(number)", "user.name = 'x'"), "user.name"),
        (view("user = User.query.filter(User.id == int(number)).first()", "user.name = 'x'"), "user.name"),
        (view("user = User.objects(id=number).first()", "user.name = 'x'"), "user.name"),
        (view("user = db.users.find_one({'_id': ObjectId(number)})", "x = user['name']"), "user['name']"),
        (
            view(
                "sent = request.get_json()",
                "name = sent['email'].strip()",
                "user = User.query.filter_by(email=name).first()",
                "x = {'id': user.id}",
            ),
            "user.id",
        ),
        (view("if not request.form.get('name'):", "    return ''", BY_ID, "user.name = 'x'"), "user.name"),
        (view("if current_user.role != 'admin':", "    abort(403)", BY_ID, "user.name = 'x'"), "user.name"),
        (view("if request.method == 'POST':", f"    {BY_ID}", "    user.name = 'x'"), "user.name"),
        (view("with lock:", f"    {BY_ID}", "    user.name = 'x'"), "user.name"),
        (
            view(
                "try:",
                "    name = request.json['username']",
                "except KeyError:",
                "    return ''",
                "user = User.query.filter_by(username=name).first()",
                "x = user.id",
            ),
            "user.id",
        ),
        (view(*RUN, "user = cur.fetchone()", "conn.close()", "return user['name']"), "user['name']"),
        (
            view("row = conn.execute('SELECT a FROM t WHERE id = ?', (number,)).fetchone()", "return row[0]"),
            "row[0]",
        ),
        (
            view(
                "name = request.form['email']",
                "cur.execute('SELECT * FROM users WHERE email = %s AND org = %s', (name, 1))",
                "row = cur.fetchone()",
                "return row['password']",
            ),
            "row['password']",
        ),
        (
            view(
                "user = db.session.execute(select(User).where(User.id == number)).scalar()", "user.name = 'x'"
            ),
            "user.name",
        ),
        (view("user = db.session.scalar(select(User).filter_by(id=number))", "user.name = 'x'"), "user.name"),
        (view(BY_ID, "flash('x')", "user.name = 'x'", decorator="@login_required\n"), "user.name"),
        (view(BY_ID, "db.session.delete(user)", "x = user.name"), "db.session.delete(user)"),
        (view("db.session.delete(User.query.get(number))"), "db.session.delete(User.query.get(number))"),
    ],
)
def test_a_row_that_is_taken_for_granted(index: Index, text: str, used: str) -> None:
    (found,) = index(text).facts.views
    assert [one.used for one in found.unlooked] == [used]


@pytest.mark.parametrize(
    "text",
    [
        view(BY_ID, "if user:", "    user.name = 'x'"),
        view(BY_ID, "if user is None:", "    abort(404)", "user.name = 'x'"),
        view(BY_ID, "if not user or user.gone:", "    abort(404)"),
        view(BY_ID, "if ready and user.name:", "    abort(404)"),
        view(BY_ID, "x = user.name if user else ''"),
        view(BY_ID, "assert user", "user.name = 'x'"),
        view(BY_ID, "if user:", "    db.session.delete(user)"),
        view("try:", f"    {BY_ID}", "    db.session.delete(user)", "except Exception:", "    abort(404)"),
        view(BY_ID, "cache.delete(user)"),
        view("db.session.delete(db.get_or_404(User, number))"),
        view(BY_ID, "ensure(user)", "user.name = 'x'"),
        view(BY_ID, "user = user or User()", "user.name = 'x'"),
        view(BY_ID, "try:", "    user.name = 'x'", "except AttributeError:", "    abort(404)"),
        view("try:", f"    {BY_ID}", "    user.name = 'x'", "except Exception:", "    abort(404)"),
        view(BY_ID, "if ready:", "    user.name = 'x'"),
        view(BY_ID, "return jsonify([user.name for one in users])"),
        view("if user := db.session.get(User, number):", "    user.name = 'x'"),
        view("user = db.get_or_404(User, number)", "user.name = 'x'"),
        view("user = User.query.filter_by(id=number).first_or_404()", "user.name = 'x'"),
        view("user = User.query.filter_by(id=number).one()", "user.name = 'x'"),
        # somebody may have looked before
        view("check_user(number)", BY_ID, "user.name = 'x'"),
        view("if not exists(number):", "    abort(404)", BY_ID, "user.name = 'x'"),
        view("there = User.query.filter_by(id=number).count()", "if not there:", "    abort(404)", BY_ID,
             "user.name = 'x'"),
        view("if not form.validate_on_submit():", "    return ''", BY_NAME, "user.name = 'x'"),
        view(BY_ID, "user.name = 'x'", decorator="@user_exists\n"),
        # of the visitor, of the page's own fields, of what is always there
        view("user = User.query.get(current_user.id)", "user.name = 'x'"),
        view("user = User.query.filter_by(id=session['user']).first()", "user.name = 'x'"),
        view("user = User.query.filter_by(id=request.form['id']).first()", "user.name = 'x'"),
        view("user = User.query.filter_by(email=form.email.data).first()", "user.name = 'x'"),
        view("user = User.query.filter_by(id=1).first()", "user.name = 'x'"),
        view("user = User.query.first()", "user.name = 'x'"),
        view("user = query(func.max(User.id)).filter(User.id == number).first()", "x = user[0]"),
        view("number = current_user.id", BY_ID, "user.name = 'x'"),
        view("user = session.get('user', number)", "user.name = 'x'"),
        view(BY_ID, "return jsonify(user)"),
        # by a statement
        view(*RUN, "user = cur.fetchone()", "if not user:", "    abort(404)", "return user['name']"),
        view(*RUN, "if cur.rowcount == 0:", "    abort(404)", "user = cur.fetchone()", "return user['name']"),
        view(*RUN, "user = cur.fetchone()", "if not user:", "    abort(404)", *RUN, "card = cur.fetchone()",
             "return card['name']"),
        view("cur.execute('SELECT COUNT(*) FROM users WHERE id = ?', (number,))", *TAKEN),
        view("cur.execute('INSERT INTO users (id) VALUES (?)', (number,))", *RUN, *TAKEN),
        view("cur.execute('SELECT * FROM users')", *TAKEN),
        view("cur.execute('SELECT * FROM users WHERE id = ?', (session['id'],))", *TAKEN),
        view("cur.execute('SELECT (SELECT a FROM b WHERE id = ?)', (number,))", *TAKEN),
        view("n = db.session.scalar(select(func.count()).where(User.id == number))", "x = n.real"),
    ],
)  # fmt: skip
def test_a_row_that_is_looked_at_or_surely_there(index: Index, text: str) -> None:
    (found,) = index(text).facts.views
    assert found.unlooked == ()


def test_where_it_fails_and_by_what(index: Index) -> None:
    (found,) = index(view(BY_ID, "user.name = 'x'")).facts.views
    (row,) = found.unlooked
    assert (row.name, row.by, row.in_path, row.place.line) == ("user", "number", True, 7)
    (found,) = index(view(BY_NAME, "x = user.id")).facts.views
    assert [(one.by, one.in_path) for one in found.unlooked] == [("username", False)]
