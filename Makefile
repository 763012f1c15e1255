# Two commands do everything: `make heal` shows the main job, `make test` proves the house.

SWIFT ?= swift
BREAK ?= damaged_file

.PHONY: help heal heal-all test mutation deps build manual reference fuzz fuzz-lint bench detection
.PHONY: audit e2e e2e-full evaluate evaluate-full image-check
.PHONY: format judging judging-long lint-format report-check storm thorough torture clean

help: ## what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

heal: build ## break the example lake, heal it, show the seam (BREAK=damaged_file)
	@scripts/heal-tour $(BREAK)

e2e: build ## a miniature AWS: healed, through 300 plans of faults, killed at every write, 500 at once
	@scripts/aws/python scripts/aws/selftest.py
	@scripts/aws/python scripts/aws/check_deploy.py
	@scripts/aws/python scripts/aws/e2e
	@scripts/aws/python scripts/aws/e2e --function
	@scripts/aws/python scripts/aws/e2e --duel
	@scripts/aws/python scripts/aws/e2e --denied
	@scripts/aws/python scripts/aws/e2e --faults 300 --quiet
	@scripts/aws/python scripts/aws/e2e --crashes --quiet
	@scripts/aws/python scripts/aws/e2e --storm 500

e2e-full: build ## the same with 1,000 plans of faults, and killed at every call
	@scripts/aws/python scripts/aws/e2e --faults 1000 --quiet
	@scripts/aws/python scripts/aws/e2e --crashes --at-reads --quiet
	@scripts/aws/python scripts/aws/e2e --storm 500

image-check: build ## the steps of deploy/Dockerfile in a folder of Debian, and the program as the image runs it
	@scripts/aws/check-image

heal-all: build ## the same for all seven breakages, a line each
	@scripts/heal-all

test: deps ## format check, all tests, and what other programs read against those programs
	@scripts/deps z3 cvc5 python3 python3-venv
	@scripts/aws/python -c ''
	@scripts/check-format
	$(SWIFT) test
	@scripts/check-formats
	@python3 scripts/torture/plant.py --check
	@python3 scripts/judging/compare.py .build/debug/kintsugi 4000 2
	@scripts/aws/e2e-slice .build/debug/kintsugi

mutation: build ## small changes to the default configuration, of which its tests must notice 95%
	.build/release/kintsugi mutate --min 95%

manual: ## write docs/kintsugi.1 anew
	$(SWIFT) run kintsugi manual >docs/kintsugi.1

deps: ## install the Debian packages that are missing, or print the command that does
	@scripts/deps

build: deps ## the release build
	@mkdir -p .build/static && ln -sf "$$($${CC:-clang} -print-file-name=libstdc++.a)" .build/static/
	$(SWIFT) build -c release --product kintsugi --static-swift-stdlib -Xlinker -L.build/static

reference: deps ## a million random conditions against the slow evaluator
	KINTSUGI_EXPRESSIONS=1000000 KINTSUGI_SEED=1000000 $(SWIFT) test -c release \
	  --scratch-path .build/checked -Xswiftc -enable-testing --filter ReferenceTests

judging: build ## 100,000 random cases against the guardrails' second evaluator (CASES, SEED)
	@scripts/deps python3
	@python3 scripts/judging/compare.py .build/release/kintsugi $(or $(CASES),100000) $(or $(SEED),1)

judging-long: build ## ten million of them, on every core: half an hour on two
	@$(MAKE) judging CASES=10000000

torture: build ## fleets in virtual time, planted bugs, kills, sick storage: 45 minutes, with figures
	$(SWIFT) build -c release --product torture-runs --static-swift-stdlib -Xlinker -L.build/static
	@scripts/deps python3
	@scripts/torture/run

fuzz: deps ## ten minutes of random bytes at conditions and patterns, on every core
	@scripts/fuzz 600

fuzz-lint: deps ## lint of 20,000 damaged configurations; SEED=n begins elsewhere
	KINTSUGI_LINT_ROUNDS=2500 KINTSUGI_SEED=$(or $(SEED),1) $(SWIFT) test -c release \
	  --scratch-path .build/checked -Xswiftc -enable-testing --filter LintingTests.MutationTests

thorough: deps ## the tests that `make test` runs a slice of, whole
	KINTSUGI_THOROUGH=1 $(SWIFT) test -c release --scratch-path .build/checked \
	  -Xswiftc -enable-testing --filter \
	  'BrokenValue|ConfigurationFormatter|ConfigurationsTests.Mutation|HostileProof|LearnedTables'

storm: build ## 10,000 incidents within a minute, of one cause, of ten, of none that is known
	@scripts/storm .build/release/kintsugi same
	@scripts/storm .build/release/kintsugi same 10000 fails
	@scripts/storm .build/release/kintsugi causes
	@scripts/storm .build/release/kintsugi distinct

bench: build ## CPU time of a healing and other figures, as ratios to peers of the same run
	@scripts/bench

evaluate: build ## twelve policies in the declared worlds: every figure of docs/evaluation.md
	@scripts/evaluate

evaluate-full: build ## the same, what is taken away one at a time, and the instrument held against known answers
	@scripts/evaluate full

audit: build ## 10,000 incidents of the declared world through the engine itself, against its tables
	@.build/release/kintsugi evaluate --world examples/worlds/pipelines.yaml --audit 10000

detection: build ## false alarms and recall of the data rules over real tables with injected faults
	@scripts/detection/run

report-check: ## the page of an evaluation in a browser: overflow, cut text, contrast (RECORD=file)
	$(SWIFT) build --product kintsugi
	@scripts/deps chromium python3
	@scripts/report-check .build/debug/kintsugi $(RECORD)

format: ## lay the code out
	$(SWIFT) format format --in-place --recursive Package.swift Sources Tests

clean: ## forget everything that was built
	$(SWIFT) package clean
