"""Alembic runs this; the face needs only the revisions."""
