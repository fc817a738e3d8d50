"""Brings Werkzeug's debugger along, whatever serves it."""
# expect-file[debug-on]

from flask import Flask
from werkzeug.debug import DebuggedApplication

app = Flask(__name__)
app.wsgi_app = DebuggedApplication(app.wsgi_app)


@app.get("/healthz")
def healthz():
    return {"status": "ok"}
