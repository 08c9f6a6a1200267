#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""practice: a talk on stdin, its score and exit codes; the broken lab, hints and repairs."""
import json
import re

import support
from support import CommandCase, run

LETTERS = "abcd"


def questions(*arguments):
    answer = run("practice", *arguments, "--format", "json")
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout)["questions"]


class Questions(CommandCase):
    def test_all_right(self):
        right = [LETTERS[question["answer"]] for question in questions("--seed", "3", "--count", "6")]
        answer = run("practice", "--seed", "3", "--count", "6", stdin="\n".join(right) + "\n")
        self.assertEqual(answer.returncode, 0, answer.stderr)
        self.assertIn("6 of 6 right", answer.stdout)
        self.assertEqual(answer.stdout.count("Right."), 6)
        self.assertNotIn("Look again", answer.stdout)
        self.assertIn("--seed 3", answer.stderr)

    def test_some_wrong(self):
        asked = questions("--seed", "3", "--count", "3")
        given = [str(1 + question["answer"]) for question in asked]
        wrong = (asked[1]["answer"] + 1) % 4
        given[1] = LETTERS[wrong].upper()
        answer = run("practice", "--seed", "3", "--count", "3", stdin="\n".join(given))
        self.assertEqual(answer.returncode, 2)
        self.assertIn("2 of 3 right", answer.stdout)
        self.assertIn(f"Wrong. The answer is {LETTERS[asked[1]['answer']]}).", answer.stdout)
        self.assertIn(f"Look again at: {asked[1]['topic_title']}", answer.stdout)
        told = " ".join(answer.stdout.split())
        for option in (asked[1]["answer"], wrong):
            self.assertIn(" ".join(asked[1]["options"][option]["explanation"].split()), told)
        soft = run("practice", "--seed", "3", "--count", "3", "--soft-fail", stdin="\n".join(given))
        self.assertEqual(soft.returncode, 0)

    def test_odd_lines_and_leaving(self):
        first = LETTERS[questions("--seed", "3", "--count", "2")[0]["answer"]]
        answer = run("practice", "--seed", "3", "--count", "2", stdin=f"\nx\n7\nabc\n {first}) \nq\n")
        self.assertEqual(answer.returncode, 2)
        self.assertEqual(answer.stdout.count("Type one letter"), 4)
        self.assertIn("1 of 2 right, 1 not answered", answer.stdout)
        self.assertEqual(run("practice", "--seed", "3", "--count", "2").returncode, 2)

    def test_what_is_shown(self):
        asked = questions("--seed", "11", "--count", "10")
        answer = run("practice", "--seed", "11", "--count", "10", stdin="a\n" * 10)
        for question in asked:
            for option in question["options"]:
                self.assertIn(f") {option['text']}\n", answer.stdout)
            for acl in question["acls"]:
                for row in acl["inbound"] + acl["outbound"]:
                    self.assertIn(row["cidr"], answer.stdout)
        self.assertNotIn("\x1b", answer.stdout)

    def test_choosing(self):
        for question in questions("--seed", "2", "--topic", "nat", "--level", "3", "--count", "8"):
            self.assertEqual((question["topic"], question["level"]), ("nat", 3))
        self.assertEqual(questions("--seed", "2", "--count", "4"), questions("--seed", "2", "--count", "9")[:4])
        self.assertNotEqual(questions("--seed", "2", "--count", "4"), questions("--seed", "1", "--count", "4"))
        seeds = {run("practice", "--count", "1").stderr for _ in range(4)}
        self.assertGreater(len(seeds), 1)

    def test_check_agrees(self):
        """The tables and the question of each item, asked of `check`: the same verdict as claimed."""
        claimed = {"the client gets its answer, whatever port it picks": "works",
                   "the client gets its answer with some of its ports, not with others": "partial",
                   "the request arrives at the server, and no reply gets back": "half-open",
                   "the request is denied before it gets to the server": "denied"}
        compared = 0
        for question in questions("--seed", "4", "--count", "60"):
            right = question["options"][question["answer"]]["text"]
            if right not in claimed:
                continue
            files = [self.write(source["name"], source["text"]) for source in question["ask"]["sources"]]
            asked = question["ask"]["question"]
            answer = self.ask(*files, "--from", asked["from"], "--to", asked["to"], "--port", asked["port"],
                              "--client", asked["clients"][0])
            self.assertEqual(answer["connections"][0]["verdict"], claimed[right], question["id"])
            compared += 1
        self.assertGreater(compared, 5)

    def test_refused(self):
        for words in (("--level", "6"), ("--level", "0"), ("--count", "0"), ("--topic", "golf"), ("--count", "1001"),
                      ("--hints", "1"), ("--check", "x"), ("--lab", "--check", "x"), ("--lab", "--level", "2"),
                      ("--seed", "-1"), ("more",)):
            answer = run("practice", *words)
            self.assertEqual(answer.returncode, 1, words)
            self.assertNotEqual(answer.stderr, "")


