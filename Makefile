# Each target does all of its own set-up. PYTHON may name any Python from 3.11 on.
PYTHON ?= python3
PORT ?= 8000
IN_BOOK_ENV := $(PYTHON) book/_ext/dotvenv.py requirements.txt
IN_TEST_ENV := $(PYTHON) book/_ext/dotvenv.py tests/requirements.txt

.DEFAULT_GOAL := help
.PHONY: help book test quick mutate serve lab bench pdf check clean

help:   ## show this list
	@grep -hE '^[a-z]+: .*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1|/' | awk -F'|' '{printf "make %-7s %s\n", $$1, $$2}'

book:   ## execute what has changed and build the site in _build/html
	@$(PYTHON) book/build.py

test:   ## run all tests: library, chapters, pages in a real browser
	@$(PYTHON) tests/run.py

quick:  ## run the tests that take less than a second each, without the book
	@$(PYTHON) tests/run.py quick

mutate: ## change the library in one place, see whether its tests notice, 400 times over
	@$(IN_TEST_ENV) tests/mutate.py

serve: book   ## build the site and serve it at http://localhost:8000 (PORT=...)
	@$(IN_BOOK_ENV) -m http.server --bind 127.0.0.1 --directory _build/html $(PORT)

lab:    ## open the chapters as notebooks in JupyterLab
	@token=$$($(PYTHON) -c "import secrets; print(secrets.token_hex(16))"); \
	echo "Live code in a served page (make serve): add ?server=http://localhost:8888&token=$$token to its address"; \
	$(IN_BOOK_ENV) -m jupyter lab book --IdentityProvider.token=$$token \
	    --ServerApp.allow_origin_pat='http://(localhost|127\.0\.0\.1):[0-9]+'

bench:  ## measure speed against peers, in _build/bench.json
	@$(IN_TEST_ENV) benchmarks/run.py

pdf: book   ## print the book to _build/pdf/book.pdf with Chromium
	@$(PYTHON) book/pdf.py

check:  ## look over the code, that of the chapters too: rules, format, types
	@$(PYTHON) tests/check.py

clean:  ## remove everything built or fetched (.venv, node_modules and _build too)
	rm -rf _build .venv node_modules book/_assets/vendor *.egg-info build
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
