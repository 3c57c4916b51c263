# make setup | tools | demo | test | check | python | site | bench | clean. Everything is made once; a second `make setup` does nothing.
SHELL := /bin/bash
.DELETE_ON_ERROR:
.PHONY: setup tools demo test check python site bench clean help

SOURCES := index.ts $(shell find dsl compiler sim cli serve -name '*.ts' 2>/dev/null)

help:
	@echo "make setup   install what is missing (npm packages, Verilator, cocotb, Icarus, ngspice) and build qnmc"
	@echo "make tools   what bitstreams need: yosys, nextpnr, apycula, openFPGALoader (about 800 MB, only for 'build --board' and netlists)"
	@echo "make demo    setup, then verify the VO2 neuristor and draw its voltage, temperature and current"
	@echo "make test    setup, then every test"
	@echo "make check   types, format, lint, imports, unused exports"
	@echo "make python  the Python package, its notebook and the Dask engine in .cache/venv-python (150 MB), and their tests"
	@echo "make site    the documentation as a site in build/site (packages of site/: 150 MB)"
	@echo "make bench   speed as ratios to C float64 and to peers that are installed"

setup: .cache/setup/npm .cache/setup/python .cache/setup/debian dist/.built
	@echo "setup: done; the command line is 'npx qnmc' ('npx qnmc doctor' lists the tools)"

.cache/setup/npm: package-lock.json scripts/setup-npm.sh
	@bash scripts/setup-npm.sh

.cache/setup/python: requirements.txt scripts/setup-python.sh
	@bash scripts/setup-python.sh

.cache/setup/debian: scripts/setup-debian.sh
	@bash scripts/setup-debian.sh

tools: .cache/setup/synthesis

.cache/setup/synthesis: requirements-synthesis.txt scripts/setup-synthesis.sh
	@bash scripts/setup-synthesis.sh

dist/.built: $(SOURCES) tsconfig.json tsconfig.build.json package.json .cache/setup/npm
	@bash scripts/build.sh

demo: setup
	@bash scripts/demo.sh

test: setup
	@npx tsx scripts/run-tests.ts

check: .cache/setup/npm
	@npm run --silent check

python: setup
	@bash scripts/python.sh

site: setup
	@cd site && npm ci --no-audit --no-fund --loglevel=error
	@npm run --silent site

bench: setup
	@npm run --silent bench

clean:
	rm -rf dist build .cache/setup .cache/tsbuildinfo .cache/tsbuildinfo.build
