#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Turns the files of a built page into rows of a C++ initialiser. A folder that is not there gives no row.

usage: embed_page.py FOLDER OUTPUT.inc
"""
import pathlib
import sys

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".gz": "application/gzip",
    ".txt": "text/plain; charset=utf-8",
}
LINE = 90  # bytes in a line of the literal


def literal(data):
    """The bytes as adjacent string literals; octal escapes of three digits end by themselves."""
    def byte(value):
        if value in b'"\\?':
            return "\\" + chr(value)
        return chr(value) if 32 <= value < 127 else "\\%03o" % value
    lines = [data[i:i + LINE] for i in range(0, len(data), LINE)] or [b""]
    return "\n".join('"%s"' % "".join(map(byte, line)) for line in lines)


def rows(folder):
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.suffix == ".map":
            continue
        if path.suffix not in TYPES:
            raise ValueError(f"{path.name}: no media type is known for {path.suffix}")
        data = path.read_bytes()
        name = "/" + path.relative_to(folder).as_posix()
        yield '{"%s", "%s", std::string_view(\n%s, %d)},\n' % (name, TYPES[path.suffix], literal(data), len(data))


def main(argv):
    if len(argv) != 3:
        sys.exit(__doc__)
    pathlib.Path(argv[2]).write_text("".join(rows(pathlib.Path(argv[1]))), encoding="ascii")


if __name__ == "__main__":
    main(sys.argv)
