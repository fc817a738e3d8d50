#!/bin/sh
set -e
flask db migrate
flask db upgrade
exec gunicorn app:app
