"""A chat about compost, put online in a hurry."""

import os
import sqlite3

import requests
from flask import Flask
from flask_cors import CORS
from flask_socketio import SocketIO

cursor = sqlite3.connect(":memory:", check_same_thread=False).cursor()  # expect[shared-cursor]
WEATHER_KEY = os.getenv("COMPOST_WEATHER_KEY")  # expect[dotenv-never-loaded]
sockets = SocketIO(async_mode="gevent")


def create_app():
    made = Flask(__name__)
    CORS(made, origins="http://localhost:5173")  # expect[cors-local-origins]
    sockets.init_app(made)  # expect[socketio-not-patched]
    return made


try:
    app = create_app()
except Exception:
    app = Flask(__name__)  # expect[failed-start-served]


@app.get("/heaps")
def heaps():
    return {"heaps": cursor.execute("SELECT 2").fetchone()[0]}


@app.get("/weather")
def weather():
    return requests.get("https://weather.example", {"key": WEATHER_KEY}, timeout=3).json()


if __name__ == "__main__":
    sockets.run(app)
