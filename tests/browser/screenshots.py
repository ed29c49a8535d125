#!/usr/bin/env python3
"""Takes a picture of each page of the demo into docs/screenshots, and of an empty desk: its first page, what a site offers, its first
ingest, and where a token is asked for.

usage: screenshots.py DATELINE [FOLDER]

DATELINE is the program. Pictures get few colours, so that they are small, which takes `target/browser/bin/pip install pillow`.
"""
import os
import subprocess
import sys
import tempfile

from PIL import Image

from adding import Newsroom, newsroom
from desk import PHONE, ROOT, WIDE, Watched, browser, demo, every_page, go, served

EXTRA = [('timeline-dark', 'timeline', WIDE, 'dark'), ('timeline-phone', 'timeline', PHONE, 'light'), ('document-phone', 'document', PHONE, 'dark')]


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    folder = sys.argv[2] if len(sys.argv) > 2 else os.path.join(ROOT, 'docs', 'screenshots')
    os.makedirs(folder, exist_ok=True)
    with browser() as chromium:
        told(chromium, sys.argv[1], folder)
        begun(chromium, sys.argv[1], folder)


def told(chromium, binary, folder):
    """The demo."""
    with tempfile.TemporaryDirectory() as data, demo(binary, data) as base:
        pages = every_page(base)
        for name, page, size, scheme in [(name, name, WIDE, 'light') for name in pages] + EXTRA:
            with Watched(chromium, base, size, color_scheme=scheme) as watched:
                watched.page.goto(pages[page])
                # Where the chart is, it is drawn; two frames later all of it. An archived page has no scripts that could wait for it.
                page == 'archived' or watched.page.evaluate('() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))')
                taken(watched.page, folder, name)


def begun(chromium, binary, folder):
    """An empty desk."""
    Newsroom.may_go_on.set()
    with tempfile.TemporaryDirectory() as data, newsroom('127.0.0.1') as site:
        sources = os.path.join(data, 'sources.toml')
        with open(sources, 'w', encoding='utf8') as file:
            file.write('[fetch]\nallow = ["127.0.0.1"]\npause = "0s"\n')
        desk = [binary, '--data', os.path.join(data, 'data'), '--sources', sources]
        with served(*desk, 'serve', '--listen', '127.0.0.1:0') as base, Watched(chromium, base) as watched:
            page = watched.page
            page.goto('/')
            taken(page, folder, 'first')
            page.get_by_label('Address of a site').fill(site + '/')
            go(page, page.get_by_role('button', name='See what is there').click)
            taken(page, folder, 'offers')
            page.locator('input[name=take]').first.check()
            go(page, page.get_by_role('button', name='Watch what is ticked').click)
            page.get_by_role('button', name='Ingest what is due').click(no_wait_after=True)
            page.locator('#done').wait_for()
            taken(page, folder, 'ingest')
        subprocess.run([*desk, 'token', 'add', 'desk', '--role', 'read'], stdout=subprocess.DEVNULL, check=True)
        with served(*desk, 'serve', '--listen', '127.0.0.1:0', '--host', 'localhost') as base:
            with Watched(chromium, base.replace('127.0.0.1', 'localhost')) as watched:
                watched.page.goto('/login')
                taken(watched.page, folder, 'login')


def taken(page, folder, name):
    path = os.path.join(folder, name + '.png')
    page.screenshot(path=path)
    Image.open(path).convert('RGB').quantize(96, dither=Image.Dither.NONE).save(path, optimize=True)


if __name__ == '__main__':
    main()
