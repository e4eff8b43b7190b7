# Two commands do everything on a fresh machine: `make run` and `make test`. Each builds .venv by itself.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PY := $(BIN)/python
# Bytecode makes the second start fast; some machines switch it off for everything.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run test check lint types contracts content wheel samples tables snapshots screenshots trestle bench torture locked lock sbom clean

help:
	@echo "make run          start posture (builds what it needs first)"
	@echo "make test         run the tests"
	@echo "make check        tests, lint, types, contracts, content, and the wheel in an empty environment"
	@echo "make samples      write the sample clinic's reports to exports/ again"
	@echo "make tables       write the tables and schemas of checklists/ again, and docs/templates.md"
	@echo "make screenshots  draw the pictures of the README again"
	@echo "make trestle      read the OSCAL files with compliance-trestle, in an environment of its own"
	@echo "make bench        measure speed against floors (B=score for one of score, plan, start, paint, files)"
	@echo "make torture      kill, fill, lock and tamper with the store, fuzz what reads, for minutes, and print the figures (T=0.1 for less)"
	@echo "make locked       install exactly what requirements/ci.txt names, by hash, as CI does"
	@echo "make lock         write requirements/ci.txt again: what .venv holds now (some minutes)"
	@echo "make sbom         write dist/sbom.json: what a user installs, as a CycloneDX bill of materials"
	@echo "make clean        remove what was built"

$(VENV)/made:
	@command -v $(PYTHON) >/dev/null || { echo "posture needs Python 3.11 or newer, and no $(PYTHON) was found. Install it, or say: make PYTHON=/path/to/python3 run" >&2; exit 2; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "posture needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) -V 2>&1). Say: make PYTHON=/path/to/python3.11 run" >&2; exit 2; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "This Python has no venv module. On Debian or Ubuntu: apt install python3-venv" >&2; exit 2; }
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/runs: $(VENV)/made pyproject.toml
	@echo "Installing posture into $(VENV) ..." >&2
	@$(PY) -m pip install --quiet --disable-pip-version-check -e . || { echo "Installing failed. The first time, posture needs the network (or a folder of wheels: PIP_FIND_LINKS)." >&2; exit 3; }
	@touch $@

$(VENV)/tests: $(VENV)/made pyproject.toml
	@echo "Installing posture and what its tests need into $(VENV) ..." >&2
	@$(PY) -m pip install --quiet --disable-pip-version-check -e '.[dev]' || { echo "Installing failed. The first time, the tests need the network (or a folder of wheels: PIP_FIND_LINKS)." >&2; exit 3; }
	@touch $@ $(VENV)/runs

run: $(VENV)/runs
	@if [ -t 0 ] && [ -t 1 ]; then $(BIN)/posture; else $(BIN)/posture demo --plain; fi

test: $(VENV)/tests
	@$(BIN)/pytest -n auto

check: test lint types contracts content wheel

lint: $(VENV)/tests
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/codespell posture checklists README.md CHANGELOG.md

types: $(VENV)/tests
	@$(BIN)/mypy

contracts: $(VENV)/tests
	@$(BIN)/lint-imports

content: $(VENV)/tests
	@$(BIN)/posture check --strict

# The wheel as a user gets it: built, put into an environment with nothing else, and made to do the main job there.
wheel: $(VENV)/tests
	@PYTHON=$(PY) sh .ci/try-wheel

samples: $(VENV)/runs
	@rm -f exports/*
	@$(PY) -m posture demo --plain --all --output exports
	@$(PY) -c 'from posture.report.document import schema_text; print(schema_text(), end="")' > posture/report/report.schema.json

tables: $(VENV)/runs
	@$(PY) docs/tables.py

# What every screen looks like, kept for the tests; look at the difference before it is committed.
snapshots: $(VENV)/tests
	@POSTURE_SNAPSHOTS=write $(BIN)/pytest -q tests/ui/test_snapshots.py

screenshots: $(VENV)/tests
	@$(PY) docs/screenshots.py

# Another program's idea of what OSCAL is; it needs 40 packages, so it has an environment of its own, in the cache.
trestle: $(VENV)/tests
	@found=$$(sh .ci/trestle $(PY)); test -n "$$found" || { echo "compliance-trestle is not to be had here" >&2; exit 3; }; \
		POSTURE_TRESTLE=$$found $(BIN)/pytest -q tests/report/test_trestle.py

# Ratios to floors that are measured in the same run; on a machine that does nothing else. Some names are enough: B="score plan".
bench: $(VENV)/tests
	@$(PY) -m benchmarks $(B)

T ?= 1
torture: $(VENV)/tests
	@PYTHONPATH=. $(PY) tests/store/torture.py $(T)
	@PYTHONPATH=. $(PY) tests/safety/fuzz.py $(T)

# What was tried, byte for byte; without it pyproject.toml says what may be used.
locked: $(VENV)/made
	@sh .ci/locked $(PY) requirements/ci.txt
	@$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(VENV)/tests $(VENV)/runs

lock: $(VENV)/tests
	@sh .ci/lock $(PY)

sbom: $(VENV)/tests
	@PYTHON=$(PY) SBOM=dist/sbom.json sh .ci/try-wheel >/dev/null
	@echo dist/sbom.json

clean:
	@rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
