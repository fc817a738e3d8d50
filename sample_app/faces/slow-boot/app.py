"""A page that is measured out before anybody may see it."""

import time

from flask import Flask

app = Flask(__name__)


def measure_the_shed():
    time.sleep(5.2)  # expect[slow-boot]
    return {"width": 4, "depth": 3}


SHED = measure_the_shed()


@app.get("/")
def index():
    return SHED


@app.get("/healthz")
def healthz():
    return {"status": "ok"}
