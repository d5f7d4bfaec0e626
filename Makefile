# Two targets matter: `make demo` and `make test`. PYTHON chooses the interpreter that makes .venv.
PYTHON ?= python3
VENV := .venv
PIP := $(VENV)/bin/python -m pip install --quiet --disable-pip-version-check
INPUTS := pyproject.toml constraints.txt

.DEFAULT_GOAL := help
.PHONY: help demo test lint browser kills

help:
	@echo 'make demo   見本のデータで画面を開きます（.venv に必要なものだけを入れます。約1分）'
	@echo 'make test   すべてのテストを動かします（本物の Neo4j と Chromium を含みます。10分以内）'
	@echo 'make lint   書き方と型だけを調べます'
	@echo 'make kills  取り込みを何度も強制終了させ、何も失われないことを確かめます'

demo: $(VENV)/.core-installed
	@$(VENV)/bin/enishi demo

test: browser lint
	@$(VENV)/bin/python -m pytest

lint: $(VENV)/.test-installed
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports

# A load is killed at random moments, 200 times on each store.
kills: $(VENV)/.test-installed
	@$(VENV)/bin/python -m tests.killing --store sqlite
	@$(VENV)/bin/python -m tests.killing --store neo4j

# One environment for both: the demo runs as well where the test tools are. Whatever .venv holds,
# a repeated install over it is right; one that has no working pip (cut off, moved, Python gone) is made anew.
$(VENV)/.usable: Makefile
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' || { \
	  echo 'Python 3.11 から 3.13 が必要です。例: make PYTHON=python3.12 demo' >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
	  echo 'Python の venv がありません。Debian や Ubuntu では apt-get install python3-venv で入ります。' >&2; exit 1; }
	@$(VENV)/bin/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV)
	@touch $@

$(VENV)/.core-installed: $(INPUTS) $(VENV)/.usable
	@echo '必要なものを .venv に入れています…'
	@$(PIP) --editable . --constraint constraints.txt
	@touch $@

$(VENV)/.test-installed: $(INPUTS) $(VENV)/.usable
	@echo '必要なものとテストの道具を .venv に入れています…'
	@$(PIP) --editable '.[neo4j-local,test]' --constraint constraints.txt
	@touch $@ $(VENV)/.core-installed

# The tests drive the machine's own Chromium and look at Japanese pages. Elsewhere than on Debian as root
# they skip with a reason, under CI they fail.
browser:
	@if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  wanted=''; \
	  command -v chromium >/dev/null || wanted='chromium'; \
	  dpkg-query -W -f '$${Status}' fonts-noto-cjk 2>/dev/null | grep -q 'ok installed' \
	    || wanted="$$wanted fonts-noto-cjk"; \
	  if [ -n "$$wanted" ]; then \
	    echo "入れています: $$wanted"; \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
	      apt-get install -y -qq --no-install-recommends $$wanted >/dev/null; \
	  fi; \
	fi
