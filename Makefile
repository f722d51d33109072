# The two commands are `make book` and `make test`; the rest is one line each.
# Every target is a thin call of the `report` command in the environment .venv.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
export TZ := UTC
export LC_ALL := C.UTF-8
export PYTHONUTF8 := 1

PYTHON ?= python3
BASE ?= main
UV := $(shell command -v uv 2>/dev/null)
BIN := .venv/bin
READY := .venv/.ready
INSTALL := $(if $(UV),uv pip install --python $(BIN)/python,$(BIN)/python -m pip install) --quiet
VALIDATORS := .venv/validators/.ready
# A file's tests stay in one process, so that they share what they build.
PARALLEL := -n auto --dist loadfile

.PHONY: book test test-fast shots lighthouse lab check review fmt verify site archive rerun comment issue nbdime \
  cluster clean help lock
.DEFAULT_GOAL := help

book: $(READY) ## check the data, run the chapters, build HTML and PDF
	@$(BIN)/report system book
	@$(BIN)/report book

test: $(READY) $(VALIDATORS) ## run every test, installing what the tests need
	@$(BIN)/report system test
	@$(BIN)/python -m pytest $(PARALLEL)

test-fast: $(READY) ## run the tests that build no book, in under a minute
	@$(BIN)/python -m pytest $(PARALLEL) \
	  -m "not book and not browser and not validator and not long"

check: $(READY) ## list every fault in data, parameters, bibliography, chapters
	@$(BIN)/report check --format $(if $(GITHUB_ACTIONS),github,text)

fmt: $(READY) ## store the pages one sentence a line, without outputs
	@$(BIN)/report fmt

archive: $(READY) ## put sources, runs and the built book into one zip
	@$(BIN)/report archive

nbdime: $(READY) ## compare and merge notebooks cell by cell in this clone
	@$(INSTALL) -e '.[merge]'
	@PATH="$(CURDIR)/$(BIN):$$PATH" nbdime config-git --enable
	@git config diff.jupyternotebook.command "'$(CURDIR)/$(BIN)/git-nbdiffdriver' diff"
	@git config merge.jupyternotebook.driver \
	  "'$(CURDIR)/$(BIN)/git-nbmergedriver' merge %O %A %B %L %P"

comment: ## put the review below the pull request of HEAD=owner:branch (needs gh)
	@.ci/comment

rerun: $(READY) ## build the book and the newest edition again, and keep what is said
	@.ci/rerun

issue: ## open an issue with what 'make rerun' said (needs gh)
	@.ci/issue

shots: $(READY) ## take pictures of the built book, for people to look at
	@$(BIN)/report system test
	@$(BIN)/report shots

lighthouse: $(READY) ## let Lighthouse judge the built book (needs npm)
	@$(BIN)/report system test
	@$(BIN)/python benchmarks/lighthouse.py

review: $(READY) ## write what a change moves: make review BASE=main
	@$(BIN)/report system book
	@$(BIN)/report review --base "$(BASE)"

lab: $(READY) ## open JupyterLab on the chapters
	@$(BIN)/jupyter lab --notebook-dir=chapters

verify: $(READY) ## build the newest edition again elsewhere and compare (EDITION=2026.1)
	@$(BIN)/report system book
	@$(BIN)/report verify $(EDITION)

site: $(READY) ## put all editions into one static folder, the newest at its root
	@$(BIN)/report system book
	@$(BIN)/report site

cluster: $(READY) ## install what sweeps over many machines need
	@$(INSTALL) -e '.[cluster]'

clean: ## delete everything generated, but not the environment
	@rm -rf _build .pytest_cache .hypothesis && echo "_build is gone; the next 'make book' makes it anew."

lock: ## renew requirements.txt from pyproject.toml (needs uv)
	@uv pip compile pyproject.toml --extra test --universal --python-version 3.11 \
	  --generate-hashes --no-annotate --no-emit-index-url --no-emit-find-links \
	  --custom-compile-command "make lock" -q -o requirements.txt
	@uv pip compile --group validators --universal --python-version 3.11 \
	  --generate-hashes --no-annotate --no-emit-index-url --no-emit-find-links \
	  --custom-compile-command "make lock" -q -o tests/validators.txt

help: ## list these targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1|/' | \
	  while IFS='|' read -r name text; do printf '  make %-10s %s\n' "$$name" "$$text"; done

# A half-made environment never counts: .ready is written last.
$(READY): requirements.txt pyproject.toml
	@echo "Making the environment in .venv ..."
	@rm -f $@
ifdef UV
	@uv venv --quiet --allow-existing --python $(PYTHON) .venv
	@uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.txt
	@uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
else
	@$(PYTHON) -m venv .venv || { echo "python3 cannot make environments; on Debian or Ubuntu type: sudo apt-get install python3-venv"; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
endif
	@touch $@

$(VALIDATORS): tests/validators.txt $(READY)
	@echo "Installing the validators ..."
	@rm -f $@
ifdef UV
	@uv venv --quiet --allow-existing --python $(PYTHON) .venv/validators
	@uv pip install --quiet --python .venv/validators/bin/python --require-hashes -r $<
else
	@$(PYTHON) -m venv .venv/validators
	@.venv/validators/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r $<
endif
	@touch $@
