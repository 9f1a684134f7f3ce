# `make` alone lists what there is. Settings of `make run`: PORT, LMS_DATABASE_URL, LMS_BASE_URL,
# LMS_DATA_DIR, LMS_SECRET_KEY; DEMO=0 starts a real installation, empty.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-strip-extras
TEMPLATES := lms/web/templates
DEMO ?= 1
SCHEDULES ?= 1000000

export DEMO

.PHONY: help run test lint fix types bench soak migrate lock browser-tools clean

help: ## List every target with a sentence.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: .venv/product.stamp ## Start the product with a demonstration department; DEMO=0 starts it empty.
	@exec bash deploy/run

test: .venv/dev.stamp ## Run every test, on SQLite and PostgreSQL, in Chromium and behind nginx where they are installed.
	@$(BIN)/pytest -n auto --dist worksteal $(TESTS)

lint: .venv/dev.stamp ## Check style, types, layers, templates, dependencies and that no secret is in a file; changes nothing.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --lint --quiet $(TEMPLATES)
	$(BIN)/deptry .
	$(BIN)/python -m tests.house.secret_scan

fix: .venv/dev.stamp ## Correct what the linters can correct by themselves.
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: .venv/dev.stamp ## Check the types alone.
	$(BIN)/mypy

bench: .venv/dev.stamp ## Measure pages, attempts, certificates and comparisons beside a bare Flask view and the budgets.
	@$(BIN)/python -m tests.bench

soak: .venv/dev.stamp ## Try SCHEDULES=1000000 random schedules of study and RUNS=2000 of random people.
	@$(BIN)/python -m tests.soak_seat_time $(SCHEDULES)
	@$(BIN)/python -m tests.soak_people $(RUNS)

migrate: .venv/product.stamp ## Bring the database up to date without starting anything.
	@bash deploy/settled flask --app wsgi database upgrade

lock: .venv/dev.stamp ## Pin requirements.in and requirements-dev.in with their hashes.
	$(COMPILE) requirements.in -o requirements.txt
	$(COMPILE) requirements-dev.in -o requirements-dev.txt

browser-tools: ## Install the programs that the last tests need: Chromium, PostgreSQL, nginx, readers of PDF and QR.
	@bash deploy/browser-tools

clean: ## Remove .venv and the caches; data under var/ stays.
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .secret_scan_cache .coverage

.venv/product.stamp: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; name one with: make PYTHON=/path/to/python3"; exit 2; }
	@echo "Installing the locked requirements into .venv (once)"
	@test -x $(BIN)/pip || $(PYTHON) -m venv .venv
	@$(PIP) -r requirements.txt
	@touch $@

.venv/dev.stamp: .venv/product.stamp requirements-dev.txt
	@echo "Installing what building and testing need into .venv (once)"
	@$(PIP) -r requirements-dev.txt
	@touch $@
