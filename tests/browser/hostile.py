"""A desk of which everything foreign is a way to smuggle a script in: headline, text, author, address, names of sources, outlets,
sites and speakers, notes, saved questions, response headers, and the pages that were captured.

What the scripts share that look at it in a browser.
"""
import contextlib
import html
import json
import os
import re
import socket
import subprocess
import tarfile
import tempfile
import threading
import urllib.error
import urllib.parse
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from desk import served
from payloads import ALL

# Entries of one feed.
TOGETHER = 25
# Those whose headlines are shown of a site that is to be added.
OFFERED = 3
# What in a feed looks as if it meant to do something.
SUSPECT = re.compile(rb'(?i)<script|&lt;script|javascript:|\bon[a-z]+\s*=|<iframe|<object|<embed|<style|expression\(|<form|vbscript|data:text')
# Counts what runs; a dialog would be another way to see it.
COUNTING = 'window.hits = 0; window.hit = () => { window.hits += 1 };'

# What runs, or would: whatever is not ours.
SCAN = r'''root => {
    const ours = ["/dateline.js", "/chart.js", "/vendor/uplot/uPlot.iife.min.js"];
    const bad = [];
    for (const e of root.querySelectorAll("*")) {
        const name = e.localName;
        // What our own scripts drew.
        if (e.closest("#chart, [data-drawn]")) continue;
        if (name === "script" && !(ours.includes(e.getAttribute("src")) && !e.textContent)) bad.push(e.outerHTML);
        if (name === "iframe" && e.getAttribute("sandbox") !== "") bad.push(e.outerHTML);
        if (["object", "embed", "applet", "frame", "frameset", "base", "template", "math", "foreignObject", "animate", "set", "use"].includes(name)) bad.push(e.outerHTML);
        if (name === "style" && !e.dataset.ours) bad.push(e.outerHTML);
        for (const a of e.attributes) {
            if (/^on/i.test(a.name) || a.name === "srcdoc" || a.name === "style") bad.push(e.outerHTML);
            if (["href", "src", "action", "formaction", "xlink:href", "data", "poster", "ping", "srcset"].includes(a.name)
                && !/^(https?:|\/(?!\/)|#|\?|mailto:|urn:)/.test(a.value.trim()) && a.value !== "") bad.push(e.outerHTML);
        }
    }
    return bad.map(text => text.slice(0, 300));
}'''


def line(payload):
    """A payload as a line of text."""
    return re.sub(r'[\x00-\x1f]', ' ', payload)


class Stranger:
    """A host that nobody is to call: it counts who connects, even without a request."""

    def __init__(self):
        self.listener = socket.create_server(('127.0.0.1', 0))
        self.url = f'http://127.0.0.1:{self.listener.getsockname()[1]}'
        self.calls = 0
        threading.Thread(target=self._count, daemon=True).start()

    def _count(self):
        with contextlib.suppress(OSError):
            while True:
                self.listener.accept()[0].close()
                self.calls += 1


class Site(BaseHTTPRequestHandler):
    """Feeds and pages by their path: a content type, a payload for a header, and a body."""
    shown = {}

    def do_GET(self):
        kind, payload, body = self.shown.get(self.path, ('text/plain', '', None))
        self.send_response(404 if body is None else 200)
        self.send_header('Content-Type', kind)
        self.send_header('X-Powered-By', payload.encode('utf8').decode('latin1'))
        self.end_headers()
        self.wfile.write(body or b'')

    def log_message(self, *_):
        pass


def entry(n, payload, edition=1):
    """A payload in every place of an entry, as text and as markup; every third is changed in the second edition."""
    text = html.escape(payload.replace('\x00', ' ').replace('\x01', ' '))
    again = f'<p>Changed since then, with {text} put in.</p>' if edition > 1 and n % 3 == 0 else ''
    markup = html.escape(f'{again}<p>“We keep number {n} as it is {text}, always,” said {text} Marlow {n}.</p><p>{payload}</p>'.replace('\x00', ' ').replace('\x01', ' '))
    address = html.escape(urllib.parse.quote(payload, safe='<>"\'()=/:;,&#`{}$ '))
    return f'''<entry><id>urn:x:{n}</id><title type="text">Number {n} {text}</title><author><name>{text}</name></author>
        <link href="{address if n % 2 else f'https://news.example/{n}?' + address}"/><updated>2026-03-{1 + n % 28:02}T09:00:00Z</updated><content type="html">{markup}</content></entry>'''


def atom(title, entries):
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>{html.escape(line(title))}</title>{"".join(entries)}</feed>'.encode()


def captured(n, payload, stranger):
    """A page with a payload as it stands, and all that would call elsewhere."""
    calls = f'''<link rel=preconnect href={stranger}><link rel=dns-prefetch href={stranger}><link rel=prefetch href={stranger}/prefetch><link rel=preload as=image href={stranger}/preload>
        <link rel=stylesheet href={stranger}/style><meta http-equiv=refresh content="0;url={stranger}/refresh"><script src={stranger}/script></script><style>@import "{stranger}/import"; body {{ background: url({stranger}/background) }}</style>'''
    more = f'<img src={stranger}/img><iframe src={stranger}/frame></iframe><object data={stranger}/object></object><video src={stranger}/video poster={stranger}/poster autoplay></video><p style="background: url({stranger}/inline)">Styled.</p>'
    told = f'<p>The council kept page {n} of the harbour plan as it was on Tuesday, and nobody in the hall asked for another one.</p>'
    return f'<!doctype html><html><head><title>Page {n}</title>{calls}<script>parent.hit && parent.hit(); hit()</script></head><body onload=hit()><article><h1>Page {n}</h1>{told * 3}<ul><li>Kept</li></ul>{more}{payload}</article></body></html>'


