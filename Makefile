# Needs only Python 3.11+, git and make; everything else is installed below .venv and .cache.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready
PROJECT := releasecheck checks tests benchmarks sample_app

.PHONY: demo test lint types suite sample interpreters docs bench clean

demo: $(READY)
	$(BIN)/python tests/demo.py

test: lint types suite sample

lint: $(READY)
	$(BIN)/ruff check $(PROJECT)
	$(BIN)/ruff format --check $(PROJECT)

types: $(READY)
	$(BIN)/mypy

suite: $(READY) interpreters
	$(BIN)/python -m pytest -n 2

# The careful face has to pass with nothing said at all.
sample: $(READY)
	cd sample_app && ../$(BIN)/python -m pytest -q -p no:cacheprovider
	$(BIN)/releasecheck run sample_app --set SECRET_KEY=$$($(BIN)/python -c "import secrets; print(secrets.token_hex())") --serve --fail-on info --on-inconclusive fail

interpreters: $(READY)
	$(BIN)/python tests/interpreters.py

docs: $(READY)
	$(BIN)/releasecheck rules --format markdown > checks/README.md

bench: $(READY)
	$(BIN)/python benchmarks/rules_cost.py
	$(BIN)/python benchmarks/suite_overhead.py
	PYTHONPATH=. $(BIN)/python benchmarks/gate_rollouts.py

$(READY): pyproject.toml
	$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11) and 'releasecheck needs Python 3.11 or newer: make PYTHON=python3.11')"
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --editable . --group dev
	touch $(READY)

clean:
	rm -rf .venv .cache build dist *.egg-info
