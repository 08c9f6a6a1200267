#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Who may ask `halfopen serve`, and what a broken or hostile request comes to."""
import json
import os
import signal
import socket
import threading
import time
import unittest

import support
from serve_case import JSON_TYPE, WEB_SERVER, Answer, ServeCase, Serving, everything, wait_until
from support import run

QUESTION = {"from": "10.10.1.148", "to": "web-server", "port": "443"}
KIBI = 1024
MOST = 8 * KIBI * KIBI
ALWAYS = {
    "content-security-policy": "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; "
                               "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
                               "frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
    "connection": "close",
}


class Safety(ServeCase):
    def expect(self, answer, status):
        """The status, the headers of every answer, and JSON that says what is wrong."""
        self.assertEqual(answer.status, status, answer.raw[:300])
        for name, value in ALWAYS.items():
            self.assertEqual(answer.headers.get(name), [value], f"{name} of a {status}")
        for name in answer.headers:
            self.assertFalse(name.startswith("access-control-"), name)
        if status != 200:
            self.assertTrue(answer.json()["error"]["what"])
        return answer

    def works(self):
        self.expect(self.serving.post("check", QUESTION), 200)

    # Who asks

    def test_hosts(self):
        port = self.serving.port
        for host in (f"127.0.0.1:{port}", f"localhost:{port}", "localhost", f"LocalHost:{port}", "127.0.0.2:80", "[::1]:9"):
            self.expect(self.serving.post("check", QUESTION, host=host), 200)
        for host in ("evil.example", f"evil.example:{port}", "127.0.0.1.evil.example", "localhost.evil.example", "",
                     "127.0.0.1@evil.example", "[::1", "[::1]x", "localhost:", "localhost:123456", "::1", "10.0.0.1",
                     "0.0.0.0", "localhost:80:80", "127.0.0.1,evil.example", "[localhost]", "[127.0.0.1]", "2130706433"):
            self.expect(self.serving.post("check", QUESTION, host=host), 421)
            self.expect(self.serving.request("GET /", host=host), 421)

    def test_two_hosts(self):
        self.expect(self.serving.post("check", QUESTION, "Host: localhost"), 421)

    def test_origins(self):
        own = self.serving.authority
        self.expect(self.serving.post("check", QUESTION, f"Origin: http://{own}"), 200)
        for origin in ("http://evil.example", "null", f"https://{own}", "http://127.0.0.1", f"http://localhost:{self.serving.port}",
                       f"http://{own}.evil.example", f"http://{own}/", f"http://{own} http://evil.example"):
            self.expect(self.serving.post("check", QUESTION, f"Origin: {origin}"), 403)
        self.expect(self.serving.post("check", QUESTION, f"Origin: http://{own}", f"Origin: http://{own}"), 403)

    def test_what_browsers_say_of_other_sites(self):
        self.expect(self.serving.post("check", QUESTION, "Sec-Fetch-Site: same-origin"), 200)
        for site in ("cross-site", "same-site", "anything"):
            self.expect(self.serving.post("check", QUESTION, f"Sec-Fetch-Site: {site}"), 403)

    def test_preflights_are_refused(self):
        answer = self.expect(self.serving.request("OPTIONS /api/check", "Origin: http://evil.example",
                                                  "Access-Control-Request-Method: POST"), 403)
        self.assertNotIn("access-control-allow-origin", answer.headers)
        self.expect(self.serving.request("OPTIONS /api/check"), 405)

    # What is asked

    def test_methods(self):
        for method in ("GET", "HEAD", "PUT", "DELETE", "PATCH"):
            answer = self.serving.request(f"{method} /api/check", JSON_TYPE, "Content-Length: 2", body=b"{}")
            if method == "HEAD":
                self.assertEqual((answer.status, answer.body), (405, b""))
                continue
            self.expect(answer, 405)
            self.assertEqual(answer.headers["allow"], ["POST"])
        for method in ("POST", "PUT", "DELETE"):
            answer = self.expect(self.serving.request(f"{method} /", JSON_TYPE, "Content-Length: 2", body=b"{}"), 405)
            self.assertEqual(answer.headers["allow"], ["GET, HEAD"])
        for method in ("TRACE", "CONNECT"):
            self.expect(self.serving.request(f"{method} /"), 405)
        self.expect(self.serving.request("BREW /"), 400)

    def test_content_types(self):
        body = json.dumps(QUESTION).encode()
        length = f"Content-Length: {len(body)}"
        for kind in ("application/json", "application/json; charset=utf-8", 'Application/JSON;charset="UTF-8"'):
            self.expect(self.serving.request("POST /api/check", f"Content-Type: {kind}", length, body=body), 200)
        for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "",
                     "application/json; charset=utf-16", "application/jsonx", "text/plain; application/json"):
            self.expect(self.serving.request("POST /api/check", f"Content-Type: {kind}", length, body=body), 415)
        self.expect(self.serving.request("POST /api/check", length, body=body), 415)
        self.expect(self.serving.request("POST /api/check", JSON_TYPE, JSON_TYPE, length, body=body), 415)
        self.expect(self.serving.post("check", QUESTION, "Content-Encoding: gzip"), 415)

    def test_paths(self):
        for path in ("/../etc/passwd", "/..%2f..%2fetc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "//etc/passwd", "/etc/passwd",
                     "/index.html%00.js", "/.git/config", "/web/dist/index.html", "/page.js/../../x", "\\..\\x", "*",
                     "http://evil.example/", "/" + "a" * 7000):
            self.expect(self.serving.request(f"GET {path}"), 404)
        for path in ("/api/../etc/passwd", "/api/nothing", "/api/", "/api/check/", "/api/CHECK", "/api/check%20"):
            self.expect(self.serving.request(f"POST {path}", JSON_TYPE, "Content-Length: 2", body=b"{}"), 404)
        self.expect(self.serving.request("GET /" + "a" * 9000), 414)

    def test_no_page_with_api_only(self):
        for path in ("/", "/index.html", "/page.js"):
            self.expect(self.serving.request(f"GET {path}"), 404)

    # Bodies

    def test_bodies_that_are_no_question(self):
        for body in (b"", b"{", b"[]", b"null", b"1", b'"x"', b"{}{}", b"{} x", b'{"from":}', b"\xff\xfe", b'{"from": "\xff"}',
                     b'{"from": "a\nb"}', b'{"from": "a\x00b"}', b"{'from': 'x'}", b'{"from": 1}', b'{"from": ["x"]}',
                     b'{"port": 443}', b'{"clients": "linux"}', b'{"clients": [1]}', b'{"family": "ipv5"}', b'{"family": 4}',
                     b'{"client_port": "1"}', b'{"client_port": 65536}', b'{"client_port": -1}', b'{"client_port": 1.5}',
                     b'{"sources": {}}', b'{"sources": ["x"]}', b'{"sources": [{"name": "x"}]}',
                     b'{"sources": [{"name": "x", "text": 1}]}', b'{"sources": [{"name": "x", "text": "", "more": 1}]}',
                     b'{"sources": [{"name": "x", "name": "y", "text": ""}]}', b'{"nothing": 1}', b'{"acl": "x"}',
                     b'{"changed": []}', b'{"from": "x", "from": "x"}', b'{"__proto__": {}}', b'{"from": null}'):
            self.expect(self.serving.post("check", body), 400)

    def test_deep_bodies(self):
        for deep in (b"[" * 1_000_000, b'{"a":' * 300_000, b'{"from":' + b"[" * 500_000 + b"]" * 500_000 + b"}",
                     b'{"sources":[' + b'{"name":' * 200_000, b'{"sources":' + b"[" * 1_000_000):
            self.expect(self.serving.post("check", deep), 400)
        # A source is a text of its own, and may be as deep as it likes.
        nested = "[" * 200_000 + "]" * 200_000
        for text in (nested, '{"a":' * 100_000 + "1" + "}" * 100_000, '{"NetworkAcls":' + nested + "}"):
            self.expect(self.serving.post("check", {**QUESTION, "sources": [{"name": "deep.json", "text": text}]}), 422)
        self.works()

    def test_control_characters_and_tags(self):
        """Whatever comes back is JSON text, and nothing else."""
        for word in ("<script>alert(1)</script>", "\x00\x01\x1b[31m", "\u2028\u202e", "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
                     '"}</script>', "\r\nSet-Cookie: a=b"):
            for member in ("from", "to", "port"):
                self.expect(self.serving.post("check", {**QUESTION, member: word}), 422)
            answer = self.expect(self.serving.post("overview", {"sources": [{"name": word, "text": "acl: " + word}]}), 200)
            self.assertEqual(answer.headers["content-type"], ["application/json"])
            self.assertEqual(answer.json()["sources"][0]["name"], word)
            answer = self.serving.request(f"GET /{word.encode('ascii', 'xmlcharrefreplace').decode()}")
            self.assertIn(answer.status, (400, 404))
            self.assertNotIn("set-cookie", answer.headers)

    def test_what_the_engine_refuses(self):
        for change in ({"from": "nobody"}, {"to": ""}, {"port": "x"}, {"port": "70000"}, {"clients": ["amiga"]},
                       {"from": "2001:db8::1", "family": "ipv4"}, {"sources": []}):
            self.expect(self.serving.post("check", {**QUESTION, **change}), 422)
        for verb, body in (("heatmap", {}), ("heatmap", {"port": "1,2"}), ("heatmap", {"port": "47/"}), ("heatmap", {"port": "icmp/8"}), ("heatmap", {"port": "icmpv6/echo"}), ("matrix", {"port": "icmpv6/echo"}),
                           ("check", {**QUESTION, "port": ",".join(map(str, range(1, 1002)))}), ("matrix", {"port": "icmp/8"}),
                           ("lint", {"acl": "x"}), ("diff", {}), ("plan-apply", {}), ("diff", {"changed": [{"name": "x", "text": "x"}]})):
            self.expect(self.serving.post(verb, body), 422)

    def test_large_bodies(self):
        filler = json.dumps({**QUESTION, "sources": [{"name": "x", "text": "#" * (MOST - 200)}]}).encode()
        self.assertLessEqual(len(filler), MOST)
        self.expect(self.serving.post("check", filler), 422)  # read, and there is nothing in it
        self.expect(self.serving.post("check", filler + b" " * (MOST + 1 - len(filler))), 413)
        self.expect(self.serving.post("check", b" " * (3 * MOST)), 413)
        for length, status in (("99999999999999999999", 413), ("18446744073709551616", 413), ("9000000", 413), ("-1", 400), ("1e3", 400),
                               ("0x10", 400), ("12 12", 400)):
            self.expect(self.serving.request("POST /api/check", JSON_TYPE, f"Content-Length: {length}", body=b"{}"), status)
        self.expect(self.serving.request("POST /api/check", JSON_TYPE, "Content-Length: 2", "Content-Length: 3", body=b"{}"), 400)
        self.works()

    def test_chunked_bodies(self):
        def chunked(parts):
            return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"
        body = json.dumps(QUESTION).encode()
        coding = "Transfer-Encoding: chunked"
        self.expect(self.serving.request("POST /api/check", JSON_TYPE, coding, body=chunked([body[:10], body[10:]])), 200)
        self.expect(self.serving.request("POST /api/check", JSON_TYPE, coding, body=chunked([b" " * KIBI * KIBI] * 9)), 413)
        for broken in (b"x\r\n", b"5\r\n{}\r\n0\r\n\r\n", b"ffffffffffffffff\r\n{}"):
            answer = self.serving.request("POST /api/check", JSON_TYPE, coding, body=broken)
            self.assertIn(answer.status, (400, 413))
        self.works()

    def test_many_and_long_headers(self):
        self.expect(self.serving.post("check", QUESTION, "X-Long: " + "a" * 9000), 400)
        answer = self.serving.post("check", QUESTION, *[f"X-{i}: {'a' * 500}" for i in range(20_000)])
        self.assertIn(answer.status, (0, 400))  # more than a head may have: no answer is owed
        self.works()

    def test_ranges_and_compression_are_not_done(self):
        answer = self.expect(self.serving.post("check", QUESTION, "Range: bytes=0-1", "Accept-Encoding: gzip, br"), 200)
        self.assertNotIn("content-encoding", answer.headers)
        self.assertEqual(answer.json()["schema"], "halfopen.check/1")

    def test_noise(self):
        for noise in (b"\x00" * 100, b"\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/9\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00" * 20,
                      b"GET / HTTP/1.1\r\nHost\r\n\r\n", b"POST /api/check HTTP/1.1\r\n"):
            with self.serving.connect() as connection:
                connection.sendall(noise)
                connection.shutdown(socket.SHUT_WR)
                answer = everything(connection)
            self.assertTrue(not answer or Answer(answer).status in (400, 421), answer[:100])
        self.works()

    def test_one_request_a_connection(self):
        """What follows a refused request is not taken for another one."""
        body = json.dumps(QUESTION).encode()
        second = (f"POST /api/check HTTP/1.1\r\nHost: {self.serving.authority}\r\n{JSON_TYPE}\r\n"
                  f"Content-Length: {len(body)}\r\n\r\n").encode() + body
        first = f"POST /api/check HTTP/1.1\r\nHost: evil.example\r\n{JSON_TYPE}\r\nContent-Length: {len(second)}\r\n\r\n".encode()
        for start in (first, second):
            answers = self.serving.send(start + second)
            self.assertEqual(answers.raw.count(b"HTTP/1.1 "), 1)


