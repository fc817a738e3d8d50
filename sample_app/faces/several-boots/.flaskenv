BOARD_NAME="The shed"  # expect[dotenv-only-under-flask-cli]
