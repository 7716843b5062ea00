# Zongchuang. `make run` opens the window in rehearsal; `make test` is the everyday check.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= python3
OUT ?= OUT
SHARE ?= ci
BIN := .venv/bin
# Whole tours, and histories with kills and restores, take minutes: they run with the fault suites, not every day.
TOURS := $(addprefix tests/,stories/test_tour.py stories/test_tour_station.py stories/test_terminal_phone.py \
  sync/test_histories.py)
EVERYDAY := --ignore=tests/faults --ignore=tests/bench $(addprefix --ignore=,$(TOURS))
# Two suites at a time, each in one process; tests/faults/conftest.py has the longest come first.
TOGETHER := -n 2 --dist loadfile --no-loadscope-reorder
FAULTS := ZONGCHUANG_FAULTS=$(SHARE) ZONGCHUANG_OUT=$(OUT) $(if $(PART),ZONGCHUANG_PART=$(PART)) \
  $(if $(SUITE),,ZONGCHUANG_HANDS=1)
FIGURES = $(FAULTS) $(BIN)/python -m tests.faults.report
PACKAGES := app sync printing devices ui resources

# Tests start the program hundreds of times: what was compiled once must not be compiled again in each of them.
unexport PYTHONDONTWRITEBYTECODE

# An address of a desktop that is not ours (or a half-set one) must not decide how checks run.
HEADLESS := env -u DISPLAY -u WAYLAND_DISPLAY QT_QPA_PLATFORM=offscreen

.PHONY: help venv run test lint types contracts tests old-qt faults kiosk-session bench bench-peers shots shots-more manual \
        package package-test requirements clean

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

# --- environment ---------------------------------------------------------------------------------

.venv/.base: requirements/base.txt pyproject.toml
	@installer/ensure-system-packages system-packages.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Preparing .venv (once; hashes are checked) …"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements/base.txt
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-index --no-deps --no-build-isolation -e .
	@touch $@

.venv/.dev: .venv/.base requirements/dev.txt
	@installer/ensure-system-packages system-packages-test.txt
	@# Of these many files few are ever imported; those are compiled when they are.
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-compile --require-hashes -r requirements/dev.txt
	@touch $@

venv: .venv/.dev ## make .venv with everything the checks need

requirements: .venv/.dev ## compile requirements/*.in to hashed *.txt
	cd requirements && for set in base dev platform; do \
	  ../$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	    --no-header $$( case $$set in dev) echo "-c base.txt" ;; platform) echo "-c dev.txt" ;; esac ) $$set.in -o $$set.txt; done

# --- the program ---------------------------------------------------------------------------------

run: .venv/.base ## open the window in rehearsal; without a display, play the tour and show its papers
	@installer/ensure-system-packages system-packages.txt
	@if [ -n "$${DISPLAY:-}$${WAYLAND_DISPLAY:-}" ]; then \
	  exec $(BIN)/zongchuang window --rehearsal; \
	else \
	  $(BIN)/zongchuang tour --out $(OUT)/tour </dev/null; \
	  echo "No display here, so the tour was played. Papers: $(OUT)/tour/papers  screens: $(OUT)/tour/screens"; \
	fi

# --- checks --------------------------------------------------------------------------------------

test: .venv/.dev ## lint, types, contracts, tests
	@# Side by side: types are one long thread, and every finding is told, not only the first tool's.
	@$(MAKE) --no-print-directory --keep-going -j2 tests lint types contracts

lint: .venv/.dev ## ruff
	$(BIN)/ruff check .

types: .venv/.dev ## mypy
	$(BIN)/mypy

contracts: .venv/.dev ## import-linter: the arrows
	$(BIN)/lint-imports

tests: .venv/.dev ## pytest without faults and benchmarks
	@installer/ensure-system-packages system-packages.txt system-packages-test.txt
	@# Read once before three workers read the same: on a fresh clone each would compile all of it for itself.
	@test -d tests/__pycache__ || $(HEADLESS) $(BIN)/pytest -q -n 0 --collect-only $(EVERYDAY) </dev/null >/dev/null || true
	$(HEADLESS) $(BIN)/pytest -n 3 --dist loadfile --no-loadscope-reorder $(EVERYDAY) </dev/null

