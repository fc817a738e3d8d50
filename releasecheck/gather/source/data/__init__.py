"""The app's data: columns, rows, queries, sessions of SQLAlchemy, engines and migrations."""
