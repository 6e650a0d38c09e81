# Every target sets itself up: `make demo` and `make test` are all a fresh machine needs.
.PHONY: demo run test check rules kills worlds shots bench package clean
PY = .venv/bin/python
RULES = $(wildcard tests/*/test_*rules.py) tests/overview tests/monthly/test_findings.py \
	tests/monthly/test_ledger.py tests/test_workdays.py tests/test_similarity.py

demo:  ## the demonstration county: databases, signed booklets, notices, page; then where they lie
	@tools/setup.sh
	@rm -rf demo
	@$(PY) -m app demo --out demo

run:  ## open the window
	@tools/setup.sh
	@$(PY) -m app

check:  ## lint, types and the import rule
	@tools/setup.sh
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy
	@$(PY) -m pytest -q tests/test_architecture.py

test:  ## everything that must hold before a change lands
	@tools/setup.sh test
	@$(MAKE) --no-print-directory check
	@QT_QPA_PLATFORM=offscreen $(PY) -m pytest -n 2 --dist loadfile
	@$(MAKE) --no-print-directory rules

rules:  ## every line and branch of the rules is run by the rules' own tests
	@.venv/bin/coverage run --rcfile tests/rules.coveragerc -m pytest -q -k "not server" $(RULES)
	@.venv/bin/coverage report --rcfile tests/rules.coveragerc

kills:  ## the program killed at 200 random moments of its work: nothing promised is lost, nothing is half
	@tools/setup.sh
	@$(PY) -m tests.crash 200

worlds:  ## 500 random worlds of units and county: files lost, repeated, reordered, PCs restored and cloned
	@tools/setup.sh
	@$(PY) -m tests.exchange.worlds 500

shots:  ## every tab, dialog and paper as pictures in shots/
	@tools/setup.sh
	@QT_QPA_PLATFORM=offscreen:configfile=tools/shots/screen.json $(PY) -m tools.shots shots

bench:  ## speed and memory as ratios measured in one run
	@tools/setup.sh
	@QT_QPA_PLATFORM=offscreen $(PY) -m tests.bench

package:  ## the program as one folder for this kind of machine, started once
	@tools/setup.sh
	@.venv/bin/pyinstaller --noconfirm --log-level WARN build.spec
	@$(PY) tools/try_package.py dist/shijibu

clean:
	rm -rf build dist demo shots .venv .tools .mypy_cache .ruff_cache .pytest_cache
