#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How Linux chooses client ports: this kernel and `ports simulate` asked the same questions.

Each test names the measured fact of the port table in docs/ports.md that it repeats. What this kernel cannot do is
skipped, and said.

usage: kernel_ports_test.py PROGRAM
"""
import collections
import errno
import json
import os
import pathlib
import socket
import struct
import subprocess
import sys
import unittest

import need_root

PROGRAM = sys.argv[1]
HOST = "127.0.0.1"
NO_PORT_AT_BIND = 24  # IP_BIND_ADDRESS_NO_PORT, Linux 4.2
OWN_RANGE = 51  # IP_LOCAL_PORT_RANGE, Linux 6.3


def simulate(*arguments):
    done = subprocess.run([PROGRAM, "ports", "simulate", *map(str, arguments), "--format", "json"],
                          capture_output=True, text=True, check=False)
    assert done.returncode in (0, 2), done.stderr
    document = json.loads(done.stdout)
    return document["summary"], [c.get("port") for c in document["connections"]]


def setting(name, value):
    pathlib.Path("/proc/sys/net/ipv4", name).write_text(value, encoding="ascii")


def parities(ports):
    return collections.Counter("even" if port % 2 == 0 else "odd" for port in ports)


def steps(ports, parity_range=28232):
    return [(b - a) % parity_range for a, b in zip(ports, ports[1:])]


class Held:
    """Sockets that stay open until the end of the block."""

    def __enter__(self):
        self.sockets = []
        return self

    def __exit__(self, *_):
        for one in self.sockets:
            one.close()

    def listen(self, port):
        server = socket.create_server((HOST, port), backlog=4096)
        self.sockets.append(server)

    def connect(self, port, prepare=None):
        """The client's port, or the name of the error."""
        client = socket.socket()
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        self.sockets.append(client)
        if prepare:
            prepare(client)
        try:
            client.connect((HOST, port))
        except OSError as error:
            return errno.errorcode[error.errno]
        return client.getsockname()[1]

    def bind_any(self, kind=socket.SOCK_STREAM):
        one = socket.socket(socket.AF_INET, kind)
        self.sockets.append(one)
        one.bind((HOST, 0))
        return one.getsockname()[1]


class Ports(unittest.TestCase):
    def setUp(self):
        setting("ip_local_port_range", "32768 60999")
        setting("ip_local_reserved_ports", "\n")

    def test_connect_takes_even_ports_in_steps(self):
        """connect(): 400 of 400 even, in steps of 2 to 16 to one destination."""
        with Held() as held:
            held.listen(9999)
            kernel = [held.connect(9999) for _ in range(400)]
        _, model = simulate("--algorithm", "linux-connect", "--connections", 400)
        for ports in (kernel, model):
            self.assertEqual(parities(ports), {"even": 400})
            self.assertEqual(len(set(ports)), 400)
            walked = [s for s in steps(ports) if s > 16]
            # The keyed start changes every 10 s of the kernel's clock: the walk may jump once.
            self.assertLessEqual(len(walked), 1, walked)
            self.assertTrue(all(s % 2 == 0 and s >= 2 for s in steps(ports)))

    def test_bind_takes_odd_ports(self):
        """bind(0): 400 of 400 odd, over the whole range."""
        with Held() as held:
            kernel = [held.bind_any() for _ in range(400)]
        _, model = simulate("--algorithm", "linux-bind", "--connections", 400)
        for ports in (kernel, model):
            self.assertEqual(parities(ports), {"odd": 400})
            self.assertGreater(max(ports) - min(ports), 20000)

    def test_udp_takes_both(self):
        """UDP: both parities, about half each (201 and 199 when it was measured)."""
        with Held() as held:
            kernel = [held.bind_any(socket.SOCK_DGRAM) for _ in range(400)]
        _, model = simulate("--algorithm", "linux-udp", "--connections", 400)
        for ports in (kernel, model):
            self.assertTrue(140 <= parities(ports)["even"] <= 260, parities(ports))

    def test_exhaustion_after_exactly_the_free_ports(self):
        """40000-40999 with 101 reserved: 899 connects to one destination, then EADDRNOTAVAIL; the odd ports come when
        the 449 even ones are gone; another destination still works."""
        setting("ip_local_port_range", "40000 40999")
        setting("ip_local_reserved_ports", "40100-40200")
        with Held() as held:
            held.listen(9999)
            held.listen(9998)
            kernel = [held.connect(9999) for _ in range(900)]
            other = held.connect(9998)
        self.assertEqual(kernel[899], "EADDRNOTAVAIL")
        summary, model = simulate("--algorithm", "linux-connect", "--range", "40000-40999", "--reserved", "40100-40200",
                                  "--connections", 900)
        self.assertIn("EADDRNOTAVAIL", summary["symptom"])
        self.assertEqual((summary["opened"], summary["refused"]), (899, 1))
        self.assertIsInstance(other, int)
        both, _ = simulate("--algorithm", "linux-connect", "--range", "40000-40999", "--reserved", "40100-40200",
                           "--connections", 1798, "--destinations", 2)
        self.assertEqual(both["opened"], 1798)
        for ports in (kernel[:899], model[:899]):
            self.assertEqual(sorted(ports), [p for p in range(40000, 41000) if not 40100 <= p <= 40200])
            first_odd = next(i for i, port in enumerate(ports) if port % 2 == 1)
            self.assertEqual(first_odd, 449)

    def test_reserved_ports_are_never_chosen(self):
        """ip_local_reserved_ports is honoured by every automatic choice."""
        setting("ip_local_port_range", "40000 40099")
        setting("ip_local_reserved_ports", "40010-40089")
        for algorithm, choose in (("linux-bind", lambda held: held.bind_any()),
                                  ("linux-udp", lambda held: held.bind_any(socket.SOCK_DGRAM))):
            with Held() as held:
                kernel = [choose(held) for _ in range(20)]
            _, model = simulate("--algorithm", algorithm, "--range", "40000-40099", "--reserved", "40010-40089",
                                "--connections", 20)
            expected = [*range(40000, 40010), *range(40090, 40100)]
            self.assertEqual(sorted(kernel), expected)
            self.assertEqual(sorted(model), expected)

    def test_bind_without_a_port_leaves_the_choice_to_connect(self):
        """bind(0) with IP_BIND_ADDRESS_NO_PORT: all even."""
        def prepare(client):
            client.setsockopt(socket.IPPROTO_IP, NO_PORT_AT_BIND, 1)
            client.bind((HOST, 0))
        with Held() as held:
            held.listen(9999)
            self.assertEqual(parities([held.connect(9999, prepare) for _ in range(100)]), {"even": 100})

    def test_the_range_of_a_socket(self):
        """IP_LOCAL_PORT_RANGE 50000-50999: both parities; 10000-20000 lies outside of the system's range, and counts
        for nothing."""
        def prepare(first, last):
            return lambda client: client.setsockopt(socket.IPPROTO_IP, OWN_RANGE, struct.pack("=I", first | last << 16))
        with Held() as held:
            held.listen(9999)
            try:
                kernel = [held.connect(9999, prepare(50000, 50999)) for _ in range(200)]
            except OSError as error:
                self.skipTest(f"this kernel has no IP_LOCAL_PORT_RANGE: {error}")
            ignored = [held.connect(9999, prepare(10000, 20000)) for _ in range(20)]
        _, model = simulate("--algorithm", "linux-connect", "--socket-range", "50000-50999", "--connections", 200)
        for ports in (kernel, model):
            self.assertTrue(all(50000 <= port <= 50999 for port in ports))
            self.assertEqual(set(parities(ports)), {"even", "odd"})
        self.assertTrue(all(32768 <= port <= 60999 for port in ignored))

    def test_masquerade_keeps_a_free_port(self):
        """The first host keeps its port; the second gets another of its class: below 512 1-511, below 1024 600-1023,
        else 1024-65535."""
        with Translator() as translator:
            for source, first, last in ((40001, 1024, 65535), (1024, 1024, 65535), (1023, 600, 1023), (700, 600, 1023),
                                        (300, 1, 511)):
                kept, changed = translator.ports(source)
                _, model = simulate("--algorithm", "linux-masquerade", "--hosts", 2, "--source-port", source,
                                    "--connections", 2)
                for ports in ((kept, changed), model):
                    self.assertEqual(ports[0], source)
                    self.assertNotEqual(ports[1], source)
                    self.assertTrue(first <= ports[1] <= last, (source, ports))


