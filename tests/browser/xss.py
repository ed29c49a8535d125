#!/usr/bin/env python3
"""No page and no export runs a script, or carries one, that stood in a foreign page or in an address.

usage: xss.py DATELINE [CORPUS]

DATELINE is the program; CORPUS the folder feeds-odd of the corpora, whose feeds are read besides. The policy of the pages (CSP) is
switched off for this, so that nothing but the pages themselves is trusted. The payloads are put into headline, text, author,
address, speaker and the names of sources and outlets.
"""
import html
import json
import os
import re
import subprocess
import sys
import tarfile
import tempfile
import threading
import urllib.parse
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from desk import PATIENCE, Watched, browser, served
from payloads import ALL

# Entries of one feed.
TOGETHER = 25
# What in a feed looks as if it meant to do something.
SUSPECT = re.compile(rb'(?i)<script|&lt;script|javascript:|\bon[a-z]+\s*=|<iframe|<object|<embed|<style|expression\(|<form|vbscript|data:text')

# What runs, or would: whatever is not ours.
SCAN = r'''root => {
    const ours = ["/dateline.js", "/chart.js", "/vendor/uplot/uPlot.iife.min.js"];
    const bad = [];
    for (const e of root.querySelectorAll("*")) {
        const name = e.localName;
        // What our own script drew.
        if (e.closest("#chart")) continue;
        if (name === "script" && !(ours.includes(e.getAttribute("src")) && !e.textContent)) bad.push(e.outerHTML);
        if (["iframe", "object", "embed", "applet", "frame", "frameset", "base", "template", "math", "foreignObject", "animate", "set", "use"].includes(name)) bad.push(e.outerHTML);
        if (name === "style" && !e.dataset.ours) bad.push(e.outerHTML);
        for (const a of e.attributes) {
            if (/^on/i.test(a.name) || a.name === "srcdoc" || a.name === "style") bad.push(e.outerHTML);
            if (["href", "src", "action", "formaction", "xlink:href", "data", "poster", "ping", "srcset"].includes(a.name)
                && !/^(https?:|\/(?!\/)|#|\?|mailto:|urn:)/.test(a.value.trim()) && a.value !== "") bad.push(e.outerHTML);
        }
    }
    return bad.map(text => text.slice(0, 300));
}'''


class Site(BaseHTTPRequestHandler):
    """Feeds by their path."""
    feeds = {}

    def do_GET(self):
        body = self.feeds.get(self.path)
        self.send_response(404 if body is None else 200)
        self.send_header('Content-Type', 'application/xml')
        self.end_headers()
        self.wfile.write(body or b'')

    def log_message(self, *_):
        pass


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    odd = corpus(sys.argv[2]) if len(sys.argv) > 2 else {}
    with tempfile.TemporaryDirectory() as folder:
        site = ThreadingHTTPServer(('127.0.0.1', 0), Site)
        threading.Thread(target=site.serve_forever, daemon=True).start()
        ingest(sys.argv[1], folder, f'http://127.0.0.1:{site.server_port}', odd)
        site.shutdown()
        with served(sys.argv[1], '--data', 'data', 'serve', '--listen', '127.0.0.1:0', cwd=folder) as base, browser() as chromium:
            pages(chromium, base)
            exports(chromium, base)


def corpus(folder):
    """The feeds that look as if they meant to do something."""
    with tarfile.open(os.path.join(folder, 'files.tar.xz')) as archive:
        feeds = {f'/odd/{n}.xml': archive.extractfile(m).read() for n, m in enumerate(archive.getmembers()) if m.isfile() and m.size < 1 << 20}
    return {path: body for path, body in feeds.items() if SUSPECT.search(body)}


def entry(n, payload):
    """A payload in every place of an entry, as text and as markup."""
    text = html.escape(payload.replace('\x00', ' ').replace('\x01', ' '))
    markup = html.escape(f'<p>“We keep number {n} as it is {text}, always,” said {text} Marlow {n}.</p><p>{payload}</p>'.replace('\x00', ' ').replace('\x01', ' '))
    address = html.escape(urllib.parse.quote(payload, safe='<>"\'()=/:;,&#`{}$ '))
    return f'''<entry><id>urn:x:{n}</id><title type="text">Number {n} {text}</title><author><name>{text}</name></author>
        <link href="{address if n % 2 else f'https://news.example/{n}?' + address}"/><updated>2026-03-{1 + n % 28:02}T09:00:00Z</updated><content type="html">{markup}</content></entry>'''


