#!/usr/bin/python3 -SE
# SPDX-License-Identifier: Apache-2.0
"""Stands for the AWS CLI where it is the way of calling it that is tested, or what it says. The file
named by FAKE_AWS maps a command, and the command with the last words behind it, to what is said:
[exit code, stdout, stderr]. Each call is noted in the file of FAKE_LOG."""
import json
import os
import signal
import sys

WORDS = sys.argv[1:]
KEPT = ("AWS_PAGER", "AWS_CLI_AUTO_PROMPT", "AWS_RETRY_MODE", "AWS_MAX_ATTEMPTS", "AWS_PROFILE", "PYTHONIOENCODING")

with open(os.environ["FAKE_LOG"], "a", encoding="utf-8") as log:
    variables = {name: os.environ[name] for name in KEPT if name in os.environ}
    print(json.dumps({"words": WORDS, "environment": variables, "stdin": sys.stdin.read()}), file=log)
with open(os.environ["FAKE_AWS"], encoding="utf-8") as file:
    answers = json.load(file)
answer = [0, "{}", ""]
for key in (WORDS[0], WORDS[1], *(f"{WORDS[1]} {word}" for word in WORDS[2:])):
    answer = answers.get(key, answer)
code, out, error = answer
sys.stdout.write(out)
sys.stderr.write(error)
sys.stdout.flush()
sys.stderr.flush()
if code < 0:
    os.kill(os.getpid(), -code if code != -2 else signal.SIGINT)
sys.exit(code)