class Translator:
    """Two hosts behind a namespace that masquerades, and a server that tells the port it sees."""
    RULES = ('table ip t {\n chain p {\n  type nat hook postrouting priority 100;\n  oifname "s0" masquerade\n }\n}\n')

    def __init__(self):
        self.prefix = f"hop{os.getpid()}"
        self.names = [f"{self.prefix}{n}" for n in ("a", "b", "n", "s")]

    def ip(self, *words):
        subprocess.run(["ip", *words], check=True, capture_output=True)

    def __enter__(self):
        a, b, n, s = self.names
        for name in self.names:
            self.ip("netns", "add", name)
        for port, (host, net) in {"a0": (a, "10.9.1"), "b0": (b, "10.9.2"), "s0": (s, "10.9.3")}.items():
            self.ip("-n", n, "link", "add", "name", port, "type", "veth", "peer", "name", "e0", "netns", host)
            self.ip("-n", n, "address", "add", f"{net}.1/24", "dev", port)
            self.ip("-n", host, "address", "add", f"{net}.5/24", "dev", "e0")
            self.ip("-n", n, "link", "set", port, "up")
            self.ip("-n", host, "link", "set", "e0", "up")
            self.ip("-n", host, "route", "add", "default", "via", f"{net}.1")
        subprocess.run(["ip", "netns", "exec", n, "sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward; nft -f -"],
                       input=self.RULES, text=True, check=True)
        code = ("import socket\ns=socket.create_server(('10.9.3.5',80))\nprint('ready',flush=True)\nheld=[]\n"
                "while True:\n c,a=s.accept(); held.append(c); print(a[1],flush=True)\n")
        self.server = subprocess.Popen(["ip", "netns", "exec", s, sys.executable, "-c", code], stdout=subprocess.PIPE,
                                       text=True)
        self.server.stdout.readline()
        self.clients = []
        return self

    def ports(self, source):
        seen = []
        code = (f"import socket,sys\ns=socket.socket()\ns.bind(('',{source}))\ns.connect(('10.9.3.5',80))\n"
                "sys.stdin.read()\n")
        for host in self.names[:2]:
            self.clients.append(subprocess.Popen(["ip", "netns", "exec", host, sys.executable, "-c", code],
                                                 stdin=subprocess.PIPE, text=True))
            seen.append(int(self.server.stdout.readline()))
        return seen

    def __exit__(self, *_):
        for process in (*self.clients, self.server):
            process.kill()
            process.communicate()
        for name in self.names:
            subprocess.run(["ip", "netns", "del", name], check=False)


if __name__ == "__main__":
    need_root.need_lab(PROGRAM)
    if os.environ.get("HALFOPEN_OUTER_NAMESPACE") != "left":
        os.environ["HALFOPEN_OUTER_NAMESPACE"] = "left"
        os.execvp("unshare", ["unshare", "-n", sys.executable, *sys.argv])
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    unittest.main(argv=[sys.argv[0]], verbosity=1)
