# Two commands are enough: `make run` and `make test`. Everything lands in .venv/, .env and data/.

PORT ?= 8000
DATA := $(or $(DATA_DIR),data)
PYTHON := $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
STEP = @printf '%s\n'

export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: run stop test lint tools port

run: port .venv/run.stamp .env
	$(STEP) "4/6 database, static files"
	@mkdir -p -m 700 "$(DATA)"
	@$(BIN)/python manage.py migrate --verbosity 0
	@$(BIN)/python manage.py collectstatic --noinput --verbosity 0
	$(STEP) "5/6 the data of November 2014, demo accounts"
	@$(BIN)/python manage.py load_kom_2014
	@$(BIN)/python manage.py create_demo_accounts
	@# A chain that does not hold is told here, and must not keep anyone from looking at it.
	@$(BIN)/python manage.py publish_head || true
	$(STEP) "6/6 http://localhost:$(PORT)  (stop: Ctrl+C, or make stop)"
	@case "$$(sed -n 's/^BASE_URL=//p' .env)" in \
	  http://localhost:*) export BASE_URL="$${BASE_URL:-http://localhost:$(PORT)}" ;; \
	esac; \
	PORT=$(PORT) exec $(BIN)/gunicorn komportal.wsgi --pid "$(DATA)/komportal.pid"

stop:
	@pid=$$(cat "$(DATA)/komportal.pid" 2>/dev/null) || { echo "The portal is not running."; exit 0; }; \
	kill "$$pid" 2>/dev/null || { rm -f "$(DATA)/komportal.pid"; echo "The portal is not running."; exit 0; }; \
	for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do \
	  kill -0 "$$pid" 2>/dev/null || { echo "Stopped."; exit 0; }; sleep 1; \
	done; echo "Process $$pid does not end."; exit 1

test: tools .venv/dev.stamp
	@$(BIN)/python -m komportal.tests.suite

lint: tools .venv/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint templates --lint --quiet
	SECRET_KEY="$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(50))')" \
	  BASE_URL=http://localhost:8000 $(BIN)/mypy .

tools:
	@test -n "$(PYTHON)" || { echo "Python 3.11 is missing: install the package python3."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed; $(PYTHON) is older."; exit 1; }
	@test -d .venv || $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
	  || { echo "Python cannot make virtual environments: install the package python3-venv."; exit 1; }

port: tools
	$(STEP) "1/6 tools, port $(PORT)"
	@$(PYTHON) -c "import socket; s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); \
	  s.bind(('127.0.0.1', $(PORT)))" 2>/dev/null \
	  || { echo "Port $(PORT) is taken: stop what runs there (make stop) or choose another, make run PORT=8001."; exit 1; }

.venv/bin/python:
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo "The virtual environment could not be made."; exit 1; }

# Order-only: a virtual environment that is newer than its stamp is no reason to install again.
.venv/run.stamp: requirements.txt | .venv/bin/python
	$(STEP) "2/6 libraries"
	@$(BIN)/pip install --quiet --requirement requirements.txt
	@touch $@

.venv/dev.stamp: requirements.txt requirements-dev.txt | .venv/bin/python
	$(STEP) "libraries, with those for tests"
	@$(BIN)/pip install --quiet --requirement requirements-dev.txt
	@touch $@ .venv/run.stamp

# For trying out on this machine: a random key, and the admin opens without a second factor.
.env: | .venv/run.stamp
	$(STEP) "3/6 settings for this machine: .env"
	@umask 077; key=$$($(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(50))'); \
	sed -e "s|^SECRET_KEY=.*|SECRET_KEY=$$key|" -e "s|^BASE_URL=.*|BASE_URL=http://localhost:$(PORT)|" \
	    -e "s|^STAFF_2FA_REQUIRED=.*|STAFF_2FA_REQUIRED=false|" .env.example > .env.new && mv .env.new .env