class Clients(ServeCase):
    def test_a_slow_client_keeps_nobody_waiting(self):
        slow = [self.serving.connect() for _ in range(8)]
        try:
            for connection in slow[:4]:
                connection.sendall(b"POST /api/check HTTP/1.1\r\nHost: loc")
            for connection in slow[4:]:
                connection.sendall(f"POST /api/check HTTP/1.1\r\nHost: localhost\r\n{JSON_TYPE}\r\nContent-Length: 99\r\n\r\n{{".encode())
            start = time.monotonic()
            self.assertEqual(self.serving.post("check", QUESTION).status, 200)
            self.assertLess(time.monotonic() - start, 5)
            for connection in slow[:2]:  # a byte now and then does not help
                for _ in range(24):
                    try:
                        connection.sendall(b"a")
                    except OSError:
                        break
                    time.sleep(0.5)
                connection.settimeout(5)
                everything(connection)
            self.assertLess(time.monotonic() - start, 40)
            statuses = [Answer(everything(connection)).status for connection in slow[4:]]
            self.assertEqual(set(statuses), {400})
        finally:
            for connection in slow:
                connection.close()

    def test_many_silent_clients_cost_one_wait(self):
        """The time of a connection begins when it is taken, not when a thread has time for it."""
        silent = [self.serving.connect() for _ in range(40)]
        try:
            start = time.monotonic()
            self.assertEqual(self.serving.post("check", QUESTION).status, 200)
            self.assertLess(time.monotonic() - start, 20)  # three waits of 10 seconds before
        finally:
            for connection in silent:
                connection.close()

    def test_two_clients_at_once(self):
        wrong = []

        def ask(port, verdict):
            for _ in range(40):
                text = f"acl: a\ningress 1 allow tcp {port} any\negress 1 allow tcp 1024-65535 any\n"
                answer = self.serving.post("check", {"sources": [{"name": "a", "text": text}], "from": "192.0.2.1", "to": "a", "port": "443"})
                if answer.status != 200 or answer.json()["connections"][0]["verdict"] != verdict:
                    wrong.append(answer.text())

        askers = [threading.Thread(target=ask, args=words) for words in ((443, "works"), (80, "denied"), (443, "works"), (22, "denied"))]
        for asker in askers:
            asker.start()
        for asker in askers:
            asker.join()
        self.assertEqual(wrong, [])

    def test_clients_that_go_away(self):
        for _ in range(50):
            with self.serving.connect() as connection:
                connection.sendall(b"POST /api/check HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{")
        self.assertEqual(self.serving.post("check", QUESTION).status, 200)


