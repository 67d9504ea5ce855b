# Each target sets up what it needs first. make check is the quick half of make test.

VENV := .venv
PYTHON := $(VENV)/bin/python

.PHONY: run serve site test check lint fuzz bench bench-load snippets clean

run: $(VENV)/.app
	$(PYTHON) -m streamlit run app.py

# For a class or a server: in the foreground, one process, or REPLICAS behind Caddy. See docs/hosting.md.
PORT := 8501
REPLICAS := 1
HOST :=
BASE :=
serve: $(VENV)/.app
	@if [ $(REPLICAS) -gt 1 ]; then deploy/find_caddy.sh; fi
	@exec $(PYTHON) -m lib.web.serve --port $(PORT) --replicas $(REPLICAS) --host "$(HOST)" --base "$(BASE)"

# The course as files, below build/site; APP is the address of a running app, if there is one.
APP :=
site: $(VENV)/.browser
	$(PYTHON) -m lib.export.site build/site --app "$(APP)"

test: lint $(VENV)/.browser
	-deploy/find_caddy.sh
	$(PYTHON) -m pytest -n 2 --dist worksteal

check: lint
	$(PYTHON) -m pytest -q -n 2 tests/maths tests/figures tests/words tests/test_*.py lib

lint: $(VENV)/.dev
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .

# Random visitors in a real browser; a seed replays, FROM begins with a later visitor.
SEED := 0
MINUTES := 10
FROM := 0
fuzz: $(VENV)/.browser
	$(PYTHON) -m tests.fuzz $(SEED) $(MINUTES) $(FROM)

bench: site
	$(PYTHON) -m benchmarks.losses
	$(PYTHON) -m benchmarks.speed
	$(PYTHON) -m benchmarks.runs
	$(PYTHON) -m benchmarks.training
	$(PYTHON) -m benchmarks.together
	$(PYTHON) -m benchmarks.language
	$(PYTHON) -m benchmarks.score
	$(PYTHON) -m benchmarks.live_figure
	$(PYTHON) -m benchmarks.site build/site --files

# A class at once, e.g. `make bench-load STUDENTS=500`; ADDRESS and PID name an app that runs, SOAK
# lets students come and go for so many minutes.
STUDENTS := 200
JOIN := 60
SECONDS := 60
bench-load: $(VENV)/.dev
	$(PYTHON) -m benchmarks.load --students $(STUDENTS) --join $(JOIN) --seconds $(SECONDS) \
	  $(if $(ADDRESS),--address $(ADDRESS)) $(if $(PID),--pid $(PID)) $(if $(SOAK),--soak $(SOAK))

# The code in other libraries, with those libraries: both backends of Keras, in random order.
snippets: $(VENV)-snippets/.ready
	for backend in torch jax; do \
	  KERAS_BACKEND=$$backend $(VENV)-snippets/bin/python -m pytest -q --random-order \
	    tests/pages/test_snippets.py tests/pages/test_which_loss_code.py || exit 1; \
	done

clean:
	rm -rf $(VENV) $(VENV)-snippets .pytest_cache .ruff_cache .hypothesis

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

$(VENV)-snippets/.ready: requirements-dev.txt requirements-snippets.txt
	python3 -m venv $(VENV)-snippets
	$(VENV)-snippets/bin/python -m pip install --quiet --requirement requirements-snippets.txt
	touch $@
