# Two commands do everything: `make report` appraises the source case, `make test` checks the whole repository.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SCENARIOS := $(wildcard scenarios/*.yaml)

.PHONY: report test schema benchmark gallery clean

report: $(VENV)/installed
	@for scenario in $(SCENARIOS); do \
	  echo; $(BIN)/appraisal run $$scenario || exit $$?; \
	  $(BIN)/appraisal report $$scenario --overwrite || exit $$?; done

test: $(VENV)/tested
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m pytest -n auto

schema: $(VENV)/installed
	$(BIN)/appraisal schema > appraisal/scenario.schema.json
	$(BIN)/appraisal schema --programme > appraisal/programme.schema.json

gallery: $(VENV)/installed
	$(BIN)/python -m docs.gallery

benchmark: $(VENV)/tested
	$(BIN)/python -m benchmarks.measure

clean:
	rm -rf $(VENV)

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip

$(VENV)/installed: $(VENV)/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/tested: $(VENV)/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --editable ".[dev]"
	@touch $@ $(VENV)/installed
