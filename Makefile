# make run · make test · make lint · make bench · make messages
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test lint bench messages clean

$(VENV)/installed: requirements.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

$(VENV)/installed-dev: requirements-dev.txt $(VENV)/installed
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	touch $@

PO := $(wildcard locales/*/LC_MESSAGES/messages.po)
MO := $(PO:.po=.mo)

%.mo: %.po | $(VENV)/installed
	$(BIN)/pybabel --quiet compile --input-file $< --output-file $@

run: $(VENV)/installed $(MO)
	@$(BIN)/bobbin run --demo

test: $(VENV)/installed-dev $(MO)
	sh tests/system-packages.sh
	$(BIN)/python -m pytest --numprocesses=2

lint: $(VENV)/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/installed-dev $(MO)
	sh tests/system-packages.sh
	$(BIN)/python -m tests.bench

messages: $(VENV)/installed-dev
	$(BIN)/python -m tests.messages

clean:
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache
