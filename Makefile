# Two commands do everything: `make report` appraises the source case, `make test` checks the whole repository.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SCENARIO := scenarios/usc_vs_subcritical.yaml
SCENARIOS := $(wildcard scenarios/*.yaml)
PROGRAMMES := $(wildcard scenarios/programmes/*.yaml)

.PHONY: report reports test schema benchmark gallery office clean

report: $(VENV)/installed
	@$(BIN)/appraisal run $(SCENARIO)
	@$(BIN)/appraisal report $(SCENARIO) --overwrite

reports: $(VENV)/installed
	@for file in $(SCENARIOS) $(PROGRAMMES); do \
	  echo; $(BIN)/appraisal report $$file --overwrite || exit $$?; done

test: $(VENV)/tested office
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m pytest -n auto

# LibreOffice recalculates the workbooks; where it is missing it is installed, if the machine allows that.
office:
	@{ command -v soffice && command -v pdftotext; } >/dev/null 2>&1 || { \
	  sudo=; [ "$$(id -u)" = 0 ] || sudo="sudo -n"; \
	  command -v apt-get >/dev/null 2>&1 && $$sudo true 2>/dev/null && $$sudo apt-get update -qq && \
	  $$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
	    libreoffice-calc poppler-utils >/dev/null; \
	} || echo "LibreOffice is missing and cannot be installed here: no workbook will be recalculated by the tests"

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