class BrokenLab(CommandCase):
    def lab(self, seed):
        return json.loads(run("practice", "--lab", "--seed", seed, "--format", "json").stdout)

    def repaired_text(self, seed):
        """The printed lab with the row of the third hint put right."""
        lab = self.lab(seed)
        hint = re.search(r"In (\S+) this rule was meant: (inbound|outbound) (\d+): ALLOW (\S+) (\S+) (?:from|to) (\S+)\.$",
                         lab["hints"][2])
        text = run("practice", "--lab", "--seed", seed, "--print").stdout
        if not hint:
            return None
        acl, side, number, protocol, ports, cidr = hint.groups()
        start = text.index("Inbound rules" if side == "inbound" else "Outbound rules", text.index(f"acl: {acl}\n"))
        end = text.index("\n*", start)
        kept = [line for line in text[start:end].split("\n") if not line.startswith(f"{number} ")]
        kept.append(f"{number}  Custom {protocol}  {protocol}  {ports}  {cidr}  ALLOW")
        return text[:start] + "\n".join(kept) + text[end:]

    def test_repair(self):
        repaired = 0
        for seed in range(12):
            broken = self.write("broken.txt", run("practice", "--lab", "--seed", seed, "--print").stdout)
            answer = run("practice", "--lab", "--seed", seed, "--check", broken)
            self.assertEqual(answer.returncode, 2)
            self.assertIn("Not repaired yet.", answer.stdout)
            for goal in self.lab(seed)["goals"]:  # which rule it is, is for the learner to find
                self.assertIn(goal["text"], " ".join(answer.stdout.split()))
                self.assertNotIn(goal["reason"], " ".join(answer.stdout.split()))
            self.assertEqual(answer.stderr, "")  # the text is read without a note
            text = self.repaired_text(seed)
            if text is None:
                continue
            answer = run("practice", "--lab", "--seed", seed, "--check", self.write("mended.txt", text))
            self.assertEqual(answer.returncode, 0, answer.stdout)
            self.assertIn("Repaired.", answer.stdout)
            repaired += 1
        self.assertGreater(repaired, 5)

    def test_opening_everything_is_no_repair(self):
        text = run("practice", "--lab", "--seed", "7", "--print").stdout
        open_rows = re.sub(r"(rules\nRule.*\n)", r"\g<1>1  All traffic  All  All  0.0.0.0/0  ALLOW\n"
                           r"2  All traffic  All  All  ::/0  ALLOW\n", text)
        answer = run("practice", "--lab", "--seed", "7", "--check", self.write("open.txt", open_rows), "--format", "json")
        self.assertEqual(answer.returncode, 2)
        document = json.loads(answer.stdout)
        self.assertFalse(document["repaired"])
        self.assertTrue(all(goal["reached"] == (goal["expect"] == "works") for goal in document["goals"]))

    def test_goals_are_those_of_check(self):
        lab = self.lab("7")
        files = [self.write(source["name"], source["text"]) for source in lab["sources"]]
        for goal in lab["goals"]:
            asked = goal["question"]
            answer = self.ask(*files, "--from", asked["from"], "--to", asked["to"], "--port", asked["port"],
                              "--client", asked["clients"][0])
            self.assertEqual(answer["connections"][0]["verdict"], goal["verdict"], goal["text"])

    def test_talk(self):
        lab = self.lab("7")
        mended = next(text for text in map(self.repaired_text, ["7"]) if text)
        path = self.write("mended.txt", mended)
        answer = run("practice", "--lab", "--seed", "7", stdin=f"hint\nwhat\nh\nhint\nhint\ncheck {path}\nhint\n")
        self.assertEqual(answer.returncode, 0)
        for number, hint in enumerate(lab["hints"], 1):
            self.assertEqual(answer.stdout.count(f"Hint {number} of 3: {hint}"), 1)
        self.assertIn("There are no more hints.", answer.stdout)
        self.assertTrue(answer.stdout.endswith("Repaired.\n"))
        answer = run("practice", "--lab", "--seed", "7", stdin="hint\n")
        self.assertEqual(answer.returncode, 2)
        self.assertNotIn("Hint 2", answer.stdout)
        self.assertEqual(run("practice", "--lab", "--seed", "7", stdin="check /nowhere\nq\n").returncode, 2)

    def test_hints_and_unreadable(self):
        answer = run("practice", "--lab", "--seed", "7", "--print", "--hints", "2")
        self.assertIn("# Hint 2 of 3", answer.stdout)
        self.assertNotIn("Hint 3", answer.stdout)
        self.assertEqual(run("practice", "--lab", "--seed", "7", "--check", "/nowhere").returncode, 1)


if __name__ == "__main__":
    support.main()
