# SPDX-License-Identifier: Apache-2.0
"""A network namespace with a veth pair: r0 is the router's port, p0 the subnet's side of it."""
import errno
import ipaddress
import json
import os
import shutil
import socket
import struct
import subprocess
import sys
import time

SKIPPED = 77
ARP, IPV4, IPV6 = 0x0806, 0x0800, 0x86DD
PROBE = 'table netdev probe {\n chain c {\n  type filter hook egress device "r0" priority 0;\n }\n}\n'


def skip(why):
    print(f"skipped: {why}")
    sys.exit(SKIPPED)


def nft(*words, stdin=""):
    return subprocess.run(["nft", *words], input=stdin, capture_output=True, text=True, check=False)


def enter():
    """Goes on in a namespace of its own, with the pair in it; or says why it cannot."""
    os.environ["PATH"] = os.environ.get("PATH", "/usr/bin:/bin") + ":/usr/sbin:/sbin"
    outside = os.environ.get("HALFOPEN_OUTER_NAMESPACE")
    here = os.readlink("/proc/self/ns/net")
    if outside == here:  # what follows takes every rule away: never on the machine itself
        skip("no network namespace can be made here")
    if not outside:
        for program in ("nft", "ip", "unshare"):
            if not shutil.which(program):
                skip(f"{program} is not installed")
        if os.geteuid() != 0:
            skip("a network namespace needs root")
        if subprocess.run(["unshare", "-n", "true"], capture_output=True, check=False).returncode != 0:
            skip("no network namespace can be made here")
        environment = dict(os.environ, HALFOPEN_OUTER_NAMESPACE=here)
        os.execvpe("unshare", ["unshare", "-n", sys.executable, *sys.argv], environment)
    with open("/proc/sys/net/ipv6/conf/default/disable_ipv6", "w", encoding="ascii") as switch:
        switch.write("1")  # no announcements of the kernel's own among the packets
    if subprocess.run(["ip", "link", "add", "r0", "type", "veth", "peer", "name", "p0"],
                      capture_output=True, check=False).returncode != 0:
        skip("no veth pair can be made here")
    for device in ("r0", "p0"):
        subprocess.run(["ip", "link", "set", device, "arp", "off", "up"], check=True)
    if nft("-f", "-", stdin=PROBE).returncode != 0:
        skip("this kernel or nft has no egress hook for the family netdev")
    nft("flush", "ruleset")


def rules():
    """(comment, packets, bytes) of every rule that is loaded; None for a rule that does not count."""
    listed = json.loads(nft("-j", "list", "ruleset").stdout)["nftables"]
    found = []
    for rule in (element["rule"] for element in listed if "rule" in element):
        counters = [part["counter"] for part in rule["expr"] if "counter" in part]
        counter = (counters[0]["packets"], counters[0]["bytes"]) if counters else None
        found.append((rule.get("comment"), counter))
    return found


def counters():
    """Comment -> (packets, bytes) of what has counted something."""
    return {comment: counter for comment, counter in rules() if counter and counter[0]}


def settled(packets):
    """The counters, once that many packets have been counted, or half a second has passed."""
    end = time.monotonic() + 0.5
    while True:
        found = counters()
        if sum(count for count, _ in found.values()) >= packets or time.monotonic() > end:
            return found
        time.sleep(0.002)


class Wire:
    """Sends packets into the subnet (out of r0) or out of it (out of p0, so into r0)."""

    def __init__(self):
        self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, 0)

    def send(self, direction, kind, payload):
        """False if the packet did not get out: the egress hook says so, the ingress hook does not."""
        device = "r0" if direction == "ingress" else "p0"
        try:
            self.socket.sendto(payload, (device, kind, 0, 0, b"\xff" * 6))
        except OSError as error:
            if error.errno != errno.ENOBUFS:
                raise
            return False
        return True


def transport(protocol, sport=0, dport=0, message=(0, 0), size=0):
    """The header that a protocol begins with, and `size` bytes behind it."""
    head = {6: struct.pack("!HHIIBBHHH", sport, dport, 0, 0, 0x50, 2, 1024, 0, 0),
            17: struct.pack("!HHHH", sport, dport, 8 + size, 0),
            1: struct.pack("!BBHI", *message, 0, 0), 58: struct.pack("!BBHI", *message, 0, 0),
            132: struct.pack("!HHII", sport, dport, 0, 0),
            0: struct.pack("!BBBBI", 59, 0, 1, 4, 0)}.get(protocol, b"\0" * 8)
    return head + b"\0" * size


def packet(source, destination, protocol, payload, hops=64, fragment=0):
    """(kind, bytes) of an IPv4 or IPv6 packet; `fragment` is IPv4's field of flags and offset."""
    source, destination = ipaddress.ip_address(source), ipaddress.ip_address(destination)
    if source.version == 6:
        head = struct.pack("!IHBB", 0x60000000, len(payload), protocol, hops)
        return IPV6, head + source.packed + destination.packed + payload
    words = [0x4500, 20 + len(payload), 1, fragment, hops << 8 | protocol, 0,
             *struct.unpack("!4H", source.packed + destination.packed)]
    total = sum(words)
    words[5] = 0xFFFF - ((total & 0xFFFF) + (total >> 16)) % 0xFFFF
    return IPV4, struct.pack("!10H", *words) + payload
