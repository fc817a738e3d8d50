"""One connection for all threads, and an exit of its own: the test client sees neither."""

import os
import signal
import sqlite3

from flask import Flask

db = sqlite3.connect(":memory:")
signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
app = Flask(__name__)


@app.get("/readyz")
def readyz():
    db.execute("SELECT 1")
    return {"status": "ok"}
