FLASK_RUN_PORT=5005  # as in the café