def odd_feeds(folder):
    """The feeds of a corpus that look as if they meant to do something."""
    with tarfile.open(os.path.join(folder, 'files.tar.xz')) as archive:
        feeds = {f'/odd/{n}.xml': archive.extractfile(m).read() for n, m in enumerate(archive.getmembers()) if m.isfile() and m.size < 1 << 20}
    return {path: body for path, body in feeds.items() if SUSPECT.search(body)}


def put(site, stranger, odd, edition=1):
    """What the site shows; the paths of its feeds."""
    feeds = dict(odd)
    for start in range(0, len(ALL), TOGETHER):
        feeds[f'/own/{start}.xml'] = atom(ALL[start], [entry(start + n, payload, edition) for n, payload in enumerate(ALL[start:start + TOGETHER])])
    pages = [f'<entry><id>urn:p:{n}</id><title>Page {n}</title><link href="{site}/page/{n}"/><updated>2026-03-05T09:00:00Z</updated></entry>' for n in range(len(ALL))]
    shown = {f'/page/{n}': ('text/html; charset=utf-8', line(payload), captured(n, payload, stranger.url).encode()) for n, payload in enumerate(ALL)}
    shown |= {path: ('application/xml', line(ALL[n % len(ALL)]), body) for n, (path, body) in enumerate(feeds.items())}
    shown['/pages.xml'] = ('application/xml', '', atom('Pages', pages))
    # What a site to be added offers: a feed whose title and headlines are payloads.
    for n in range(0, len(ALL), OFFERED):
        shown[f'/offer/{n}'] = ('application/xml', '', atom(ALL[n], [entry(m, ALL[m]) for m in range(n, min(n + OFFERED, len(ALL)))]))
    Site.shown = shown
    return list(feeds)


def sources(site, feeds):
    """A sources.toml of feeds under names that are payloads."""
    toml = '[fetch]\nallow = ["127.0.0.1"]\npause = "0s"\n'
    for n, path in enumerate(feeds):
        payload = line(ALL[n % len(ALL)])
        name, quoted = json.dumps(f'{n} {payload}', ensure_ascii=False), json.dumps(payload, ensure_ascii=False)
        toml += f'\n[[source]]\nname = {name}\nkind = "feed"\nurl = "{site}{path}"\npublisher = {quoted}\nfull_text = false\n'
    return toml + f'\n[[source]]\nname = "pages"\nkind = "feed"\nurl = "{site}/pages.xml"\n'


class Hostile:
    """The desk while it is served."""

    def __init__(self, base, site, stranger, token):
        self.base, self.site, self.stranger, self.token = base, site, stranger, token

    def ask(self, path, sent=None):
        """What the API says; `sent` is sent to it."""
        about = {'Authorization': f'Bearer {self.token}', 'Content-Type': 'application/json'}
        body = None if sent is None else json.dumps(sent).encode()
        with urllib.request.urlopen(urllib.request.Request(self.base + path, data=body, headers=about)) as got:
            return json.load(got)

    def all(self, path):
        """All answers of a list."""
        rows, cursor = [], ''
        while cursor is not None:
            page = self.ask(path + cursor)
            rows += page['results']
            cursor = page['next'] and '&cursor=' + urllib.parse.quote(page['next'])
        return rows

    def decide(self):
        """Payloads as names of speakers and as notes; a question of each kind is saved."""
        quotations = self.all('/api/v1/quotations?limit=1000')
        assert len(quotations) >= len(ALL), len(quotations)
        for n, (payload, q) in enumerate(zip(ALL, quotations)):
            self.ask('/api/v1/decisions', {'kind': 'speaker', 'subject': q['id'], 'name': line(payload).strip()})
            if n % 8 == 0:
                self.ask('/api/v1/decisions', {'kind': 'note', 'subject': q['id'], 'text': line(payload)})
        for n, payload in enumerate(ALL[::10]):
            about = {'question': json.dumps(line(payload), ensure_ascii=False), 'as': ('documents', 'quotations', 'events')[n % 3]}
            data, headers = json.dumps(about).encode(), {'Authorization': f'Bearer {self.token}', 'Content-Type': 'application/json'}
            with contextlib.suppress(urllib.error.HTTPError):
                urllib.request.urlopen(urllib.request.Request(f'{self.base}/api/v1/saved/asked-{n}', data=data, headers=headers, method='PUT')).close()


@contextlib.contextmanager
def hostile(binary, corpus=None):
    """A desk that has read all of it, served."""
    with tempfile.TemporaryDirectory() as folder, ThreadingHTTPServer(('127.0.0.1', 0), Site) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        site, stranger = f'http://127.0.0.1:{server.server_port}', Stranger()
        odd = odd_feeds(corpus) if corpus else {}
        for edition in (1, 2):
            feeds = put(site, stranger, odd, edition)
            with open(os.path.join(folder, 'sources.toml'), 'w', encoding='utf8') as file:
                file.write(sources(site, feeds))
            # Some of the odd feeds are no feeds at all.
            done = subprocess.run([binary, '--data', 'data', 'ingest', '--all'], cwd=folder, capture_output=True, text=True)
            assert done.returncode in (0, 3), done.stderr
        token = subprocess.run([binary, '--data', 'data', 'token', 'add', 'x', '--role', 'write'], cwd=folder, capture_output=True, text=True, check=True).stdout.strip()
        assert stranger.calls == 0, 'an ingest asks for nothing that a page names'
        with served(binary, '--data', 'data', 'serve', '--listen', '127.0.0.1:0', cwd=folder) as base:
            desk = Hostile(base, site, stranger, token)
            desk.decide()
            yield desk
        server.shutdown()
