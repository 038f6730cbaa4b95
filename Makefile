# NextFin's commands. They need a Python 3 (3.9 or newer), git and make, nothing else: the right
# Python, the packages and PostgreSQL come by themselves, into .tools/, .venv/ and .data/.

PORT ?= 8000
HOST ?= 127.0.0.1
ARGS ?=

PYTHON := .venv/bin/python
# uv fetches the rest; where there is none, it is fetched into .tools/ first.
UV := $(shell uv --version >/dev/null 2>&1 && command -v uv || echo .tools/bin/uv)
UV_FIRST := $(filter .tools/bin/uv,$(UV))
# An environment whose Python has gone is as good as none.
FORGET := $(shell $(PYTHON) -c '' 2>/dev/null || rm -f .venv/.run-ready .venv/.dev-ready)
# Whoever has what the tests need has what the server needs.
READY := $(if $(wildcard .venv/.dev-ready),.venv/.dev-ready,.venv/.run-ready)
# For checks that read the production settings, and no database.
AS_PRODUCTION = env -u NEXTFIN_DEBUG -u NEXTFIN_INSECURE_HTTP -u DATABASE_OWNER_URL \
	NEXTFIN_SECRET_KEY="$$($(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(64))')" \
	DATABASE_URL=postgresql://desk@localhost/none DATABASE_SITE_URL=postgresql://site@localhost/none

.DEFAULT_GOAL := help
.PHONY: help run dev test bench bench-full lint types format lock clean

help: ## List the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

run: $(READY) ## Run NextFin on http://localhost:8000 (PORT=8001 for another port)
	@exec $(PYTHON) manage.py run --host "$(HOST)" --port "$(PORT)"

dev: .venv/.dev-ready ## The same for developers: it reloads when the code changes
	@exec env NEXTFIN_DEBUG=1 $(PYTHON) manage.py run --dev --host "$(HOST)" --port "$(PORT)"

test: .venv/.dev-ready ## Run the tests (ARGS="-x -k chain" goes to pytest)
	@exec $(PYTHON) -m pytest --numprocesses auto --dist worksteal $(ARGS)

BENCH = $(PYTHON) -m bench.speed

bench: .venv/.dev-ready | $(UV_FIRST) ## Measure how fast readers' pages are, beside others (needs nginx and wrk)
	@exec $(BENCH) $(ARGS)

bench-full: .venv/.dev-ready | $(UV_FIRST) ## The same for longer, and what publishing costs readers
	@exec $(BENCH) --rounds 15 --seconds 3 --publishing --chart docs/performance.svg $(ARGS)

lint: .venv/.dev-ready ## Check style, imports, templates, migrations and production settings
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/lint-imports
	@find templates/403.html templates/admin -name '*.html' -exec .venv/bin/djade --target-version 6.1 --check {} +
	@$(AS_PRODUCTION) $(PYTHON) manage.py makemigrations --check --dry-run
	@$(AS_PRODUCTION) $(PYTHON) manage.py check --deploy --fail-level WARNING

types: .venv/.dev-ready ## Check the types
	@$(AS_PRODUCTION) $(PYTHON) -m mypy

format: .venv/.dev-ready ## Put code and templates into the house's form
	@.venv/bin/ruff check --quiet --fix . || true
	@.venv/bin/ruff format .
	@find templates/403.html templates/admin -name '*.html' -exec .venv/bin/djade --target-version 6.1 {} + || true

COMPILE = $(UV) pip compile --quiet --universal --python-version 3.12 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" pyproject.toml

lock: | $(UV_FIRST) ## Choose the packages' versions anew (ARGS="--upgrade" for the newest)
	@$(COMPILE) $(ARGS) -o requirements.lock
	@$(COMPILE) $(ARGS) --extra dev -c requirements.lock -o requirements-dev.lock

clean: ## Remove what make has fetched; the newsroom's data in .data/ stays
	@rm -rf .venv .tools .bench .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache

# --- Python and the packages ----------------------------------------------------------------------

# A stamp says that .venv holds exactly what a lock file lists. Without any stamp, whatever lies
# there was cut short, and is made again.
define SYNC
	@if [ ! -e .venv/.run-ready ] && [ ! -e .venv/.dev-ready ]; then \
		echo "Making .venv …"; \
		for version in 3.13 3.14 3.12; do \
			python="$$(PYENV_VERSION=$$version \
				$(UV) python find --system --no-python-downloads $$version 2>/dev/null)" && break; \
		done; \
		$(UV) venv --quiet --clear --python "$${python:-3.13}" .venv; \
	fi
	@echo "Getting the packages …"
	@rm -f .venv/.run-ready .venv/.dev-ready
	@$(UV) pip sync --quiet --require-hashes --python $(PYTHON) $<
	@touch $@
endef

.venv/.run-ready: requirements.lock | $(UV_FIRST)
	$(SYNC)

.venv/.dev-ready: requirements-dev.lock | $(UV_FIRST)
	$(SYNC)

# Some version managers' python3 refuses to work beside .python-version, hence the second try.
.tools/bin/uv:
	@echo "Getting uv …"
	@rm -rf .tools && mkdir -p .tools/bin
	@for python in python3 /usr/bin/python3 /usr/local/bin/python3 /opt/homebrew/bin/python3; do \
		for pyenv in "$$PYENV_VERSION" system; do \
			PYENV_VERSION="$$pyenv" $$python -c 'import sys; sys.exit(sys.version_info < (3, 9))' \
				>/dev/null 2>&1 || continue; \
			found="$$python"; \
			rm -rf .tools/new; \
			PYENV_VERSION="$$pyenv" $$python -m venv .tools/new >/dev/null 2>&1 || continue; \
			.tools/new/bin/python -m pip install -qq --disable-pip-version-check uv || exit 1; \
			mv .tools/new/bin/uv $@ && rm -rf .tools/new && exit 0; \
		done; \
	done; \
	if [ -n "$$found" ]; then \
		echo "$$found can't make virtual environments. Install its venv module" \
			"(on Debian and Ubuntu: apt install python3-venv), or uv, and try again."; \
	else \
		echo "There is no Python 3.9 or newer here. Install one, or uv, and try again."; \
	fi >&2; exit 1
