# Two commands do everything: `make demo` and `make test`. They need Python 3.11+, make and git.
PYTHON ?= python3
UV_VERSION := 0.13.9
EXAMPLE ?= stacks/examples/hapi-fhir.yaml

# The interpreter is the one given; uv never downloads another.
export UV_PYTHON_DOWNLOADS := never
export UV_PYTHON := $(PYTHON)
export UV_NO_PROGRESS := 1
# Nothing that a caller's shell says of another environment may reach this one.
unexport VIRTUAL_ENV PYTHONPATH PYTHONHOME

UV := $(shell command -v uv 2>/dev/null || echo .tools/uv/bin/uv)

.PHONY: help setup editor demo test lint types generated check-generated unit bench mutation clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: .venv/.complete ## everything the other commands need

.tools/uv/bin/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed: $(PYTHON) is $$($(PYTHON) -V 2>&1). Set PYTHON=..." >&2; exit 2; }
	@echo "Fetching uv $(UV_VERSION) from the package registry"
	@mkdir -p .tools
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --root-user-action ignore \
		--target .tools/uv uv==$(UV_VERSION) || \
		{ $(PYTHON) -m venv .tools/uv && .tools/uv/bin/pip install --quiet uv==$(UV_VERSION); }

.venv/.complete: pyproject.toml uv.lock hds_blueprint/checkov/environment/uv.lock | $(filter .tools/%,$(UV))
	@echo "Installing the locked dependencies"
	@$(UV) sync --frozen --quiet
	@.venv/bin/python -m hds_blueprint.checkov.install
	@touch $@

# compliance-trestle, axe-core, the schema of SARIF; the tests that use them are skipped where they cannot be had
.tools/.test-environments: .venv/.complete tools/test_environments.py $(wildcard tests/*/environments/*/*lock*)
	@.venv/bin/python -m tools.test_environments
	@touch $@

demo: setup ## the main job on a real example, deployed to simulated AWS
	@.venv/bin/hds demo $(EXAMPLE)

test: lint types check-generated unit ## the whole test suite, with lint, types and generated files

lint: setup ## style and common mistakes
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@$(UV) lock --check --quiet

types: setup ## strict type check
	@.venv/bin/basedpyright

generated: setup ## write the generated files anew
	@.venv/bin/python -m tools.generated

check-generated: setup ## compare the generated files with what their sources give today
	@.venv/bin/python -m tools.generated --check

# Completion and hover are tested with a real language server, where npm is there to install it.
editor: ## the language server of the editor tests
	@if command -v npm >/dev/null && ! cmp -s tests/editor/package-lock.json .tools/editor/package-lock.json; then \
		mkdir -p .tools/editor && cp tests/editor/package.json tests/editor/package-lock.json .tools/editor/ && \
		npm ci --prefix .tools/editor --ignore-scripts --no-audit --no-fund --silent || \
		{ rm -f .tools/editor/package-lock.json; echo "The language server is not installed: its tests are skipped" >&2; }; \
	fi

unit: setup editor
	@.venv/bin/pytest -n 2 --dist loadfile

bench: setup ## the figures of docs/benchmarks.md
	@.venv/bin/python -m tools.bench --output docs/benchmarks.md

mutation: setup ## the share of weakened platforms that the rules notice
	@.venv/bin/python -m tools.mutation --checkov --page docs/mutation.md

clean: ## remove what the commands made
	rm -rf .venv .tools build dist .pytest_cache .ruff_cache .hypothesis
