# SPDX-License-Identifier: Apache-2.0
# Every target first installs the Debian packages that it misses (tools/packages.txt).
.PHONY: help build page-files wasm page demo test test-sanitized test-all install fuzz fuzz-build bench tidy format clean packages-%

help:
	@echo "make build      the program, at build/release/halfopen"
	@echo "make page       the page of serve and report html (npm), and the program with it"
	@echo "make wasm       the engine as WebAssembly (emscripten), which report html writes into its files"
	@echo "make demo       build it and run the two starting problems"
	@echo "make test       build and run the fast tests"
	@echo "make test-all   all tests: with sanitizers, slow ones, what needs root or large packages"
	@echo "make tidy       clang-tidy and the formatting"
	@echo "make install    install program, library and headers (PREFIX=/usr/local)"
	@echo "make bench      the benchmarks"
	@echo "make fuzz       every fuzzer for FUZZ_SECONDS (60)"

PREFIX ?= /usr/local
FUZZ_SECONDS ?= 60
JOBS ?= $(shell nproc)

packages-%:
	@sh tools/install_packages.sh $*

# A preset is configured again only if its cache is missing; CMake notices its own changes.
build/%/CMakeCache.txt:
	cmake --preset $*

build: packages-build
	@$(MAKE) --no-print-directory build/release/CMakeCache.txt
	@cmake --build --preset release -j $(JOBS)

wasm: packages-build packages-wasm
	@$(MAKE) --no-print-directory build/wasm/CMakeCache.txt
	@cmake --build --preset wasm -j $(JOBS)

# The page is compiled into the program; without it everything but `serve` and `report html` works.
page: page-files
	@$(MAKE) --no-print-directory build

page-files: packages-node wasm
	npm ci --prefix web --no-audit --no-fund
	npm run build --prefix web
	gzip -9nc build/wasm/halfopen.wasm > web/dist/engine.wasm.gz
	python3 tools/make_single_page.py web/single build/wasm/halfopen.wasm web/report/halfopen.html

demo: build
	@sh examples/demo.sh build/release/halfopen

test: packages-build packages-test
	@$(MAKE) --no-print-directory build/test/CMakeCache.txt
	@cmake --build --preset test -j $(JOBS)
	ctest --preset test -j $(JOBS)

test-sanitized: packages-build packages-test
	@$(MAKE) --no-print-directory build/dev/CMakeCache.txt
	@cmake --build --preset dev -j $(JOBS)
	ctest --preset dev -j $(JOBS)

# What sanitizers would hide or make too slow runs without them, with the page in the program; all the
# rest runs with them, and comes last.
test-all: page-files packages-test
	@$(MAKE) --no-print-directory build/test/CMakeCache.txt
	@cmake --build --preset test -j $(JOBS)
	ctest --preset rest -j $(JOBS)
	@$(MAKE) --no-print-directory test-sanitized

install: build
	cmake --install build/release --prefix $(PREFIX)

fuzz-build: packages-build packages-fuzz
	@$(MAKE) --no-print-directory build/fuzz/CMakeCache.txt
	@cmake --build --preset fuzz -j $(JOBS)

fuzz: fuzz-build
	sh fuzz/run.sh build/fuzz/fuzz $(FUZZ_SECONDS)

bench: packages-build packages-bench
	@$(MAKE) --no-print-directory build/bench/CMakeCache.txt
	@cmake --build --preset bench -j $(JOBS)
	sh bench/run.sh build/bench/bench

tidy: packages-build packages-test packages-tidy
	@$(MAKE) --no-print-directory build/tidy/CMakeCache.txt
	@cmake --build --preset tidy -j $(JOBS)
	git ls-files '*.cpp' '*.hpp' | xargs clang-format-14 --dry-run --Werror

format:
	git ls-files '*.cpp' '*.hpp' | xargs clang-format-14 -i

clean:
	rm -rf build
