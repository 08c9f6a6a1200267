#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Plants forbidden includes in a copy of the sources: check_layers.py must find each of them.

usage: layers_test.py PROJECT
"""
import pathlib
import shutil
import subprocess
import sys
import tempfile

PLANTED = [
    ("halfopen/net/cidr_block.cpp", '#include "halfopen/acl/network_acl.hpp"'),
    ("halfopen/base/result.hpp", '#include "halfopen/net/ip_address.hpp"'),
    ("halfopen/report/check_text.cpp", '#include "halfopen/ingest/load.hpp"'),
    ("halfopen/vpc/snapshot.cpp", "#include <nlohmann/json.hpp>"),
    ("halfopen/analysis/check.cpp", "#include <iostream>"),
    ("halfopen/ingest/policy_file.cpp", "#include <yaml-cpp/yaml.h>"),
    ("halfopen/ingest/load.cpp", '#include "cli/options.hpp"'),
    ("halfopen/report/style.hpp", "#include <fmt/core.h>"),
    ("halfopen/serve/session.cpp", "#include <mutex>"),
    ("halfopen/serve/api.cpp", '#include "halfopen/http/session_pool.hpp"'),
    ("halfopen/http/page_site.cpp", "#include <httplib.h>"),
]


def run(root):
    return subprocess.run([sys.executable, root / "tools/check_layers.py", root],
                          capture_output=True, text=True, check=False)


def main(project):
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        for part in ("halfopen", "cli", "tools"):
            shutil.copytree(project / part, root / part)
        clean = run(root)
        if clean.returncode != 0:
            sys.exit("the untouched copy is not clean:\n" + clean.stdout)
        for name, include in PLANTED:
            path = root / name
            before = path.read_text(encoding="utf-8")
            path.write_text(include + "\n" + before, encoding="utf-8")
            found = run(root)
            path.write_text(before, encoding="utf-8")
            if found.returncode != 1 or f"{name}:1:" not in found.stdout:
                sys.exit(f"not found: {include} in {name}\n{found.stdout}")
    print(f"all {len(PLANTED)} planted includes were found")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
