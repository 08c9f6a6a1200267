#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Peak memory of the verbs about logs: bounded whatever the log holds (issue of the project: below 200 MB)."""
import gzip
import subprocess
import sys

import support
from support import CommandCase

LINE = "2 123456789012 eni-0123456789abcdef0 {} 10.0.1.5 {} 22 6 3 180 {} {} {} OK\n"
MEASURE = ("import resource, subprocess, sys; r = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL); "
           "print(r.returncode, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)")


class LogsMemory(CommandCase):
    def peak(self, *words):
        """Megabytes; in a process of its own, as peaks are not taken back."""
        answer = subprocess.run([sys.executable, "-c", MEASURE, support.PROGRAM, "logs", *map(str, words), "--quiet"],
                                capture_output=True, text=True, check=True)
        code, kilobytes = map(int, answer.stdout.split())
        self.assertIn(code, (0, 2))
        return kilobytes * 1.024e-3

    def test_the_size_of_the_log_does_not_matter(self):
        # 120 MB of text, of which 4 MiB are mapped at a time.
        line = LINE.format("198.51.100.7", 50000, 1767322800, 1767322860, "REJECT")
        text = line * (120_000_000 // len(line))
        log = self.write("a.log", text)
        packed = self.folder / "a.log.gz"
        packed.write_bytes(gzip.compress(text.encode(), 1))
        for words in (["rejects", log], ["rejects", log, "--by", "address"], ["diagnose", log], ["diagnose", packed]):
            self.assertLess(self.peak(*words), 80, words)

    def test_more_connections_than_are_held(self):
        # Each record is a connection of its own, all within the window: a million are held.
        count = 1_300_000
        with open(self.folder / "many.log", "w", encoding="ascii") as log:
            for i in range(count):
                log.write(LINE.format(f"198.{i >> 20}.{(i >> 12) & 255}.{(i >> 4) & 255}", 1024 + (i & 15), 1767322800 + i // 2000,
                                      1767322860 + i // 2000, "REJECT" if i % 7 == 0 else "ACCEPT"))
        self.assertLess(self.peak("diagnose", self.folder / "many.log"), 200)
        self.assertLess(self.peak("rejects", self.folder / "many.log", "--by", "address"), 200)


if __name__ == "__main__":
    support.main()