old-qt: .venv/.dev ## tests of faces and stories with the Qt of Linux on arm64, on this machine
	@installer/ensure-system-packages system-packages.txt system-packages-test.txt
	@mkdir -p $(OUT)/old-qt
	@sed -nE '/^(pyside6-essentials|shiboken6)==6\.5/,/[^\\]$$/p' requirements/base.txt | sed 's/ ;[^\\]*/ /' >$(OUT)/old-qt.txt
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes --no-deps --no-compile --upgrade \
	  --target $(OUT)/old-qt -r $(OUT)/old-qt.txt
	$(HEADLESS) PYTHONPATH=$(abspath $(OUT)/old-qt) $(BIN)/python -c "import PySide6; assert PySide6.__version__ < '6.6'"
	$(HEADLESS) PYTHONPATH=$(abspath $(OUT)/old-qt) $(BIN)/pytest -n 2 --dist loadfile \
	  $(or $(SUITE),tests/ui tests/stories $(addprefix --ignore=,$(TOURS))) </dev/null

faults: .venv/.dev ## nothing lost, whatever breaks: SHARE=ci or all; SUITE=test_kills.py for one, PART=2/26 of it
	@installer/ensure-system-packages system-packages.txt system-packages-test.txt
	$(if $(SUITE)$(PART),,@$(FIGURES) --fresh)
	@rc=0; \
	  $(HEADLESS) $(FAULTS) $(BIN)/pytest $(if $(SUITE),tests/faults/$(SUITE),$(TOGETHER) tests/faults $(TOURS)) \
	    -p no:randomly </dev/null || rc=$$?; \
	  $(FIGURES) $(if $(SUITE)$(PART),,--whole) || rc=$$?; \
	  exit $$rc

kiosk-session: .venv/.dev ## the terminal's session on a real X server: full screen, no way out, stands again after a kill
	@installer/ensure-system-packages system-packages.txt system-packages-test.txt
	$(BIN)/pytest tests/faults/test_kiosk_session.py -p no:randomly </dev/null

bench: .venv/.dev ## figures, each as a ratio against something measured in the same run
	@mkdir -p $(OUT)
	$(HEADLESS) $(BIN)/zongchuang bench --json </dev/null | tee $(OUT)/bench.json

bench-peers: .venv/.dev ## figures against peers that must be installed: Node, npm (packages pinned by hash)
	@mkdir -p $(OUT)
	@rc=0; for name in push line; do $(HEADLESS) ZONGCHUANG_BENCH_PEERS=1 ZONGCHUANG_OUT=$(OUT) $(BIN)/zongchuang bench $$name \
	  --json </dev/null >$(OUT)/bench-peers-$$name.json || rc=$$?; cat $(OUT)/bench-peers-$$name.json; done; exit $$rc

shots: .venv/.base ## a picture of every state of every screen, measured; one contact sheet
	$(HEADLESS) $(BIN)/zongchuang shots --out $(OUT)/shots </dev/null

shots-more: .venv/.base ## the same in English and at 150 %
	$(HEADLESS) $(BIN)/zongchuang shots --more --out $(OUT)/shots-more </dev/null

manual: .venv/.base ## take the pictures of docs/manual.zh-CN.md anew
	$(HEADLESS) $(BIN)/zongchuang shots --manual docs/manual.zh-CN.md --out docs/images/manual </dev/null

# --- package -------------------------------------------------------------------------------------

package: .venv/.dev ## a Debian package under dist/
	@installer/ensure-system-packages system-packages.txt system-packages-package.txt
	$(BIN)/python installer/build_deb.py

package-test: package ## install the package in a clean system and try it (root)
	@installer/ensure-system-packages system-packages-package.txt
	installer/package-test </dev/null

clean: ## remove what was produced, keep .venv
	rm -rf build dist $(OUT) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
