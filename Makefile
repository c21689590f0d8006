# `make demo` and `make test` do all the set-up. Needs Python 3.11 or later, git and make.

PYTHON ?= python3
VENV ?= .venv
# An index with CPU builds of torch, where the default one serves CUDA builds only:
# make demo TORCH_INDEX=URL
TORCH_INDEX ?=

BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet --no-input
INSTALL := $(PIP) install --constraint constraints.txt
TORCH := $(shell grep '^torch==' constraints.txt)

.PHONY: demo test bench reference clean

demo: $(VENV)/.demo  ## One experiment, end to end, in a temporary folder.
	@$(BIN)/python .ci/demo.py

test: $(VENV)/.test  ## The whole suite, with linters and types.
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m pytest --cov --cov-report=term:skip-covered

bench: $(VENV)/.test  ## Speed and memory, as ratios to something standard.
	@$(BIN)/python -m tests.bench

reference: $(VENV)/.test  ## Write the generated pages of the guide again.
	@$(BIN)/python -m tests.reference

$(BIN)/python:
	@$(PYTHON) -m venv $(VENV) || { echo "hint: apt-get install python3-venv" >&2; exit 1; }

# torch first and by its exact version: a looser request takes gigabytes of CUDA packages.
$(VENV)/.torch: $(BIN)/python constraints.txt
	@echo "installing into $(VENV)"
	@$(INSTALL) --upgrade pip
	@$(INSTALL) $(if $(TORCH_INDEX),--index-url $(TORCH_INDEX)) $(TORCH)
	@touch $@

$(VENV)/.demo: $(VENV)/.torch pyproject.toml
	@$(INSTALL) --editable '.[train,clearml,site]'
	@touch $@

$(VENV)/.test: $(VENV)/.torch pyproject.toml
	@$(INSTALL) --editable '.[all,test]'
	@touch $@ $(VENV)/.demo

clean:  ## Remove what make made.
	rm -rf $(VENV) site
