# SPDX-License-Identifier: Apache-2.0
"""What the tests of `logs sql` ask: logs with their columns, snapshots, and the native answer for each."""
import gzip
import json
import os
import pathlib
import random
import subprocess
import sys

import random_accounts
import random_logs

DATA = pathlib.Path(os.environ.get("HALFOPEN_CONFORMANCE_DATA") or
                    pathlib.Path(__file__).resolve().parents[3] / "shared/realdata")
# The VPC User Guide's ping, and the network ACL that it describes.
PING = ("2 123456789010 eni-1235b8ca123456789 203.0.113.12 172.31.16.139 0 0 1 4 336 1432917027 1432917142 ACCEPT OK\n"
        "2 123456789010 eni-1235b8ca123456789 172.31.16.139 203.0.113.12 0 0 1 4 336 1432917094 1432917142 REJECT OK\n")
PING_ACL = "acl: acl-ping\ningress 100 allow icmp all any\negress 100 deny icmp all any\n"


class Asker:
    """The program under test, a folder for what it reads, and the questions."""

    def __init__(self, program, project, folder):
        self.program, self.project, self.folder = program, pathlib.Path(project), pathlib.Path(folder)
        self.cases = []

    def write(self, name, content):
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def run(self, *words):
        run = subprocess.run([self.program, *map(str, words)], capture_output=True, text=True, check=False)
        if run.returncode == 1:
            sys.exit(f"{' '.join(map(str, words))}: {run.stderr}")
        return run.stdout

    def add(self, name, log, columns=None, question="diagnose", options=(), stored=None):
        """A question about a log; `stored` is the same log as the engine reads it, if not as the program does."""
        words = ["--format-string", columns] if columns else []
        verb = ["replay", "--narrow"] if question == "narrow" else [question]
        native = self.run("logs", *verb, log, *words, *options, "--format", "csv", "--quiet")
        self.cases.append((name, native, question, [*words, *options], stored or log))

    def sql(self, dialect, words, *table):
        return self.run("logs", "sql", "--dialect", dialect, *words, *table, "--quiet")

    def check_rows(self):
        """A test without rows would prove nothing."""
        rows = sum(native.count("\n") - 1 for _, native, *_ in self.cases)
        if rows < 1000:
            sys.exit(f"only {rows} rows in {len(self.cases)} cases")
        return rows


def add_examples(asker):
    log, acl = asker.project / "examples/flow.log", asker.project / "examples/web-server.txt"
    asker.add("the example", log)
    asker.add("the example with its ACL", log, options=["--snapshot", acl])
    ping, ping_acl = asker.write("ping.log", PING), asker.write("ping-acl.txt", PING_ACL)
    asker.add("AWS's ping", ping)
    asker.add("AWS's ping with its ACL", ping, options=["--snapshot", ping_acl])


def add_samples(asker):
    """Real records, where they are at hand: vectordotdev/vrl (MPL-2.0), obsrvbl/flowlogs-reader (Apache-2.0)."""
    path = DATA / "vectordotdev+vrl/vpc_flow_log_samples.ndjson"
    if not path.is_file():
        print(f"no flow logs at {DATA}: samples are left out")
        return
    by_format = {}
    for text in path.read_text(encoding="utf-8").splitlines():
        sample = json.loads(text)
        by_format.setdefault(sample["format"], []).append(sample["line"])
    for number, (columns, lines) in enumerate(by_format.items()):
        if columns is None or {"srcport", "dstport", "protocol", "action"} <= set(columns.split()):
            log = asker.write(f"vrl-{number}.log", "\n".join(lines) + "\n")
            asker.add(f"vrl {columns or 'default'}", log, columns)
    asker.add("flowlogs-reader", DATA / "obsrvbl+flowlogs-reader/v2_records.log")


