"""A dateline that is served, and a browser on it: what the scripts in this folder share.

CHROMIUM names the browser where it is not at /usr/bin/chromium; .ci/browser installs it.
"""
import contextlib
import json
import os
import re
import subprocess
import sys
import urllib.request

import axe_playwright_python
from playwright.sync_api import sync_playwright

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
CHROMIUM = os.environ.get('CHROMIUM', '/usr/bin/chromium')
# A condition that does not come in this time will not come: generous, since machines are slow at times.
PATIENCE = 60_000
AXE = open(os.path.join(os.path.dirname(axe_playwright_python.__file__), 'axe.min.js'), encoding='utf8').read()
RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
WIDE, PHONE, SMALLEST = (1280, 900), (390, 844), (320, 640)


def wait_for_address(process, pattern):
    """The first address in the program's output that the pattern finds."""
    for line in process.stdout:
        found = re.search(pattern, line)
        if found:
            return found.group(1)
    sys.exit(f'{process.args} ended before it served: {process.wait()}')


@contextlib.contextmanager
def served(binary, *arguments, pattern=r'(http://[\d.:]+)/', cwd=None):
    """The program while it serves; its address."""
    process = subprocess.Popen([binary, *arguments], stdout=subprocess.PIPE, text=True, cwd=cwd)
    try:
        yield wait_for_address(process, pattern)
    finally:
        process.terminate()
        process.wait()


def demo(binary, folder):
    """The demo in a folder of its own."""
    return served(binary, '--data', folder, 'demo', '--listen', '127.0.0.1:0', pattern=r'The same at (http://[\d.:]+)/')


@contextlib.contextmanager
def browser():
    with sync_playwright() as play:
        with contextlib.closing(play.chromium.launch(executable_path=CHROMIUM, args=['--no-sandbox', '--disable-gpu'])) as chromium:
            yield chromium


class Watched:
    """A page of which console errors and requests are noted."""

    def __init__(self, chromium, base, size=WIDE, **options):
        self.base, self.errors, self.outside = base, [], []
        self.context = chromium.new_context(viewport={'width': size[0], 'height': size[1]}, base_url=base, **options)
        self.context.set_default_timeout(PATIENCE)
        self.page = self.context.new_page()
        self.page.on('console', lambda message: message.type in ('error', 'warning') and self.errors.append(f'{self.page.url}: {message.text}'))
        self.page.on('pageerror', lambda error: self.errors.append(f'{self.page.url}: {error}'))
        self.page.on('request', lambda request: request.url.startswith(base) or self.outside.append(request.url))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.context.close()

    def check(self):
        assert not self.errors, self.errors
        assert not self.outside, self.outside


def answer(base, path):
    """What the API says."""
    with urllib.request.urlopen(base + path) as got:
        return json.load(got)


def axe(w, what):
    """axe-core finds nothing on this page."""
    w.page.evaluate('() => document.querySelectorAll("details").forEach(d => { d.open = d.id !== "export" })')
    w.page.evaluate(AXE)
    found = w.page.evaluate('rules => axe.run(document, { runOnly: rules })', RULES)
    wrong = [f'{v["id"]}: {n["html"][:200]} {n["failureSummary"]}' for v in found['violations'] for n in v['nodes'][:3]]
    assert not wrong, f'{what}:\n' + '\n'.join(wrong)


def go(page, act, *arguments, **named):
    """Does what leads to another page, and waits until that is there."""
    with page.expect_navigation():
        act(*arguments, **named)


def every_page(base):
    """A name and the address of each page of the demo, with one thing of each kind."""
    quotation = next(q for q in answer(base, '/api/v1/quotations?q=is:altered')['results'] if q['utterance']['primary'])
    revised = answer(base, '/api/v1/documents?q=is:revised')['results'][0]
    statement = quotation['utterance']['primary']['id']
    changed = f'/documents/{revised["id"]}/changes/{revised["revision"]}'
    return {
        'start': '/', 'search': '/search?q=ferry+officer', 'timeline': '/timeline?q=%22Evening+Tern%22', 'ranges': '/timeline?q=ferry',
        'compared': '/timeline?q=strike&beside=autopilot', 'quotations': '/quotations?q=speaker:thornvale',
        'document': f'/documents/{quotation["document"]["id"]}', 'statement': f'/documents/{statement}', 'changes': changed,
        'quotation': f'/quotations/{quotation["id"]}', 'speakers': '/speakers', 'speaker': f'/speakers/{quotation["speaker_id"]}',
        'capture': f'/captures/{quotation["document"]["capture"]["id"]}', 'verify': '/verify?q=' + 'We+will+never+sail+a+night+crossing+that+we+would+not+put+our+families+aboard',
        'archived': f'/captures/{quotation["document"]["capture"]["id"]}/page', 'sources': '/sources', 'saved': '/saved?q=ferry', 'help': '/help', 'api': '/api', 'nothing': '/search?q=zeppelin', 'misunderstood': '/search?q=harbour+kind:essay',
        'missing': '/documents/dnothing',
    }
