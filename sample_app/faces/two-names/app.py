"""Starts the shop, by a name that its package has already."""

from app import create_app

app = create_app()  # expect[app-file-shadowed]


if __name__ == "__main__":
    app.run(port="0.0.0.0")  # expect[run-call-fails]