def add_random(asker, seeds, conversations):
    for seed in seeds:
        bare = asker.write(f"account-{seed}.json", json.dumps(random_accounts.account_of(seed)))
        for kind, columns in (("default", None), ("long", random_logs.LONG)):
            text = random_logs.log_text(seed, conversations, columns or random_logs.DEFAULT)
            log = asker.write(f"random-{seed}-{kind}.log", text)
            packed = asker.write(f"random-{seed}-{kind}.log.gz", gzip.compress(text.encode(), 1, mtime=0))
            asker.add(f"random {seed} {kind}", log, columns)
            asker.add(f"random {seed} {kind}, gzip, with an account", packed, columns, options=["--snapshot", bare])
            asker.add(f"random {seed} {kind}, a short window", log, columns, options=["--window", "300"])


def add_replays(asker, seeds, conversations):
    """Accounts before and after, without and with routes and public addresses; and a network ACL alone."""
    for seed in seeds:
        text = random_logs.log_text(seed, conversations, random_logs.DEFAULT)
        log = asker.write(f"replay-{seed}.log", text)
        for routes in (False, True):
            sides = []
            for side, other in (("before", seed), ("after", seed + 50)):
                path = f"account-{seed}-{routes}-{side}.json"
                sides += [f"--{side}", asker.write(path, json.dumps(random_accounts.account_of(other, routes)))]
            asker.add(f"replay {seed}, routes {routes}", log, question="replay", options=sides)
        acl = asker.project / "examples/web-server.txt"
        mended = asker.write("mended.txt", acl.read_text().replace("443", "1024-65535"))
        asker.add(f"replay {seed}, one network ACL", log, question="replay",
                  options=["--before", acl, "--after", mended])


def port_log(seed, connections, pick):
    """Clients of one server, each with a port that `pick` draws; some hang, which count for nothing."""
    draw = random.Random(seed)
    lines = []
    for number in range(connections):
        client, port = f"198.51.100.{number % 200}", pick(draw)
        for ends, action in (((client, "10.0.1.11", port, 443), "ACCEPT"),
                             (("10.0.1.11", client, 443, port), "REJECT" if draw.random() < 0.05 else "ACCEPT")):
            start = random_logs.BEGIN + number
            lines.append(f"2 1 eni-1 {' '.join(map(str, ends))} 6 3 180 {start} {start + 9} {action} OK")
    return "\n".join(lines) + "\n"


def add_narrow(asker, seeds, conversations):
    """Reply ranges: of accounts, of a network ACL alone, and of ports so spread that all shares are told, or none."""
    acl = asker.project / "examples/web-server.txt"
    for seed in seeds:
        for columns in (None, random_logs.LONG):
            log = asker.write(f"narrow-{seed}.{'long' if columns else 'default'}.log",
                              random_logs.log_text(seed, conversations, columns or random_logs.DEFAULT))
            for routes in (False, True):
                account = asker.write(f"narrow-{seed}-{routes}.json", json.dumps(random_accounts.account_of(seed, routes)))
                asker.add(f"narrow {seed}, routes {routes}", log, columns, "narrow", ["--before", account])
            asker.add(f"narrow {seed}, one network ACL", log, columns, "narrow", ["--before", acl])
    spread = {"normal": lambda draw: min(65535, max(0, int(draw.gauss(40000, 3000)))),
              "even": lambda draw: draw.randrange(1024, 65536),
              "stairs": lambda draw: draw.choice([40000 + draw.randrange(20)] * 97 + [draw.randrange(65536)] * 3),
              "twins": lambda draw: draw.choice([0, 65535]), "one": lambda draw: 50000}
    for name, pick in spread.items():
        for connections in (20, 5001):
            log = asker.write(f"ports-{name}-{connections}.log", port_log(1, connections, pick))
            asker.add(f"narrow, {connections} ports {name}", log, question="narrow", options=["--before", acl])
    told = "".join(native for _, native, *_ in asker.cases)
    for share in ("99.9%", "99%", "95%"):
        if f",share,{share}," not in told:
            sys.exit(f"no case tells the share {share}")


def all_cases(asker, seeds=(1, 2, 3), conversations=1500, narrow_seeds=(1, 2)):
    add_examples(asker)
    add_samples(asker)
    add_random(asker, seeds, conversations)
    add_replays(asker, seeds[:2], conversations)
    add_narrow(asker, narrow_seeds, conversations)
    return asker.cases
