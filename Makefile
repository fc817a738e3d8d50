# Needs only Python 3.11+, git and make; everything else is installed below .venv and .cache.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready
PROJECT := releasecheck checks tests benchmarks sample_app

.PHONY: demo test lint types suite services sample interpreters docs bench clean

demo: $(READY)
	$(BIN)/python -m tests.demo

test: lint types suite sample

lint: $(READY)
	$(BIN)/ruff check $(PROJECT)
	$(BIN)/ruff format --check $(PROJECT)

types: $(READY)
	$(BIN)/mypy

# The tests start the program hundreds of times: compiled once, even where Python is told to write no bytecode.
suite: $(READY) interpreters services
	$(BIN)/python -m compileall -q releasecheck checks
	$(BIN)/python -m pytest -n 3 --dist worksteal

# The careful face has to pass with nothing said at all.
sample: $(READY)
	cd sample_app && ../$(BIN)/python -m pytest -q -p no:cacheprovider
	$(BIN)/releasecheck run sample_app --set SECRET_KEY=$$($(BIN)/python -c "import secrets; print(secrets.token_hex())") --serve --fail-on info --on-inconclusive fail

# The gate is tried behind nginx; where it cannot be installed those tests are skipped and say so.
services:
	@command -v nginx >/dev/null || { test "$$(id -u)" = 0 && apt-get update -qq && \
	  apt-get install -qq -y --no-install-recommends nginx-light; } >/dev/null 2>&1 || \
	  echo "nginx is not here and cannot be installed: the tests behind it are skipped"

interpreters: $(READY)
	$(BIN)/python tests/interpreters.py

docs: $(READY)
	$(BIN)/releasecheck rules --format markdown > checks/README.md

bench: $(READY)
	$(BIN)/python benchmarks/rules_cost.py
	$(BIN)/python benchmarks/suite_overhead.py
	PYTHONPATH=. $(BIN)/python benchmarks/gate_rollouts.py
	PYTHONPATH=. $(BIN)/python benchmarks/probe_deadline.py

$(READY): pyproject.toml
	$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11) and 'releasecheck needs Python 3.11 or newer: make PYTHON=python3.11')"
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --editable . --group dev
	touch $(READY)

clean:
	rm -rf .venv .cache build dist *.egg-info
