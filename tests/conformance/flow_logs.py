#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""logs diagnose on real records: the samples of vectordotdev/vrl (MPL-2.0), which are those of the VPC User Guide, and
the files of obsrvbl/flowlogs-reader (Apache-2.0). Every line is read, and AWS's ping is the one half-open cause."""
import collections
import json
import pathlib
import subprocess
import sys
import tempfile

import support

# The VPC User Guide's ping, and the network ACL that it describes.
PING = ("2 123456789010 eni-1235b8ca123456789 203.0.113.12 172.31.16.139 0 0 1 4 336 1432917027 1432917142 ACCEPT OK\n"
        "2 123456789010 eni-1235b8ca123456789 172.31.16.139 203.0.113.12 0 0 1 4 336 1432917094 1432917142 REJECT OK\n")
PING_ACL = "acl: acl-ping\ningress 100 allow icmp all any\negress 100 deny icmp all any\n"
READER = {"v2_records.log": (3, 1, 1, 0), "v3_file.log": (2, 0, 0, 2), "v4_file.log": (2, 0, 0, 2)}


def diagnose(*arguments, stdin=None):
    """(exit code, JSON document, stderr)"""
    command = [support.PROGRAM, "logs", "diagnose", *map(str, arguments), "--format", "json"]
    run = subprocess.run(command, capture_output=True, text=True, check=False, input=stdin)
    try:
        return run.returncode, json.loads(run.stdout), run.stderr
    except ValueError:
        sys.exit(f"no JSON from {command}: {run.stdout} {run.stderr}")


def demand(what, found, wanted):
    if found != wanted:
        sys.exit(f"{what}: {found}, not {wanted}")


def counts_of(document):
    counts = document["counts"]
    return tuple(counts[key] for key in ("records", "no_data", "skip_data", "incomplete"))


def samples():
    """The lines of the samples by their format; None is the default one."""
    by_format = collections.defaultdict(list)
    path = support.DATA / "vectordotdev+vrl/vpc_flow_log_samples.ndjson"
    for text in path.read_text(encoding="utf-8").splitlines():
        sample = json.loads(text)
        by_format[sample["format"]].append(sample["line"])
    return by_format


def check_samples():
    by_format = samples()
    demand("lines", sum(map(len, by_format.values())), 30)
    for names, lines in by_format.items():
        words = ["--format-string", " ".join(f"${{{name}}}" for name in names.split())] if names else []
        code, document, errors = diagnose("-", *words, stdin="\n".join(lines) + "\n")
        what = names or "the default format"
        demand(f"bad lines of {what}", (document["counts"]["bad_lines"], document["bad_lines"]), (0, []))
        silent = sum(line.endswith(("NODATA", "SKIPDATA")) for line in lines)
        no_data = sum(line.endswith("NODATA") for line in lines)
        needed = {"srcport", "dstport", "protocol", "action"}
        tells = names is None or needed <= set(names.split())
        records = len(lines) - silent
        demand(f"counts of {what}", counts_of(document), (records, no_data, silent - no_data, 0 if tells else records))
        # The same with a header line in place of the option.
        if names:
            _, again, _ = diagnose("-", stdin=names + "\n" + "\n".join(lines) + "\n")
            for key in ("causes", "connections"):
                demand(f"{key} with a header line", again[key], document[key])
        # Beside the default format only that of version 11 has a reject: its packets are accepted as well.
        demand(f"exit code of {what}", code, 0 if names else 2)
        if names and "reject-reason" in names:
            demand(what, (document["connections"], document["causes"][0]["blame"]), ({"unanswered": 1}, "none"))
        demand(f"stderr of {what}", errors, "")


def check_reader_files():
    for name, wanted in READER.items():
        _, document, _ = diagnose(support.DATA / "obsrvbl+flowlogs-reader" / name)
        demand(name, (counts_of(document), document["counts"]["bad_lines"]), (wanted, 0))
    _, document, _ = diagnose(*(support.DATA / "obsrvbl+flowlogs-reader" / name for name in READER))
    demand("all three", counts_of(document), (7, 1, 1, 4))


def check_ping():
    default = samples()[None]
    for line in PING.splitlines():
        demand("the ping is among the samples", line in default, True)
    code, document, _ = diagnose("-", stdin=PING)
    demand("exit code", code, 2)
    demand("causes", [(c["kind"], c["place"], c["interface"], c["protocol"]) for c in document["causes"]],
           [("half-open", "server", "eni-1235b8ca123456789", "icmp")])
    demand("connections", document["connections"], {"half-open": 1})
    with tempfile.TemporaryDirectory() as folder:
        table = pathlib.Path(folder) / "acl.txt"
        table.write_text(PING_ACL, encoding="utf-8")
        code, document, _ = diagnose("-", "--snapshot", table, stdin=PING)
        demand("exit code", code, 2)
        demand("rule", [(c["blame"], c["filter"], c["rule"]) for c in document["causes"]],
               [("network-acl", "acl-ping", "100")])
        text = subprocess.run([support.PROGRAM, "logs", "diagnose", "-", "--snapshot", table], input=PING,
                              capture_output=True, text=True, check=False).stdout
        for words in ("HALF-OPEN  icmp at eni-1235b8ca123456789: 1 connection, 4 packets rejected",
                      "the reply dies as it leaves the server's subnet (outbound)", "network ACL acl-ping, rule 100"):
            demand(words, words in text, True)


def main():
    if not (support.DATA / "vectordotdev+vrl").is_dir():
        print(f"skipped: no flow logs at {support.DATA}; set HALFOPEN_CONFORMANCE_DATA")
        sys.exit(77)
    check_samples()
    check_reader_files()
    check_ping()
    print("30 sample lines, 3 files and the ping of the documentation: as expected")


if __name__ == "__main__":
    main()
