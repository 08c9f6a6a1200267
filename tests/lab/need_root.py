# SPDX-License-Identifier: Apache-2.0
"""Says why a lab cannot be built here, and skips; else nothing."""
import os
import shutil
import subprocess
import sys

os.environ["PATH"] = os.environ.get("PATH", "/usr/bin:/bin") + ":/usr/sbin:/sbin"


def skip(why):
    print(f"skipped: {why}")
    sys.exit(77)


def need_lab(program):
    for tool in ("ip", "nft"):
        if not shutil.which(tool):
            skip(f"{tool} is not installed")
    if os.geteuid() != 0:
        skip("a lab needs root")
    asked = subprocess.run([program, "lab", "verify", "--random", "10"], capture_output=True, text=True, check=False)
    if asked.returncode == 1:
        skip(asked.stderr.strip().splitlines()[0])
