# `make study` sets everything up and answers, `make test` proves it. Needs make, sh and Python 3.11 or later.
# On Windows, or without make: see README.md.
.POSIX:

# The Python that .venv is built with:   make study PYTHON=python3.12
# Passed on to the command a target runs: make study ARGS="--lang zh"
PYTHON ?= python3
ARGS =

BIN = .venv/bin
# Written when an installation is whole, with what `make study` needs and with what the tests need on top.
RUN = .venv/run.stamp
DEV = .venv/dev.stamp
INSTALL = sh requirements/install.sh
LOCK = $(BIN)/uv pip compile -q pyproject.toml --group build --extra fast --universal --python-version 3.11 --generate-hashes \
	--custom-compile-command 'make lock' $(ARGS)

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' Makefile

study: $(RUN) ## the two default studies, digits and spirals, into studies/
	@$(BIN)/layerwise study digits spirals -o studies $(ARGS)

test: $(DEV) ## the tests, but for those that need minutes, a browser or a compiler
	@$(BIN)/python -m pytest -m 'not breadth' -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder $(ARGS)

test-breadth: $(DEV) ## only the tests that `make test` leaves out
	@$(BIN)/python -m pytest -m breadth $(ARGS) || [ $$? -eq 5 ] # 5: there are none

test-all: test test-breadth ## all tests

bench: $(DEV) ## this engine, its peers and the machine's limit, in one run; PyTorch too where it is installed
	@$(BIN)/python -m bench $(ARGS)

calibrate: $(DEV) ## do intervals hold the truth, does inspect find what is not there? simulated and real networks; 3½ hours
	@$(BIN)/python -m calibrate $(ARGS)

lint: $(DEV) ## style and types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

format: $(DEV) ## let ruff rewrite what it can
	@$(BIN)/ruff check --fix-only .
	@$(BIN)/ruff format .

docs: $(DEV) ## docs/cli.md anew, from the commands themselves
	@$(BIN)/python -m layerwise.cli.reference docs/cli.md

lock: $(DEV) ## requirements/*.txt anew from pyproject.toml; newest versions: make lock ARGS=--upgrade
	@$(LOCK) -o requirements/run.txt
	@$(LOCK) --group dev -c requirements/run.txt -o requirements/dev.txt

clean: ## remove .venv and caches; studies/ stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist
	find src tests -name __pycache__ -prune -exec rm -rf {} +

$(RUN): requirements/run.txt requirements/install.sh pyproject.toml
	@$(INSTALL) run '$(PYTHON)'

$(DEV): $(RUN) requirements/dev.txt
	@$(INSTALL) dev '$(PYTHON)'

.PHONY: help study test test-breadth test-all bench calibrate lint format docs lock clean
