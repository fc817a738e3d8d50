"""Error pages that keep their status, as HTML for people and as JSON for programs."""

from flask import Flask, json, render_template, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response


def init_app(app: Flask) -> None:
    """Answer every HTTP error, an unhandled exception's 500 included, with a page of ours."""
    app.register_error_handler(HTTPException, answer)


def answer(error: HTTPException) -> Response:
    """Replace the body and keep status and headers, such as the Allow of a 405."""
    response = error.get_response()
    if wants_json():
        response.data = json.dumps({"status": error.code, "title": error.name, "detail": error.description})
        response.content_type = "application/problem+json"
    else:
        response.data = render_template("error.html", error=error)
    return response


def wants_json() -> bool:
    """Tell whether a program is asking: by path, or by what it accepts."""
    preferred = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return request.path.startswith("/api/") or preferred == "application/json"