def ingest(binary, folder, site, odd):
    """Feeds of all payloads, under names that are payloads."""
    Site.feeds = dict(odd)
    toml = '[fetch]\nallow = ["127.0.0.1"]\npause = "0s"\n'
    sources = list(odd)
    for start in range(0, len(ALL), TOGETHER):
        path = f'/own/{start}.xml'
        entries = ''.join(entry(start + n, payload) for n, payload in enumerate(ALL[start:start + TOGETHER]))
        Site.feeds[path] = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>{html.escape(ALL[start])}</title>{entries}</feed>'.encode()
        sources.append(path)
    for n, path in enumerate(sources):
        payload = re.sub(r'[\x00-\x1f]', ' ', ALL[n % len(ALL)])
        quoted = json.dumps(payload, ensure_ascii=False)
        toml += f'\n[[source]]\nname = {json.dumps(f"{n} {payload}", ensure_ascii=False)}\nkind = "feed"\nurl = "{site}{path}"\npublisher = {quoted}\nfull_text = false\n'
    with open(os.path.join(folder, 'sources.toml'), 'w', encoding='utf8') as file:
        file.write(toml)
    # Some of the odd feeds are no feeds at all.
    done = subprocess.run([binary, '--data', 'data', 'ingest'], cwd=folder, capture_output=True, text=True)
    assert done.returncode in (0, 3), done.stderr


def pages(chromium, base):
    """Every list, read to its end; every document; and what was asked, told back."""
    with Watched(chromium, base, bypass_csp=True) as w:
        w.context.add_init_script('window.hits = 0; window.hit = () => { window.hits += 1 };')
        w.page.on('dialog', lambda dialog: dialog.dismiss())
        documents, quotations = set(), set()
        for first in ('/search', '/quotations', '/timeline', '/speakers', '/sources', '/saved', '/'):
            path = first
            while path:
                look(w, path)
                documents.update(w.page.eval_on_selector_all('a[href^="/documents/"]', 'all => all.map(a => a.getAttribute("href").split("#")[0])'))
                quotations.update(w.page.eval_on_selector_all('a[href^="/quotations/q"]', 'all => all.map(a => a.getAttribute("href").split("#")[0])'))
                more = w.page.locator('a[rel=next]')
                path = more.get_attribute('href') if more.count() else None
        assert len(documents) > len(ALL) * .9, f'{len(documents)} documents came of {len(ALL)} payloads'
        for path in sorted(documents) + sorted(quotations)[::4]:
            look(w, path)
        for n, payload in enumerate(ALL):
            asked = urllib.parse.quote(payload)
            look(w, [f'/search?q={asked}', f'/verify?q={asked}', f'/timeline?q=x&beside={asked}', f'/quotations?q=x&zone={asked}', f'/documents/{asked}', f'/saved?q={asked}&zone={asked}', f'/speakers?q={asked}'][n % 7])
        assert not w.outside, w.outside[:5]
    print(f'ok: {len(documents)} documents, {len(quotations)} quotations and {len(ALL)} questions leave no script in any page', flush=True)


def look(w, path):
    w.page.goto(path)
    bad = w.page.evaluate(f'() => ({SCAN})(document)')
    hits = w.page.evaluate('window.hits')
    assert not bad and not hits, f'{path}: {hits} hits, {bad}'


def exports(chromium, base):
    """Exports that are HTML, or have HTML inside, have nothing that runs; Markdown has no live HTML and no live address."""
    with Watched(chromium, base, bypass_csp=True) as w:
        w.page.goto('/help')
        for shape in ('documents', 'quotations', 'events'):
            got = {f: fetched(base, f'/api/v1/export?as={shape}&format={f}') for f in ('html', 'atom', 'json-feed', 'md')}
            feed = json.loads(got['json-feed'])
            inside = [item.get('content_html') or '' for item in feed['items']]
            wrong = w.page.evaluate('''([page, atom, inside]) => {
                const scan = ''' + SCAN + ''';
                const parse = (text, kind) => new DOMParser().parseFromString(text, kind);
                const bad = [];
                const whole = parse(page, "text/html");
                whole.querySelectorAll("head > style").forEach(style => { style.dataset.ours = "1" });
                bad.push(...scan(whole).map(b => "html: " + b));
                const feed = parse(atom, "application/xml");
                if (feed.querySelector("parsererror")) bad.push("atom: " + feed.querySelector("parsererror").textContent);
                for (const e of feed.querySelectorAll("[type=html]")) bad.push(...scan(parse(e.textContent, "text/html")).map(b => "atom: " + b));
                for (const e of feed.querySelectorAll("script, [href^=javascript]")) bad.push("atom: " + e.outerHTML);
                for (const text of inside) bad.push(...scan(parse(text, "text/html")).map(b => "json-feed: " + b));
                return bad;
            }''', [got['html'], got['atom'], inside])
            assert not wrong, f'{shape}: {wrong[:5]}'
            live = re.findall(r'(?<![\\`])<(?!https?://)[a-zA-Z!/?][^\n]{0,60}', got['md']) + re.findall(r'(?i)(?<!\\)\]\(<?\s*(?:javascript|data|vbscript):[^\n]{0,40}', got['md'])
            assert not live, f'{shape} as md: {live[:5]}'
    print('ok: no export of documents, quotations or events carries a script', flush=True)


def fetched(base, path):
    with urllib.request.urlopen(base + path, timeout=PATIENCE / 1000) as got:
        return got.read().decode('utf8')


if __name__ == '__main__':
    main()
