"""The security headers of every response."""

from flask import Flask, Response

SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    # CSRFProtect compares the referrer of a form sent over HTTPS, so it must stay inside the site.
    "Referrer-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000",
    "X-Content-Type-Options": "nosniff",
}


def init_app(app: Flask) -> None:
    """Add the headers to whatever the app answers."""
    app.after_request(add_headers)


def add_headers(response: Response) -> Response:
    """Set the security headers."""
    response.headers.update(SECURITY_HEADERS)
    return response
