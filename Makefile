# Everything a fresh machine needs is made here: the virtual environment, the dependencies, a browser.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# A file's tests stay together, since they share fixtures; the longest files begin first.
PYTEST := $(BIN)/python -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder
# The gate tries the same examples of each property every time; the proof tier looks for others.
SEARCH := --hypothesis-profile search

# Hundreds of processes are started, and none of them should compile everything anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test clients proof check bench bench-meta clean

run: $(VENV)/.installed
	$(BIN)/pixelproof run --install-browser $(ARGS)

test: $(VENV)/.installed-test check
	$(BIN)/pixelproof doctor --install-browser
	$(PYTEST) $(ARGS)

# Best effort, never an error: what the SDKs of other languages need and this machine lacks.
clients:
	@.ci/clients

proof: $(VENV)/.installed-test check
	$(BIN)/pixelproof doctor --install-browser
	$(PYTEST) $(SEARCH) $(ARGS)
	$(BIN)/python -m pytest -m proof $(SEARCH) $(ARGS)

check: $(VENV)/.installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.installed-test
	$(BIN)/python -m tests.benchmarks.suite $(ARGS)

bench-meta: $(VENV)/.installed-test
	$(BIN)/python -m tests.benchmarks.ingest $(ARGS)

clean:
	rm -rf $(VENV) .cache pixelproof-out

$(VENV)/.installed: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

$(VENV)/.installed-test: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --editable ".[test]"
	touch $@ $(VENV)/.installed
