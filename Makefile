# Everything from nothing but Python >= 3.11, make and git: the first target that needs it sets .venv up.

PYTHON ?= python3
BIN    := .venv/bin
READY  := .venv/.ready
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header

.PHONY: help demo test slow crash journal soak rabbitmq kafka prometheus check format docs lock bench manifests clean language-server

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(READY) ## decompose a real shop, and run one of services
	@$(BIN)/python demo/run.py

test: $(READY) ## all tests but the slow ones
	@$(BIN)/python -m pytest --numprocesses auto --dist loadfile -m "not slow"

slow: $(READY) ## the tests that take long: load, faults, Node's validators
	@$(BIN)/python -m pytest --numprocesses auto --dist loadfile -m slow

crash: $(READY) ## 1,000 orders while every kind of process is killed: journal, NATS, DBOS on Postgres
	@SKERRY_CRASH=$${SKERRY_CRASH:-1000} $(BIN)/python -m pytest tests/alive/test_crash.py -k every_kind -s --numprocesses 0

rabbitmq: $(READY) ## the bus on RabbitMQ, killed too: needs its server (Debian: apt-get install rabbitmq-server)
	@command -v rabbitmq-server >/dev/null || { echo "RabbitMQ's server is not installed (Debian, Ubuntu: apt-get install rabbitmq-server; its service may stay off)"; exit 2; }
	@SKERRY_RABBITMQ=1 $(BIN)/python -m pytest tests/runtime/bus/test_rabbitmq.py tests/runtime/store/test_crash_rabbitmq.py \
		tests/run/test_story.py -k "rabbit" --numprocesses 0

kafka: $(READY) ## the bus on Kafka, with a broker in memory: all but durability
	@SKERRY_KAFKA=1 $(BIN)/python -m pytest tests/runtime/bus/test_kafka.py tests/run/test_story.py -k "kafka" --numprocesses 0

prometheus: ## promtool and amtool for the tests of alerts, beside .venv, without installing them (Debian, Ubuntu)
	@command -v apt-get >/dev/null && command -v dpkg >/dev/null || { echo "Without apt-get: install Prometheus and Alertmanager, so that promtool and amtool are in PATH"; exit 2; }
	@mkdir -p .make/prometheus && cd .make/prometheus && apt-get download --quiet=2 prometheus prometheus-alertmanager \
		&& for each in *.deb; do dpkg -x "$$each" . || exit 1; done && rm -f *.deb && usr/bin/promtool --version 2>&1 | head -1

journal: $(READY) ## 1,000 sagas whose journal dies, or whose disk fails, at every write: SKERRY_JOURNAL=N takes fewer
	@SKERRY_JOURNAL=$${SKERRY_JOURNAL:-1000} $(BIN)/python -m pytest tests/runtime/saga/faults -s --numprocesses 0

soak: $(READY) ## sagas for 30 minutes while their processes are killed: SKERRY_SOAK=seconds
	@SKERRY_SOAK=$${SKERRY_SOAK:-1800} $(BIN)/python -m pytest tests/runtime/saga/test_soak.py -s --numprocesses 0

check: $(READY) ## format, lint, types and import contracts
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: $(READY) ## put the code into its format
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

docs: $(READY) ## write the generated reference pages again
	@$(BIN)/python docs/reference/generate.py

bench: $(READY) ## the benchmarks
	@$(BIN)/python -m benchmarks

lock: $(READY) ## resolve the dependencies again, with hashes
	@$(COMPILE) pyproject.toml --output-file requirements.lock
	@$(COMPILE) pyproject.toml --group dev --output-file requirements-dev.lock
	@$(COMPILE) requirements-checks.in --output-file requirements-checks.lock
	@! grep -nE '://|index-url|find-links' requirements.lock requirements-dev.lock requirements-checks.lock

language-server: $(READY) ## install yaml-language-server for the test of completion, if Node can be had
	@$(BIN)/python tests/model/language_server/install.py

manifests: $(READY) .venv-checks/.ready ## what Checkov, hadolint, zizmor and the schemas of Kubernetes find in what is generated
	@$(BIN)/python -m tests.manifests.judged

.venv-checks/.ready: requirements-checks.lock $(READY)
	@echo "Setting up .venv-checks (once)"
	@$(PYTHON) -m venv --clear .venv-checks
	@.venv-checks/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-checks.lock
	@touch $@

clean: ## remove what make has set up
	@rm -rf .venv .venv-checks .demo build dist

$(READY): requirements-dev.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Skerry needs Python 3.11 or newer: make PYTHON=...")'
	@echo "Setting up .venv (once)"
	@$(PYTHON) -m venv --clear .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-dev.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@
