#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Installs a build into a folder of its own and builds a project against it.

usage: run.py PROJECT BUILD
"""
import pathlib
import subprocess
import sys
import tempfile


def run(*command):
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{command}:\n{done.stdout}\n{done.stderr}")
    return done.stdout


def main(project, built):
    with tempfile.TemporaryDirectory() as folder:
        prefix = pathlib.Path(folder) / "prefix"
        build = pathlib.Path(folder) / "build"
        run("cmake", "--install", built, "--prefix", prefix)
        run("cmake", "-S", project / "tests/consumer", "-B", build, f"-DCMAKE_PREFIX_PATH={prefix}")
        run("cmake", "--build", build)
        printed = run(build / "consumer").strip()
        if printed != "1024-65535":
            sys.exit(f"the consumer printed {printed!r}")
        version = run(prefix / "bin/halfopen", "--version")
        print(f"installed and used: {version.strip()}")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
