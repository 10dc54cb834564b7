# `make start` serves the site, `make test` passes the tests; each installs what is missing first.

PYTHON ?= python3
PORT ?= 8080
PIP = .venv/bin/pip --disable-pip-version-check --quiet
UV = .venv/bin/uv
# Tests run on all cores, a file's on one of them.
SIDE_BY_SIDE = -n auto --dist loadfile

# buildout develops this package with pip: 0 (sic) turns pip's build isolation off, so that nothing is downloaded for it.
export PIP_NO_BUILD_ISOLATION = 0

.PHONY: help
help:
	@echo "make start         serve the site on http://127.0.0.1:$(PORT)/hcc (PORT=... for another port)"
	@echo "make demo          fill a trial site with a month of made-up dossiers (bin/hcc demo --help)"
	@echo "make test          pass the tests, all but the browser's"
	@echo "make test-postgresql  pass the tests that write to the ledger with it on PostgreSQL"
	@echo "make test-browser  pass the browser's tests, on Debian's Chromium"
	@echo "make bench         run the benchmarks (ONLY=catalogue for one); results in benchmarks/results/"
	@echo "make lint          check the style of code, ZCML and templates"
	@echo "make format        put code, ZCML and templates in that style"
	@echo "make workflows     write the departments' workflow definitions from their table"
	@echo "make i18n          collect the texts to translate into the locales"
	@echo "make export-content  write the running site's seed content back to content/"
	@echo "make pins          resolve constraints.txt anew and derive versions.cfg from it"
	@echo "make clean         remove what make installed; keeps the data in var/"

.PHONY: start
start: .installed.cfg
	@bin/hcc start --port $(PORT)

.PHONY: demo
demo: .installed.cfg
	@bin/hcc demo

.PHONY: test
test: .installed.cfg
	bin/pytest $(SIDE_BY_SIDE) -m "not browser"

.PHONY: test-postgresql
test-postgresql: .installed.cfg
	scripts/with-postgresql bin/pytest $(SIDE_BY_SIDE) tests/accounts tests/citizens tests/desk tests/dossiers tests/drafts tests/eforms/test_page.py tests/papers tests/ratings tests/staff tests/tracking

.PHONY: test-browser
test-browser: .installed.cfg
	@command -v chromium >/dev/null || { echo "Chromium is missing. Install it with: apt-get install chromium"; exit 1; }
	bin/pytest -m browser tests/browser

.PHONY: bench
bench: .installed.cfg
	bin/py benchmarks/run.py $(ONLY)

.PHONY: lint
lint: .venv/.done
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	scripts/zpretty --check

.PHONY: format
format: .venv/.done
	.venv/bin/ruff check --fix-only --quiet .
	.venv/bin/ruff format --quiet .
	scripts/zpretty --inplace

.PHONY: workflows
workflows: .installed.cfg
	bin/py scripts/workflows.py

.PHONY: i18n
i18n: .installed.cfg
	.venv/bin/python scripts/i18n.py

.PHONY: export-content
export-content: .installed.cfg
	bin/hcc content export

.PHONY: clean
clean:
	rm -rf .venv bin parts develop-eggs eggs .installed.cfg src/*.egg-info

.venv/.done: requirements.txt constraints.txt
	@PYTHON="$(PYTHON)" scripts/preflight
	@echo "Filling .venv (about 20 s) ..."
	@$(PYTHON) -m venv .venv
	@$(PIP) install --constraint constraints.txt uv
	@$(UV) pip install --quiet --python .venv/bin/python --requirements requirements.txt --constraint constraints.txt
	@touch $@

.installed.cfg: .venv/.done buildout.cfg instance.cfg versions.cfg setup.py
	@echo "Making bin/ (about 10 s) ..."
	@mkdir -p var
	@.venv/bin/buildout -q || { echo "buildout failed: its message is above. 'make clean' and try again, or report it."; exit 1; }
	@touch $@

# The packages as they were when Plone 6.2.2 came out, but for the set-up and test tools, which are newer.
NEWER = collective.easyform holidays plone.recipe.zope2instance pytest-plone uv zc.buildout zc.recipe.egg zope.pytestlayer
.PHONY: pins
pins: .venv/.done
	$(UV) pip compile --quiet --universal --python-version 3.11 --no-annotate \
		--custom-compile-command "make pins, from requirements.txt" \
		--exclude-newer 2026-09-15 $(foreach name,$(NEWER),--exclude-newer-package $(name)=2026-11-20) \
		requirements.txt --output-file constraints.txt
	.venv/bin/python scripts/pins.py
