#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes one file of a built page and the engine's WebAssembly module, for `halfopen report html`.

usage: make_single_page.py FOLDER HALFOPEN.WASM OUTPUT.html

FOLDER holds index.html with one script and one style sheet beside it. The file asks for nothing else,
and its content security policy lets it run nothing else: the hashes are of what stands in it. The
block `halfopen-session` stays empty; the program fills it.
"""
import base64
import gzip
import hashlib
import pathlib
import re
import sys

SCRIPT = re.compile(r'\s*<script type="module"[^>]* src="\./([\w.-]+)"></script>')
STYLE = re.compile(r'\s*<link rel="stylesheet"[^>]* href="\./([\w.-]+)" ?/?>')
CHARSET = '<meta charset="utf-8" />'


def take(html, pattern, folder):
    """The page without the one element that matches, and the text of the file that it names."""
    found = pattern.findall(html)
    if len(found) != 1:
        sys.exit(f"index.html: {len(found)} elements like {pattern.pattern}, one is needed")
    return pattern.sub("", html), (folder / found[0]).read_text(encoding="utf-8")


def source(text):
    """The source expression of a content security policy for an element with this text."""
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


def single_page(folder, module):
    html, script = take((folder / "index.html").read_text(encoding="utf-8"), SCRIPT, folder)
    html, style = take(html, STYLE, folder)
    for text, end in ((script, "</script"), (script, "<!--"), (style, "</style")):
        if end in text.lower():
            sys.exit(f"the page holds {end}, which would end its element")
    if re.search(r'\bimport\s*\(\s*["\'`]\./', script):
        sys.exit("the script loads another one: build with --mode single")
    for needed in (CHARSET, "</head>", "</body>"):
        if html.count(needed) != 1:
            sys.exit(f"index.html: {needed} must stand there once")
    policy = ("default-src 'none'; script-src " + source(script) + " 'wasm-unsafe-eval'; style-src " + source(style) +
              "; img-src data:; base-uri 'none'; form-action 'none'")
    packed = base64.b64encode(gzip.compress(module, 9, mtime=0)).decode()
    head = f'{CHARSET}\n    <meta http-equiv="Content-Security-Policy" content="{policy}" />'
    blocks = ('<script type="application/json" id="halfopen-session"></script>\n'
              f'<script type="application/wasm-base64" id="halfopen-wasm">{packed}</script>\n'
              f'<script type="module">{script}</script>\n')
    html = html.replace(CHARSET, head).replace("</head>", f"<style>{style}</style>\n  </head>")
    return html.replace("</body>", blocks + "  </body>")


def main(argv):
    if len(argv) != 4:
        sys.exit(__doc__)
    page = single_page(pathlib.Path(argv[1]), pathlib.Path(argv[2]).read_bytes())
    output = pathlib.Path(argv[3])
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv)
