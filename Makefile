PYTHON ?= python3
STATE ?= var
PORT ?= 8080
ARGS ?=
ORDERS ?= 100000

BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
COMPILE := $(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 \
	--generate-hashes --no-annotate --no-emit-index-url --custom-compile-command "make lock"

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test coverage soak mutants check bench fmt lock clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: .venv/runtime.stamp ## Run everything on this machine (STATE=var PORT=8080 ARGS=--no-samples)
	@exec $(BIN)/counterfoil run --state $(STATE) --port $(PORT) $(ARGS)

test: .venv/dev.stamp ## Run the tests, in parallel (ARGS="-k numbers")
	$(BIN)/pytest -n auto --dist loadgroup $(ARGS)

soak: .venv/dev.stamp ## Prove the promises at length, hours with ORDERS=1000000
	$(BIN)/python -m tests.simulation --soak $(ORDERS)
	$(BIN)/pytest -m soak $(ARGS)

coverage: .venv/dev.stamp ## Run the tests and check that they reach what they must
	$(BIN)/pytest -n auto --dist loadgroup --cov --cov-report= $(ARGS)
	$(BIN)/python -m tests.gates

mutants: .venv-mutants/mutants.stamp ## Plant small bugs in the core (ARGS="services.domain.money.*")
	.venv-mutants/bin/mutmut run $(ARGS)
	.venv-mutants/bin/mutmut results

check: .venv/dev.stamp ## Check format, lint, types and imports; changes nothing
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

bench: .venv-bench/bench.stamp ## Measure beside peers, about five minutes (ARGS="rendering --verbose")
	@.venv-bench/bin/python -m bench $(ARGS)

fmt: .venv/dev.stamp ## Format the code and mend what ruff can mend safely
	$(BIN)/ruff check --fix-only
	$(BIN)/ruff format

lock: .venv/dev.stamp ## Write the lock files anew from pyproject.toml (ARGS=--upgrade)
	$(COMPILE) --group build --output-file requirements.lock $(ARGS)
	$(COMPILE) --group build --group dev --constraints requirements.lock \
		--output-file requirements-dev.lock $(ARGS)
	$(COMPILE) --group bench --constraints requirements.lock \
		--output-file requirements-bench.lock $(ARGS)
	$(COMPILE) --group build --group dev --group mutants --constraints requirements-dev.lock \
		--output-file requirements-mutants.lock $(ARGS)

clean: ## Remove the virtual environment, builds and caches; keeps var/
	rm -rf .venv .venv-bench .venv-mutants mutants dist htmlcov .coverage .hypothesis .import_linter_cache .mypy_cache \
		.pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The development lock holds the runtime lock's versions and more, so the two share one .venv in
# either order. A stamp says what is installed; a changed lock or pyproject.toml outdates it.
.venv/runtime.stamp: requirements.lock pyproject.toml | .venv/bin/pip
	@echo "Installing what Counterfoil needs into .venv (once)" >&2
	@$(PIP) --require-hashes --requirement requirements.lock
	@$(PIP) --no-build-isolation --no-deps --editable .
	@touch $@

.venv/dev.stamp: requirements-dev.lock .venv/runtime.stamp
	@echo "Installing the development tools into .venv (once)" >&2
	@$(PIP) --require-hashes --requirement requirements-dev.lock
	@touch $@

# The peers of the benches stay out of .venv: nothing of the product may come to need one.
.venv-bench/bench.stamp: requirements-bench.lock | .venv/bin/pip
	@echo "Installing the benches' peers into .venv-bench (once)" >&2
	@$(BIN)/python -m venv .venv-bench
	@.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check \
		--require-hashes --requirement requirements-bench.lock
	@touch $@

# mutmut runs the tests of a copy in mutants/, so its environment holds the development tools but
# not Counterfoil: only the copy is there to be imported.
.venv-mutants/mutants.stamp: requirements-mutants.lock | .venv/bin/pip
	@echo "Installing mutmut and the development tools into .venv-mutants (once)" >&2
	@$(BIN)/python -m venv .venv-mutants
	@.venv-mutants/bin/python -m pip install --quiet --disable-pip-version-check \
		--require-hashes --requirement requirements-mutants.lock
	@touch $@

.venv/bin/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Counterfoil needs Python 3.11 or newer: make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -m venv .venv
