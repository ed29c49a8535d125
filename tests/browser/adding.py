#!/usr/bin/env python3
"""From an empty desk to the first answer in a browser: a site is named, what it offers is chosen, and its first ingest is told while it
lasts. Then what is refused: each such page says what to do, and axe-core finds nothing on it, light or dark.

usage: adding.py DATELINE

DATELINE is the program. It ends with 0 where all of it holds.
"""
import contextlib
import fcntl
import os
import sys
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from desk import SMALLEST, Watched, axe, browser, go, served

SCHEMES = ('light', 'dark')


class Newsroom(BaseHTTPRequestHandler):
    """A site with a quick feed, and one that can be made to wait."""
    may_go_on = threading.Event()
    asked = threading.Event()

    def do_GET(self):
        kind, body = shown(self.path, self.server.slow)
        self.send_response(200 if body else 404)
        self.send_header('Content-Type', kind)
        self.end_headers()
        if self.path == '/slow.xml':
            self.asked.set()
            # A sign of life now and then: whoever falls silent is not waited for.
            while not self.may_go_on.wait(1):
                self.wfile.write(b' ')
                self.wfile.flush()
        self.wfile.write(body.encode())

    def log_message(self, *_):
        pass


def shown(path, slow):
    """What lies at an address of the newsroom; the slow feed lies on a host of its own, as one host is asked one thing at a time."""
    name, _, number = path.removeprefix('/').rpartition('/')
    if path == '/':
        links = ''.join(f'<link rel=alternate type="application/rss+xml" href="{feed}.xml">' for feed in ('/quick', f'{slow}/slow'))
        return 'text/html', f'<head><title>Pier News</title>{links}</head><p>News of the pier.'
    if path in ('/quick.xml', '/slow.xml'):
        feed = path[1:-4]
        items = ''.join(f'<item><title>The {feed} pier, part {n}</title><link>/{feed}/{n}</link><pubDate>Wed, 04 Mar 2026 0{n}:00:00 GMT</pubDate></item>' for n in (1, 2, 3))
        return 'application/rss+xml', f'<rss version="2.0"><channel><title>Pier {feed}</title>{items}</channel></rss>'
    if name in ('quick', 'slow'):
        said = f'<p>“We will mend the {name} pier before the {number} boats of the summer come back to it,” said Mara Quill, the harbour master, on Tuesday.</p>'
        return 'text/html', f'<article><h1>The {name} pier, part {number}</h1>{said}<p>The work began in the morning, and all of the town came to see how it went.</p></article>'
    return 'text/plain', ''


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    with tempfile.TemporaryDirectory() as data, newsroom('127.0.0.2') as slow, newsroom('127.0.0.1', slow) as site, browser() as chromium:
        sources = os.path.join(data, 'sources.toml')
        with open(sources, 'w', encoding='utf8') as file:
            file.write('[fetch]\nallow = ["127.0.0.1", "127.0.0.2"]\npause = "0s"\ntimeout = "10m"\n')
        desk = [sys.argv[1], '--data', os.path.join(data, 'data'), '--sources', sources, 'serve', '--listen', '127.0.0.1:0']
        with served(*desk) as base:
            chosen(chromium, base, site + '/')
            ingested(chromium, base)
            refused(chromium, base, os.path.join(data, 'data', 'ingest.lock'))
        with served(*desk, '--rate', '20') as base:
            hurried(chromium, base)


@contextlib.contextmanager
def newsroom(address, slow=''):
    """Its address, while it is open."""
    with ThreadingHTTPServer((address, 0), Newsroom) as server:
        server.slow = slow
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f'http://{address}:{server.server_port}'
        finally:
            Newsroom.may_go_on.set()
            server.shutdown()


def chosen(chromium, base, site):
    """A site is named on the first page, and what it offers is ticked."""
    Newsroom.may_go_on.set()
    for scheme in SCHEMES:
        with Watched(chromium, base, SMALLEST, color_scheme=scheme, bypass_csp=True) as w:
            page = w.page
            for path, what in ((site, 'what a site offers'), (site + 'slow/1', 'a page that offers nothing'), (site + 'lost', 'an address that is lost')):
                page.goto('/')
                page.get_by_label('Address of a site').fill(path)
                go(page, page.get_by_role('button', name='See what is there').click)
                axe(w, f'{what}, {scheme}')
                assert page.evaluate('document.documentElement.scrollWidth') <= SMALLEST[0], f'{what} scrolls sideways'
            w.check()
    with Watched(chromium, base, java_script_enabled=False) as w:
        page = w.page
        page.goto('/')
        page.get_by_label('Address of a site').fill(site)
        go(page, page.get_by_role('button', name='See what is there').click)
        assert page.locator('input[name=take]').count() == 2 and page.get_by_text('The quick pier, part 1').count() == 1
        for box in page.locator('input[name=take]').all():
            box.check()
        go(page, page.get_by_role('button', name='Watch what is ticked').click)
        assert page.url == base + '/sources'
        assert page.locator('tbody tr').count() == 2 and page.get_by_text('never asked').count() == 2
        w.check()
    print('ok: a site is added from an empty desk', flush=True)


