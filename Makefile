# Two commands do all the set-up: `make serve` and `make test`.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
HOST   ?= 127.0.0.1
PORT   ?= 8000
# Processes that run tests.
TESTERS ?= 3
# Folders of one's own documents, the shipped ones when empty; and whether those stand beside them:
# make serve DOCUMENTS=folder, make serve DOCUMENTS=folder:other WITH_SHIPPED=yes
ifneq ($(DOCUMENTS),)
export DUIKOU_DOCUMENTS := $(DOCUMENTS)
endif
ifneq ($(WITH_SHIPPED),)
export DUIKOU_WITH_SHIPPED := $(WITH_SHIPPED)
endif

# Some images set this to keep small: the tests start some hundred processes, and each would compile all modules anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: serve test thorough check build bench soak clean

# A bad document is named and left out; the others are served.
serve: $(VENV)/.installed
	-$(BIN)/duikou build
	$(BIN)/duikou serve --host $(HOST) --port $(PORT)

build: $(VENV)/.installed
	$(BIN)/duikou build

# The order is that of tests/long.txt: what takes long goes first.
test: $(VENV)/.installed-test
	$(BIN)/pytest -n $(TESTERS) --dist loadscope --no-loadscope-reorder

# The same and the rows that are marked thorough, with eight times as many examples of what holds for any input.
thorough: $(VENV)/.installed-test
	DUIKOU_THOROUGH=yes $(BIN)/pytest -n $(TESTERS) --dist loadscope --no-loadscope-reorder

check: $(VENV)/.installed-test build/types/duikou
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	MYPYPATH=build/types $(BIN)/mypy --strict -p duikou

# Long: each one prints its figures beside named peers in the same run.
bench: $(VENV)/.installed-test
	$(BIN)/python -m pip install --quiet --editable '.[test,bench]'
	for name in ask extract growth pages shapes sparql tables verify load; do $(BIN)/python tests/bench/bench_$$name.py || exit 1; done
	$(BIN)/pytest -s tests/bench/bench_networks.py

# Twenty minutes of everything at once: memory stays flat, and small queries of others stay quick.
soak: $(VENV)/.installed-test
	$(BIN)/python tests/bench/bench_soak.py

clean:
	rm -rf build $(VENV) *.egg-info

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip

$(VENV)/.installed: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

$(VENV)/.installed-test: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --editable '.[test,ocr]'
	touch $@ $(VENV)/.installed

# An editable install maps our folders by an import hook, which type checkers cannot see: links stand in for it.
build/types/duikou: pyproject.toml Makefile $(wildcard *.py)
	rm -rf $@ && mkdir -p $@
	for name in *.py py.typed ontology corrections extract graph shapes networks pictures ask api commands data; do ln -s ../../../$$name $@/$$name; done
