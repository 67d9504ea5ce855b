# make run, make test, make lint and make bench each set up what they need first.

VENV := .venv
PYTHON := $(VENV)/bin/python

.PHONY: run test lint bench clean

run: $(VENV)/.app
	$(PYTHON) -m streamlit run app.py

test: lint $(VENV)/.browser
	$(PYTHON) -m pytest -n 2 --dist worksteal

lint: $(VENV)/.dev
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .

bench: $(VENV)/.browser
	$(PYTHON) -m benchmarks.losses
	$(PYTHON) -m benchmarks.live_figure

clean:
	rm -rf $(VENV) .pytest_cache .ruff_cache .hypothesis

$(PYTHON):
	python3 -m venv $(VENV)

$(VENV)/.app: requirements.txt | $(PYTHON)
	$(PYTHON) -m pip install --quiet --requirement requirements.txt
	touch $@

$(VENV)/.dev: requirements.txt requirements-dev.txt | $(PYTHON)
	$(PYTHON) -m pip install --quiet --requirement requirements-dev.txt
	touch $@ $(VENV)/.app

# A browser: one that is installed, else Debian's, else Playwright's own.
$(VENV)/.browser: $(VENV)/.dev
	tests/install_browser.sh $(PYTHON)
	touch $@