def ingested(chromium, base):
    """Its first ingest is told while it lasts, also to who comes later; then there are answers."""
    Newsroom.may_go_on.clear()
    Newsroom.asked.clear()
    with Watched(chromium, base) as w, Watched(chromium, base, java_script_enabled=False) as other:
        page = w.page
        page.goto('/sources')
        page.get_by_role('button', name='Ingest what is due').click(no_wait_after=True)
        page.wait_for_url('**/sources/ingest', wait_until='commit')
        page.locator('[role=log] li', has_text='read').wait_for()
        Newsroom.asked.wait()
        assert page.locator('#done').count() == 0 and page.locator('[role=log] li').count() == 1, page.content()
        # Who comes meanwhile is told that it is at work, and who asks for another is shown this one.
        other.page.goto('/sources')
        other.page.get_by_role('link', name='see how far it is').wait_for()
        other.page.get_by_role('button', name='Ingest now').first.click(no_wait_after=True)
        other.page.wait_for_url('**/sources/ingest', wait_until='commit')
        other.page.locator('[role=log] li', has_text='read').wait_for()
        Newsroom.may_go_on.set()
        for told in (page, other.page):
            told.locator('#done', has_text='6 new documents').wait_for()
            assert told.locator('[role=log] li').count() == 3
        page.goto('/sources')
        assert page.get_by_text('well', exact=True).count() == 2 and page.get_by_role('link', name='see how far it is').count() == 0
        page.goto('/quotations?q=speaker:quill')
        assert int(page.locator('.about strong').inner_text()) == 6
        w.check()
        other.check()
    print('ok: its first ingest is told while it lasts', flush=True)


SEND = '''([action, fields]) => {
    const form = document.createElement("form");
    form.method = "post"; form.action = action;
    for (const [name, value] of Object.entries(fields)) {
        const field = document.createElement("textarea");
        field.name = name; field.value = value;
        form.append(field);
    }
    document.body.append(form);
    form.submit();
}'''


def refused(chromium, base, lock):
    """What cannot be done, was not found or is not allowed is told, with a way on; and what waits for a lock, or is asked under a strange name."""
    for scheme in SCHEMES:
        with Watched(chromium, base, SMALLEST, color_scheme=scheme, bypass_csp=True) as w:
            page = w.page
            for path, status, says in (('/search?q=kind:essay', 400, 'kind'), ('/quotations?q=(a', 400, '('), ('/timeline?q=%22a', 400, '"'), ('/search?cursor=x', 400, 'cursor'), ('/nowhere', 404, 'no page'),
                                       ('/captures/cnone', 404, 'no capture'), ('/captures/cnone/page', 404, 'no capture'), ('/documents/%ff', 400, 'UTF-8'), ('/decide', 405, 'form'), ('/search?q=' + 'x' * 17_000, 414, 'address'),
                                       (base.replace('127.0.0.1', 'wall.localhost') + '/search', 421, '--host')):
                answer = page.goto(path)
                assert answer.status == status and says in page.locator('main').inner_text(), f'{path}: {answer.status} {page.content()}'
                told(w, f'{path[:30]}, {scheme}')
            with open(lock, 'wb') as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                page.goto('/sources')
                go(page, page.get_by_role('button', name='Ingest what is due').click)
                assert page.evaluate('performance.getEntriesByType("navigation")[0].responseStatus') == 409 and 'Not now' in page.locator('h1').inner_text()
                told(w, f'409, {scheme}')
            for action, fields, status, says in (('/decide', {'what': 'check', 'subject': 'q1'}, 403, 'load the page again'), ('/saved', {'csrf': 'x' * (1 << 20)}, 413, 'bytes at most'),
                                                 ('/sources/add', None, 400, 'Nothing was chosen'), ('/decide', None, 400, 'missing'), ('/login', {'token': 'wrong'}, 403, 'load the page again')):
                page.goto('/saved')
                word = page.locator('input[name=csrf]').first.get_attribute('value')
                with page.expect_navigation() as navigation:
                    page.evaluate(SEND, [action, fields or {'csrf': word}])
                assert navigation.value.status == status and says in page.locator('main').inner_text(), f'{action}: {navigation.value.status} {page.content()}'
                told(w, f'{status} of {action}, {scheme}')
    print('ok: refusals are pages that say what to do', flush=True)


def hurried(chromium, base):
    """Who asks too often is told to wait."""
    for scheme in SCHEMES:
        with Watched(chromium, base, SMALLEST, color_scheme=scheme, bypass_csp=True) as w:
            while w.page.goto('/nowhere').status != 429:
                pass
            assert 'wait a little' in w.page.locator('main').inner_text()
            told(w, f'429, {scheme}')
    print('ok: who asks too often is told to wait', flush=True)


def told(w, what):
    """axe-core finds nothing, nothing scrolls sideways, and a link leads on."""
    axe(w, what)
    assert w.page.evaluate('document.documentElement.scrollWidth') <= SMALLEST[0], f'{what} scrolls sideways'
    assert w.page.locator('main a, header a').count() > 0, what


if __name__ == '__main__':
    main()
