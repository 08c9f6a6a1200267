#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks that includes point only downwards and that third-party headers stay behind their doors.

usage: check_layers.py [ROOT]

The order of layers, and which file may include which library, stand below; the linker would notice
neither. Prints one line a violation and exits with 1 if there is any.
"""
import pathlib
import re
import sys

# Layers, lowest first. Layers of one row stand side by side and never include each other.
ORDER = [["base"], ["net"], ["ports"], ["space"], ["acl"], ["apply", "minimise", "vpc"], ["analysis"],
         ["page", "system"], ["flowlog", "lab", "practice"], ["ingest", "report"], ["serve"], ["http"]]
CORE = {"base", "net", "ports", "space", "acl", "apply", "minimise", "vpc", "analysis"}
PURE = CORE | {"serve", "page"}

# Third-party headers (by prefix) and the only files that may include them.
DOORS = {
    "tl/": ["halfopen/base/result.hpp"],
    "simdjson": ["halfopen/ingest/json_reader.cpp"],
    "yaml-cpp/": ["halfopen/ingest/yaml_reader.cpp"],
    "nlohmann/": ["halfopen/report/json_value.cpp", "halfopen/lab/nft_counters.cpp"],
    "isa-l": ["halfopen/flowlog/gzip.cpp"],
    "zstd": ["halfopen/flowlog/zstandard.cpp"],
    "httplib": ["halfopen/http/http_server.cpp"],
    "CLI/": ["cli/verb_tree.cpp"],
    "fmt/": ["halfopen/report/", "cli/"],  # source files only
}
# What the pure layers must not see: files, sockets, clocks, environment, terminal, threads.
IMPURE = re.compile(r"^(fstream|iostream|cstdio|filesystem|chrono|ctime|thread|mutex|atomic|future|"
                    r"cstdlib|unistd\.h|sys/.*|netinet/.*|arpa/.*)$")
STANDARD = re.compile(r"^[a-z0-9_]+(\.h)?$|^(sys|net|netinet|linux|arpa)/")
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def rank(layer):
    for position, row in enumerate(ORDER):
        if layer in row:
            return position
    return None


def layer_of(path):
    parts = pathlib.PurePosixPath(path).parts
    return parts[1] if len(parts) > 2 and parts[0] == "halfopen" else None


def third_party_problem(path, header):
    for prefix, doors in DOORS.items():
        if header.startswith(prefix):
            inside = any(path == d or (d.endswith("/") and path.startswith(d)) for d in doors)
            if inside and (prefix != "fmt/" or path.endswith(".cpp")):
                return None
            return f"only {', '.join(doors)} may include <{header}>"
    if not STANDARD.match(header):
        return f"<{header}> has no door in tools/check_layers.py"
    return None


def problems_of(path, quote, header):
    layer = layer_of(path)
    if quote == "<":
        problem = third_party_problem(path, header)
        if problem:
            yield problem
        if layer in PURE and IMPURE.match(header):
            yield f"a pure layer must not include <{header}>"
        return
    if header.endswith(".inc"):
        return
    target = layer_of(header)
    if layer is None:
        return
    if target is None:
        yield f'a layer must not include "{header}"'
    elif rank(target) is None or rank(layer) is None:
        yield f'"{header}": layer not in the order of tools/check_layers.py'
    elif target != layer and rank(target) >= rank(layer):
        yield f'{layer} must not include "{header}": {target} does not stand below it'


def main(root):
    count = 0
    bad = 0
    for folder in ("halfopen", "cli"):
        for path in sorted((root / folder).rglob("*")):
            if path.suffix not in (".hpp", ".cpp"):
                continue
            count += 1
            name = path.relative_to(root).as_posix()
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                match = INCLUDE.match(line)
                if not match:
                    continue
                for problem in problems_of(name, match.group(1), match.group(2)):
                    print(f"{name}:{number}: {problem}")
                    bad += 1
    if count == 0:
        print(f"no source files below {root}")
        return 1
    print(f"{count} files, {bad} violations")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else
                               pathlib.Path(__file__).resolve().parent.parent)))
