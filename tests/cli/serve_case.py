# SPDX-License-Identifier: Apache-2.0
"""`halfopen serve` as a process of its own on loopback, asked through plain sockets."""
import json
import re
import signal
import socket
import subprocess
import time

from support import PROGRAM, PROJECT, CommandCase

WEB_SERVER = PROJECT / "examples/web-server.txt"
JSON_TYPE = "Content-Type: application/json"


class Answer:
    def __init__(self, raw):
        head, self.separator, self.body = raw.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        self.raw = raw
        self.status = int(lines[0].split()[1]) if raw else 0
        self.headers = {}
        for line in lines[1:]:
            name, _, value = line.partition(":")
            self.headers.setdefault(name.strip().lower(), []).append(value.strip())

    def text(self):
        return self.body.decode("utf-8")

    def json(self):
        return json.loads(self.body)


class Serving:
    """A server over some inputs. Leaves no process behind."""

    def __init__(self, *arguments):
        self.process = subprocess.Popen([PROGRAM, "serve", "--port", "0", *map(str, arguments)],
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                        start_new_session=True)
        self.url = self.process.stdout.readline().strip()
        found = re.fullmatch(r"http://(.+):(\d+)/", self.url)
        if not found:
            self.stop()
            raise RuntimeError(f"no address: {self.url!r} {self.process.stderr.read()}")
        self.host = found.group(1).strip("[]")
        self.port = int(found.group(2))
        self.authority = f"127.0.0.1:{self.port}"

    def stop(self, how=signal.SIGINT):
        """Ends the server. Returns its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(how)
        try:
            return self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise
        finally:
            self.process.stdout.close()
            self.process.stderr.close()

    def connect(self):
        return socket.create_connection((self.host, self.port), timeout=30)

    def send(self, data):
        """These bytes as they are; everything that comes back."""
        with self.connect() as connection:
            try:
                connection.sendall(data)
            except OSError:
                pass  # refused before the end: the answer is there all the same
            return Answer(everything(connection))

    def request(self, line, *headers, body=b"", host=None):
        hosts = [f"Host: {self.authority if host is None else host}"] if host != "" else []
        head = "\r\n".join([line + " HTTP/1.1", *hosts, *headers, "", ""])
        return self.send(head.encode("latin-1") + body)

    def post(self, verb, body, *headers, **named):
        if not isinstance(body, bytes):
            body = json.dumps(body).encode("utf-8")
        length = f"Content-Length: {len(body)}"
        return self.request(f"POST /api/{verb}", JSON_TYPE, length, *headers, body=body, **named)


def everything(connection):
    parts = []
    try:
        while part := connection.recv(65536):
            parts.append(part)
    except ConnectionResetError:
        pass
    return b"".join(parts)


def wait_until(condition, seconds=10):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.01)
    return False


class ServeCase(CommandCase):
    """One server over the example for all tests of a class."""

    arguments = ("--api-only", WEB_SERVER)

    @classmethod
    def setUpClass(cls):
        cls.serving = Serving(*cls.arguments)

    @classmethod
    def tearDownClass(cls):
        code = cls.serving.stop()
        assert code == 0, f"the server ended with {code}"
