"""A seed library whose extensions were put in one after the other, by different people."""

import sqlite3
from datetime import date

from flask import Flask
from flask_admin import Admin
from flask_admin.contrib.fileadmin import FileAdmin
from flask_caching import Cache
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import login_required
from flask_socketio import SocketIO
from flask_wtf import FlaskForm
from wtforms import DateField, ValidationError

from extensions import login
from herbarium import Plant
from pages import pages

app = Flask(__name__)  # expect[dev-routes-exposed]
app.config["SECRET_KEY"] = "shown to nobody, this app is never deployed"
app.config["CACHE_TYPE"] = "SimpleCache"  # expect[cache-local-or-null]
app.config["RATELIMIT_STORAGE_URI"] = "memory://"  # expect[rate-limit-in-memory]

login.init_app(app)
login.init_app(app)  # expect[extension-double-init]
login.login_view = "login"  # expect[login-view-dangling]
Cache(app)
Limiter(get_remote_address, app=app)
sockets = SocketIO(app, async_mode="gevent")
app.register_blueprint(pages)
Admin(app).add_view(FileAdmin(app.root_path, name="Files"))


class SowingForm(FlaskForm):
    sown = DateField("Sown on", default=date.today())  # expect[default-made-once]

    def validate_sowed(self, field):  # expect[form-validator-never-called]
        if field.data < date(2000, 1, 1):
            raise ValidationError("Long gone.")


@app.get("/sign-in")
def sign_in():
    return "Your name, please."


@app.get("/beds")
@login_required
def beds():
    return {"beds": ["tomatoes", "beans"]}


@app.get("/beds/empty")
@login_required
def empty_beds():
    return {"beds": []}


@sockets.on("sow")
def sow(plant):  # expect[socket-event-unguarded]
    beds = sqlite3.connect("beds.sqlite3")
    beds.execute("INSERT INTO beds VALUES (?)", (plant,))
    beds.commit()


@app.get("/plants/fields")
def plant_fields():
    return {"fields": Plant.__table__.columns.keys()}


@app.get("/forecast")
async def forecast():  # expect[async-view-without-extra]
    return {"forecast": "rain"}


@app.get("/winter")
def winter():
    app.register_blueprint(pages, name="winter")  # expect[late-registration]
    return "The beds are asleep."


@app.after_request
def let_other_gardens_in(response):
    response.headers["Access-Control-Allow-Origin"] = "*"  # expect[hand-rolled-extension]
    return response
