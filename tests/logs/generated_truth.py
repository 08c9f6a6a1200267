# SPDX-License-Identifier: Apache-2.0
"""Generated flow logs beside their truth: recall and precision of `logs diagnose`, row by row."""
import csv
import pathlib
import subprocess

KEY = ("kind", "place", "interface", "protocol", "server_port", "blame", "filter", "rule")
SUMS = ("connections", "packets", "bytes")
EXAMPLE = ("client", "client_port", "server")
FINDINGS = ("half-open", "denied")


class NothingWorks(Exception):
    """A snapshot in which no host can talk with another, or with the internet."""


def rows_of(text):
    return list(csv.DictReader(text.splitlines()))


def key_of(row):
    return tuple(row[name] for name in KEY)


def joined(rows):
    """Truth rows of one cause, as the program prints them: one row."""
    causes = {}
    for row in rows:
        known = causes.get(key_of(row))
        if known is None:
            causes[key_of(row)] = dict(row, parts=1)
            continue
        known["parts"] += 1
        first = min((known, row), key=lambda r: r["first"])
        for name in SUMS:
            known[name] = str(int(known[name]) + int(row[name]))
        known["last"] = max(known["last"], row["last"])
        known["first"] = first["first"]
    return causes


def count(row):
    return int(row["connections"]) if row else 0


class Comparison:
    """What the truth says of a log, and what the program found. Connections whose records do not tell which end serves
    (clear: no) may be found, or something else in their place, but no more of it than there are of them."""

    def __init__(self, truth, found):
        self.truth = rows_of(truth)
        self.found = {key_of(row): row for row in rows_of(found)}
        visible = [row for row in self.truth if row["visible"] == "yes"]
        self.expected = joined(visible)
        self.clear = joined([row for row in visible if row["clear"] == "yes"])
        self.unclear = [row for row in visible if row["clear"] == "no"]
        self.hidden = [row for row in self.truth if row["visible"] == "no"]
        self.false = [row for row in visible if row["real"] == "no"]

    def half_open_causes(self):
        return {row["why"] for row in self.truth if row["kind"] == "half-open" and row["real"] == "yes"}

    @staticmethod
    def connections(rows, only=FINDINGS):
        return sum(count(row) for row in rows if row["kind"] in only)

    def excused(self):
        """How many connections may be found as something else than they were: those that are not clear."""
        return sum(count(row) for row in self.unclear)

    def surplus(self, only=FINDINGS + ("unanswered",)):
        """Connections found for causes that have fewer, or none."""
        return sum(max(0, count(row) - count(self.expected.get(key))) for key, row in self.found.items()
                   if row["kind"] in only)

    def scores(self, only=FINDINGS):
        """Recall and precision, of causes and of connections, as far as the log tells who serves."""
        expected = {key: row for key, row in self.clear.items() if row["kind"] in only}
        found = {key: row for key, row in self.found.items() if row["kind"] in only}
        hits = sum(min(count(expected[key]), count(found.get(key))) for key in expected)
        excused = min(self.surplus(only), self.excused())
        right = sum(min(count(self.expected.get(key)), count(found[key])) for key in found)
        wrong_causes = [key for key in found if key not in self.expected]

        def ratio(part, whole):
            return part / whole if whole else 1.0

        return {"causes": len(expected), "connections": self.connections(expected.values()),
                "recall of causes": ratio(len(expected.keys() & found.keys()), len(expected)),
                "precision of causes": ratio(len(found) - max(0, len(wrong_causes) - excused), len(found)),
                "recall of connections": ratio(hits, self.connections(expected.values())),
                "precision of connections": ratio(right, self.connections(found.values()) - excused)}

    def deviations(self):
        """Everything that differs from the truth and that no unclear connection excuses, as lines."""
        too_many = self.surplus() > self.excused()
        lines = []
        for key in sorted(self.expected.keys() | self.found.keys()):
            least, want, got = self.clear.get(key), self.expected.get(key), self.found.get(key)
            if count(got) < count(least) or (too_many and count(got) > count(want)):
                lines.append(f"{' '.join(key)}: {count(want)} connections in the truth, {count(got)} found")
            elif count(least) == count(want) == count(got):
                # Of several truth rows each has an example of its own.
                names = SUMS + ("first", "last") + (EXAMPLE if want["parts"] == 1 else ())
                lines += [f"{' '.join(key)}: {name} {want[name]} in the truth, {got[name]} found"
                          for name in names if want[name] != got[name]]
        return lines

    def told(self):
        lines = []
        for only in (("half-open",), FINDINGS):
            scores = self.scores(only)
            ratios = ", ".join(f"{name} {value:.4%}" for name, value in scores.items() if isinstance(value, float))
            lines.append(f"{' and '.join(only)}: {scores['causes']} causes, {scores['connections']} connections: {ratios}")
        whys = sorted(self.half_open_causes())
        lines += [f"died, and no record shows it: {self.connections(self.hidden)} connections",
                  f"not clear who serves: {self.excused()}, of which found as something else: {self.surplus()}",
                  f"look like something else for lost records: {self.connections(self.false)}",
                  f"{len(whys)} half-open causes: {', '.join(whys)}"]
        return "\n".join(lines)


def generate(gen_logs, program, snapshot, folder, *options, diagnose=(), timeout=600):
    """Streams a generated log through the program; nothing of it stays but the truth."""
    truth = pathlib.Path(folder) / "truth.csv"
    writer = subprocess.Popen([gen_logs, snapshot, "--truth", truth, *map(str, options)], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE)
    reader = subprocess.run([program, "logs", "diagnose", "-", "--snapshot", snapshot, "--format", "csv", "--quiet",
                             *map(str, diagnose)], stdin=writer.stdout, capture_output=True, text=True, timeout=timeout,
                            check=False)
    writer.stdout.close()
    told = writer.stderr.read().decode()
    writer.stderr.close()
    if writer.wait() != 0:
        if "no connection of this snapshot works" in told:
            raise NothingWorks
        raise AssertionError("gen_logs: " + told)
    return Comparison(truth.read_text(encoding="utf-8"), reader.stdout), reader, told
