#!/usr/bin/env python3
"""Takes a picture of each page of the demo into docs/screenshots.

usage: screenshots.py DATELINE [FOLDER]

DATELINE is the program. Pictures get few colours, so that they are small, which takes `target/browser/bin/pip install pillow`.
"""
import os
import sys
import tempfile

from PIL import Image

from desk import PHONE, ROOT, WIDE, Watched, browser, demo, every_page

EXTRA = [('timeline-dark', 'timeline', WIDE, 'dark'), ('timeline-phone', 'timeline', PHONE, 'light'), ('document-phone', 'document', PHONE, 'dark')]


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    folder = sys.argv[2] if len(sys.argv) > 2 else os.path.join(ROOT, 'docs', 'screenshots')
    os.makedirs(folder, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, demo(sys.argv[1], data) as base, browser() as chromium:
        pages = every_page(base)
        for name, page, size, scheme in [(name, name, WIDE, 'light') for name in pages] + EXTRA:
            with Watched(chromium, base, size, color_scheme=scheme) as watched:
                watched.page.goto(pages[page])
                # Where the chart is, it is drawn; two frames later all of it. An archived page has no scripts that could wait for it.
                page == 'archived' or watched.page.evaluate('() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))')
                path = os.path.join(folder, name + '.png')
                watched.page.screenshot(path=path)
                Image.open(path).convert('RGB').quantize(96, dither=Image.Dither.NONE).save(path, optimize=True)


if __name__ == '__main__':
    main()
