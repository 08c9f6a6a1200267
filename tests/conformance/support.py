# SPDX-License-Identifier: Apache-2.0
"""What the conformance tests share. They read real inputs of other people from the folder named by
HALFOPEN_CONFORMANCE_DATA (default ../shared/realdata beside the project) and skip where it is absent."""
import json
import os
import pathlib
import subprocess
import sys

PROGRAM = sys.argv[1]
DATA = pathlib.Path(os.environ.get("HALFOPEN_CONFORMANCE_DATA") or
                    pathlib.Path(sys.argv[2]).parent / "shared/realdata")


def need_data():
    if not (DATA / "expectations.json").is_file():
        print(f"skipped: no conformance data at {DATA}; set HALFOPEN_CONFORMANCE_DATA")
        sys.exit(77)


def check(inputs, *arguments):
    """(exit code, JSON document) of check."""
    command = [PROGRAM, "check", *map(str, inputs), *arguments, "--format", "json"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        return run.returncode, json.loads(run.stdout)
    except ValueError:
        sys.exit(f"no JSON from {command}: {run.stdout} {run.stderr}")
