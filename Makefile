# make run    learn: the Anki package is built and the quiz begins
# make test   every test and check, and the wheel tried on its own
# make help   the rest

CORE := nk-and-car-t-safety-core.apkg
BIN := $(if $(filter Windows_NT,$(OS)),.venv/Scripts,.venv/bin)
SOURCES := $(shell find src decks -name '*.pyc' -prune -o -type f -print)
.NOTPARALLEL:

help: ## what can be made
	@sed -n 's/^\([a-z-]*\):.*## /  make \1	/p' Makefile | expand -t 18

run: .venv/ready ## build the core Anki package, then begin the quiz
	@$(BIN)/python -m nkquiz build --level core -o $(CORE) >.venv/build.log || { cat .venv/build.log; exit 1; }
	@echo "For Anki (File, Import): $(CURDIR)/$(CORE)"
	@NKQUIZ_CALLED_AS="make run" $(BIN)/python -m nkquiz run

test: .venv/ready-to-test .venv-anki-24.11/ready lint dist/tried ## every test and check
	@$(BIN)/python -m pytest

test-all: export NKQUIZ_HISTORIES ?= 150
test-all: .venv-anki-25.9.5/ready test ## the same, with one more version of Anki and more histories

lint: .venv/ready-to-test ## style, types and imports
	@$(BIN)/ruff check --quiet
	@$(BIN)/ruff format --check --quiet || { echo "Run: make format"; exit 1; }
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports >.venv/imports.log || { cat .venv/imports.log; exit 1; }

format: .venv/ready-to-test ## put the code into its usual form
	@$(BIN)/ruff check --fix --quiet
	@$(BIN)/ruff format --quiet

wheel: dist/tried ## build the wheel in dist/ and try it outside this folder

bench: .venv/ready-to-test ## measure speed against the budgets; writes benchmarks/*.md
	@$(BIN)/python -m benchmarks.rules
	@$(BIN)/python -m benchmarks

docs: .venv/ready-to-test ## write the pages of docs/ that are made from code and decks
	@$(BIN)/python docs/write.py

clean: ## delete everything that was made here
	rm -rf .venv .venv-anki-* build dist $(CORE) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

.venv/ready: pyproject.toml .ci/set-up
	@echo "Setting up nkquiz in .venv, once. This takes about half a minute."
	@.ci/set-up .venv -e .
	@touch $@

.venv/ready-to-test: pyproject.toml .ci/set-up
	@echo "Setting up what the tests need in .venv, once. This takes about a minute."
	@.ci/set-up .venv -e . --group dev
	@touch .venv/ready $@

.venv-anki-%/ready: .ci/set-up
	@echo "Setting up Anki $* in .venv-anki-$* for the tests, once."
	@.ci/set-up .venv-anki-$* anki==$*
	@touch $@

dist/tried: .venv/ready-to-test .ci/try_wheel.py pyproject.toml README.md LICENSE LICENSE-DECKS $(SOURCES)
	@$(BIN)/python .ci/try_wheel.py
	@touch $@

.PHONY: help run test test-all lint format wheel bench docs clean
.PRECIOUS: .venv-anki-%/ready
