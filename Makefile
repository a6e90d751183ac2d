# Proving Ground. "make help" says what there is.

PORT ?= 5000
PYTHON := .venv/bin/python
FLASK := $(PYTHON) -m flask --app wsgi
DATA_DIR ?= instance

export DATA_DIR

.DEFAULT_GOAL := help
.PHONY: help run setup demo-reset test check bench clean

help: ## Say what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | awk -F '\t' '{printf "make %-12s %s\n", $$1, $$2}'

run: ## Start the service with a made-up region; PORT=8000 for another port
	@.ci/prepare run
	@$(FLASK) db upgrade
	@$(FLASK) seed demo
	@$(FLASK) search status >/dev/null 2>&1 || $(FLASK) search rebuild
	@$(FLASK) seed accounts
	@echo "Proving Ground answers on http://127.0.0.1:$(PORT) (stop it with Ctrl-C)"
	@DEMO=1 PORT=$(PORT) BASE_URL=http://127.0.0.1:$(PORT) $(FLASK) serve

setup: ## Install what the service needs, and build its assets; for servers
	@.ci/prepare run

demo-reset: ## Remove the data of "make run" and start over at the next one
	@.ci/prepare reset "$(DATA_DIR)"

test: ## Run everything: format, lint, types, imports, unit, integration, migrations, browser
	@.ci/prepare test
	@.ci/tests

check: ## Run what takes seconds: format, lint, types, imports, unit tests
	@.ci/prepare check
	@.ci/tests --quick

bench: ## Measure speed and growth; takes long and is no part of the tests
	@.ci/prepare check
	@$(PYTHON) -m tests.benchmarks

clean: ## Remove what was installed and built; keeps the data
	rm -rf .venv node_modules static/vendor build *.egg-info
	rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage
