PYTHON ?= python3
STATE ?= var
PORT ?= 8080
ARGS ?=
ORDERS ?= 100000
STAGE ?= dev

BIN := .venv/bin
INFRA := .venv-infra/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
COMPILE := $(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 \
	--generate-hashes --no-annotate --no-emit-index-url --custom-compile-command "make lock"

# Tests sync what they write as the services do, a hundred thousand times; no test takes the power
# away, so where memory has room for 4 GB their states are kept there, and a passed test's go at once.
IN_MEMORY = $$(df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 && $$4 > 4e6 {print "TMPDIR=/dev/shm"}')
PYTEST = env $(IN_MEMORY) $(BIN)/pytest -o tmp_path_retention_policy=failed

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test coverage soak mutants check bench fmt lock vendor clean synth build deploy

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: .venv/runtime.stamp ## Run everything on this machine (STATE=var PORT=8080 ARGS=--no-samples)
	@exec $(BIN)/counterfoil run --state $(STATE) --port $(PORT) $(ARGS)

test: .venv/dev.stamp ## Run the tests, in parallel (ARGS="-k numbers")
	$(PYTEST) -n auto --dist loadgroup $(ARGS)

soak: .venv/dev.stamp ## Prove the promises at length, hours with ORDERS=1000000
	$(BIN)/python -m tests.simulation --soak $(ORDERS)
	$(PYTEST) -m soak $(ARGS)

coverage: .venv/dev.stamp ## Run the tests and check that they reach what they must
	$(PYTEST) -n auto --dist loadgroup --cov --cov-report= $(ARGS)
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

synth: .venv-infra/infra.stamp .venv/dev.stamp ## Check the infrastructure: types, rules, every template; asks nothing of AWS
	$(BIN)/lint-imports --no-logo --config infra/import_contracts.toml
	$(INFRA)/mypy --follow-imports silent $(shell find infra tests/infra -name '*.py')
	PATH="$(CURDIR)/$(INFRA):$$PATH" $(INFRA)/python -m infra prod --out cdk.out
	PATH="$(CURDIR)/$(INFRA):$$PATH" $(INFRA)/python -m pytest --confcutdir=tests/infra \
		--override-ini norecursedirs= $(ARGS) tests/infra

build: .venv-infra/infra.stamp ## Zip every function's code and packages for Lambda into build/
	$(INFRA)/python -m infra.bundles build

deploy: .venv-infra/infra.stamp build node_modules/.package-lock.json ## Deploy a stage: needs credentials and docker (STAGE=dev)
	PATH="$(CURDIR)/$(INFRA):$$PATH" infra/deploy $(STAGE)

fmt: .venv/dev.stamp ## Format the code and mend what ruff can mend safely
	$(BIN)/ruff check --fix-only
	$(BIN)/ruff format

lock: .venv/dev.stamp ## Write the lock files anew from pyproject.toml (ARGS=--upgrade)
	$(COMPILE) --group build --output-file requirements.lock $(ARGS)
	$(COMPILE) --group build --group dev --constraints requirements.lock \
		--output-file requirements-dev.lock $(ARGS)
	$(COMPILE) --group bench --constraints requirements.lock \
		--output-file requirements-bench.lock $(ARGS)
	$(COMPILE) --group build --group infra --constraints requirements-dev.lock \
		--output-file requirements-infra.lock $(ARGS)
	$(COMPILE) --group build --group dev --group mutants --constraints requirements-dev.lock \
		--output-file requirements-mutants.lock $(ARGS)

vendor: ## Fetch what pages and browser tests are made of anew from npm, at these versions
	$(call vendored,htmx.org@4.0.1,dist/htmx.min.js LICENSE,$(PAGES)/htmx)
	$(call vendored,uplot@1.6.32,dist/uPlot.iife.min.js dist/uPlot.min.css LICENSE,$(PAGES)/uplot)
	$(call vendored,axe-core@4.14.1,axe.min.js LICENSE LICENSE-3RD-PARTY.txt,$(PROBES)/axe)
	cd $(PAGES) && sha256sum */* > SHA256SUMS
	cd $(PROBES) && sha256sum */* > SHA256SUMS

PAGES := services/ops_console/static/vendor
PROBES := tests/browser/vendor

# vendored PACKAGE@VERSION, FILES of it, FOLDER they are kept in
define vendored
@rm -rf $(3) && mkdir -p $(3)
@npm pack --silent --pack-destination $(3) $(1) > /dev/null
@for file in $(2); do tar -xzOf $(3)/*.tgz package/$$file > $(3)/$$(basename $$file); done
@rm $(3)/*.tgz
endef

clean: ## Remove the virtual environment, builds and caches; keeps var/
	rm -rf .venv .venv-bench .venv-infra .venv-mutants build cdk.out node_modules mutants dist htmlcov .coverage .hypothesis .import_linter_cache .mypy_cache \
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

# CDK's library is 300 MB and runs on Node, which comes with it: neither belongs into .venv.
.venv-infra/infra.stamp: requirements-infra.lock .venv/dev.stamp
	@echo "Installing CDK and its checks into .venv-infra (once)" >&2
	@$(BIN)/uv venv --quiet --allow-existing --python $(BIN)/python .venv-infra
	@$(BIN)/uv pip install --quiet --python $(INFRA)/python --require-hashes \
		--requirement requirements-infra.lock
	@touch $@

# The CDK command deploys what was synthesized; nothing else needs it.
node_modules/.package-lock.json: package.json package-lock.json | .venv-infra/infra.stamp
	@PATH="$(CURDIR)/$(INFRA):$$PATH" npm ci --silent --no-audit --no-fund
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