class Process(support.CommandCase):
    def test_ends_by_signal(self):
        for how in (signal.SIGINT, signal.SIGTERM):
            serving = Serving("--api-only")
            idle = serving.connect()
            start = time.monotonic()
            self.assertEqual(serving.stop(how), 0)
            self.assertLess(time.monotonic() - start, 5)
            idle.close()
            with self.assertRaises(OSError):
                serving.connect()

    def test_a_port_is_taken_once(self):
        serving = Serving("--api-only")
        try:
            second = run("serve", "--api-only", "--port", serving.port)
            self.assertEqual((second.returncode, second.stdout), (1, ""))
            self.assertIn("Address already in use", second.stderr)
        finally:
            serving.stop()

    def test_what_cannot_start(self):
        for words in (("--port", "70000"), ("--port", "x"), ("--listen", "203.0.113.1"), ("--listen", "0"), ("--listen", "*"), ("--listen", ""), ("--listen", "[::1]:80"), ("--open", "--no-open"), ("--nothing",),
                      (self.folder / "missing.json",), (self.write("x.bin", "hello"),)):
            result = run("serve", "--api-only", "--port", "0", *words)
            self.assertEqual((result.returncode, result.stdout), (1, ""), words)
            self.assertTrue(result.stderr)

    def test_the_page_is_what_was_built(self):
        dist = support.PROJECT / "web/dist"
        if not (dist / "index.html").exists():
            result = run("serve", "--port", "0")
            self.assertEqual((result.returncode, result.stdout), (1, ""))
            self.assertIn("make page", result.stderr)
            return
        serving = Serving()
        try:
            for path in ("/", *(f"/{file.relative_to(dist)}" for file in dist.rglob("*") if file.is_file() and file.suffix != ".map")):
                answer = serving.request(f"GET {path}")
                self.assertEqual(answer.status, 200, path)
                self.assertEqual(answer.body, (dist / (path.lstrip("/") or "index.html")).read_bytes(), path)
                for name, value in ALWAYS.items():
                    self.assertEqual(answer.headers.get(name), [value], name)
                self.assertEqual(serving.request(f"HEAD {path}").body, b"")
        finally:
            serving.stop()

    def test_without_inputs_requests_bring_them(self):
        serving = Serving("--api-only")
        try:
            self.assertFalse(serving.post("overview", {}).json()["loaded"])
            self.assertEqual(serving.post("check", QUESTION).status, 422)
            source = {"name": "w", "text": WEB_SERVER.read_text(encoding="utf-8")}
            self.assertEqual(serving.post("check", {**QUESTION, "sources": [source]}).status, 200)
        finally:
            serving.stop()

    def test_listens_where_it_is_told_only(self):
        serving = Serving("--api-only")
        try:
            with open(f"/proc/{serving.process.pid}/net/tcp", encoding="ascii") as table:
                listening = [line.split()[1] for line in table if line.split()[3] == "0A"]
            self.assertIn(f"0100007F:{serving.port:04X}", listening)
            self.assertNotIn(f"00000000:{serving.port:04X}", listening)
        finally:
            serving.stop()

    def test_listens_elsewhere_if_told(self):
        serving = Serving("--api-only", "--listen", "0.0.0.0")
        try:
            self.assertEqual(serving.host, "127.0.0.1")
            for host, status in (("192.0.2.7:1", 200), ("[2001:db8::1]", 200), ("localhost", 200), ("evil.example", 421)):
                self.assertEqual(serving.post("check", {"sources": []}, host=host).status, 422 if status == 200 else status, host)
        finally:
            serving.stop()

    def test_gives_up_privileges(self):
        serving = Serving("--api-only")
        try:
            def status():
                with open(f"/proc/{serving.process.pid}/status", encoding="ascii") as lines:
                    return dict(line.rstrip("\n").split(":\t", 1) for line in lines if ":\t" in line)
            self.assertTrue(wait_until(lambda: status()["NoNewPrivs"] == "1"))
            if os.geteuid() == 0:
                self.assertEqual(status()["Uid"].split(), ["65534"] * 4)
                self.assertEqual(status()["Gid"].split(), ["65534"] * 4)
                self.assertEqual(status()["Groups"].split(), [])
                self.assertEqual(int(status()["CapEff"], 16) | int(status()["CapPrm"], 16), 0)
        finally:
            serving.stop()


if __name__ == "__main__":
    support.main()
