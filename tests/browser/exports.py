#!/usr/bin/env python3
"""No export runs a script, or carries one, that stood in a foreign page: as the server sends it, as a file of the name that a user has
it by, and in the program that shows it.

usage: exports.py DATELINE [TIMELINEJS]

DATELINE is the program; TIMELINEJS the script of the reader of timelines, which is fed with the hostile ones. Each format of the API's
own list is opened in Chromium.
"""
import json
import os
import re
import sys
import tempfile
import urllib.request
import zipfile

from desk import PATIENCE, Watched, browser
from hostile import COUNTING, SCAN, hostile
from payloads import ALL
from playwright.sync_api import Error

SHAPES = ('documents', 'quotations', 'events')
# Places of an export that a program makes a link of.
LINKS = {
    'ics': r'(?m)^URL[^:\n]*:(.*)$', 'ris': r'(?m)^(?:UR|L1|L2)  - (.*)$', 'bibtex': r'(?m)^\s*url = \{(.*)\}', 'atom': r'(?:href|src)="([^"]*)"',
    'html': r'(?:href|src)="([^"]*)"', 'md': r'(?<!\\)\]\(<?([^)>]*)',
}
# Members of JSON that are addresses, by what the formats call them.
ADDRESSES = {'url', 'URL', 'external_url', 'home_page_url', 'feed_url', 'source', '@id', 'link', 'contentUrl', 'image', 'uri', 'target'}
# A page that shows a timeline as its reader's own documentation has it.
TIMELINE = '''<!doctype html><meta charset="utf-8"><link rel="icon" href="data:," data-drawn><div id="timeline" style="width: 800px; height: 600px"></div><script src="SCRIPT"></script>
<script>fetch("DATA").then(got => got.json()).then(data => {
    const line = new TL.Timeline("timeline", data, { font: null, lazy_load: false });
    line.on("loaded", () => { document.body.dataset.loaded = "yes" });
})</script>'''


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    with tempfile.TemporaryDirectory() as folder, hostile(sys.argv[1]) as desk, browser() as chromium:
        formats = enumerated(desk)
        with seen(chromium, desk.base) as web, seen(chromium, 'file://') as disk:
            for name in formats:
                for shape in ('',) if name == 'warc' else SHAPES:
                    path = taken(web, folder, name, shape)
                    carries_nothing(web, name, path)
                    opened(disk, path)
        print(f'ok: {len(formats)} formats run and carry nothing, as they are sent and as files: {", ".join(formats)}', flush=True)
        feeds(chromium, desk)
        if len(sys.argv) > 2:
            timeline(chromium, desk, os.path.abspath(sys.argv[2]))


def enumerated(desk):
    """All formats that the API says it has."""
    parameters = desk.ask('/api/v1/openapi.json')['paths']['/export']['get']['parameters']
    formats = next(p['schema']['enum'] for p in parameters if p['name'] == 'format')
    assert len(formats) > 15, formats
    return formats


def taken(w, folder, name, shape):
    """What a browser does with an export: it is offered as a file, whatever is in it; the file."""
    path = f'/api/v1/export?format={name}' + (f'&as={shape}' if shape else '')
    with urllib.request.urlopen(w.base + path, timeout=PATIENCE / 1000) as got:
        about, place = got.headers, got.headers['Content-Disposition']
    assert about['X-Content-Type-Options'] == 'nosniff' and re.fullmatch(r'attachment; filename="dateline\.[a-z]+"', place), f'{path}: {about}'
    assert "default-src 'none'" in about['Content-Security-Policy'] and about['Content-Type'] != 'text/plain', f'{path}: {about}'
    with w.page.expect_download() as download:
        try:
            w.page.goto(path)
        except Error as e:
            assert 'Download is starting' in str(e), e
    kept = os.path.join(folder, f'{name}-{shape}', download.value.suggested_filename)
    download.value.save_as(kept)
    ran_nothing(w, path)
    assert os.path.getsize(kept) > 1000, path
    return kept


def seen(chromium, base, **options):
    """A page that counts what runs in it; dialogs are counted too."""
    w = Watched(chromium, base, **options)
    w.context.add_init_script(COUNTING)
    w.dialogs = []
    w.page.on('dialog', lambda dialog: (w.dialogs.append(dialog.message), dialog.dismiss()))
    return w


def ran_nothing(w, what):
    hits = w.page.evaluate('window.hits || 0')
    assert not hits and not w.dialogs and not w.outside, f'{what}: {hits} ran, dialogs {w.dialogs[:3]}, asked {w.outside[:3]}'


def opened(w, path):
    """A file as a browser opens it from the disk: by its own name, and as a text."""
    text = os.path.join(os.path.dirname(path), 'dateline.txt')
    with open(path, 'rb') as source, open(text, 'wb') as to:
        to.write(source.read())
    for file in (path, text):
        try:
            w.page.goto(f'file://{file}')
        except Error as e:
            # What it does not show it offers to keep.
            assert re.search('Download is starting|ERR_ABORTED', str(e)), e
            continue
        ran_nothing(w, file)
        shown = w.page.evaluate('document.contentType')
        assert (shown == 'text/html') == file.endswith('.html'), f'{file} is shown as {shown}'


def carries_nothing(w, name, path):
    """What a program would make a link or a page of is neither a script nor leads to one."""
    body = open(path, 'rb').read()
    if name == 'xlsx':
        return workbook(path)
    if name == 'warc':
        return None
    text = body.decode('utf8')
    bad = [link for link in re.findall(LINKS[name], text) if not is_web(link)] if name in LINKS else []
    if name in ('json', 'json-feed', 'timelinejs', 'csl-json', 'annotation', 'schema-org'):
        bad += [link for link in addresses(json.loads(text), name) if not is_web(link)]
    pages = inside(name, text)
    if pages:
        bad += w.page.evaluate(f'''pages => pages.flatMap(text => {{
            const page = new DOMParser().parseFromString(text, "text/html");
            page.querySelectorAll("head > style").forEach(style => {{ style.dataset.ours = "1" }});
            return ({SCAN})(page);
        }})''', pages)
    if name == 'md':
        bad += re.findall(r'(?<![\\`])<(?!https?://)[a-zA-Z!/?][^\n]{0,60}', text)
    if name in ('csv', 'timesketch'):
        bad += re.findall(r'(?m)(?:^|,)"?[=+@\t][^\n]{0,60}', text)
    assert not bad, f'{path}: {bad[:5]}'


def is_web(link):
    return re.match(r'(https?://|urn:|mailto:|#|$)', link) is not None


def addresses(value, name):
    """All addresses in it, where the format means one. In our own JSON, and in a feed's `_dateline`, they are told as they came."""
    if isinstance(value, list):
        return [link for one in value for link in addresses(one, name)]
    if not isinstance(value, dict) or name == 'json':
        return []
    own = [v for k, v in value.items() if k in ADDRESSES and isinstance(v, str)]
    return own + [link for key, one in value.items() if not key.startswith('_') for link in addresses(one, name)]


def inside(name, text):
    """HTML in it."""
    if name == 'html':
        return [text]
    if name == 'json-feed':
        return [item.get('content_html') or '' for item in json.loads(text)['items']]
    if name == 'timelinejs':
        whole = json.loads(text)
        return [part for event in [whole['title'], *whole['events']] for part in event['text'].values()]
    if name == 'atom':
        assert '<!DOCTYPE' not in text and '<?xml-stylesheet' not in text
        return re.findall(r'(?s)<\w+ type="(?:html|xhtml)"[^>]*>(.*?)</', text)
    return []


def workbook(path):
    """Cells are words and numbers, never formulas, and links lead to the web."""
    with zipfile.ZipFile(path) as book:
        for name in book.namelist():
            part = book.read(name).decode('utf8', 'replace')
            if name.startswith('xl/worksheets/sheet'):
                assert '<f>' not in part and '<f ' not in part, f'{path}: a formula in {name}'
            if name.endswith('.rels'):
                wrong = [link for link in re.findall(r'Target="([^"]*)" TargetMode="External"', part) if not is_web(link)]
                assert not wrong, f'{path}: {wrong[:5]}'
        assert not [name for name in book.namelist() if 'vba' in name.lower()]


def feeds(chromium, desk):
    """Feeds of views and of saved questions are sent as what they are, and opened in the browser they run nothing."""
    paths = [f'/feed?as={shape}' for shape in SHAPES]
    paths += [f'/saved/{saved["name"]}.{kind}' for saved in desk.ask('/api/v1/saved') for kind in ('atom', 'json')]
    assert len(paths) > 20, paths
    for path in paths:
        with seen(chromium, desk.base, bypass_csp=True) as w:
            try:
                answer = w.page.goto(path)
            except Error as e:
                assert 'Download is starting' in str(e), e
                continue
            assert answer.headers['x-content-type-options'] == 'nosniff', path
            assert w.page.evaluate('document.contentType') != 'text/html', path
            ran_nothing(w, path)
    print(f'ok: {len(paths)} feeds run nothing', flush=True)


def timeline(chromium, desk, script):
    """TimelineJS shows the hostile events, and runs and makes nothing of them."""
    scan = SCAN.replace('const bad = [];', 'const bad = []; root.querySelectorAll("style, script, .tl-slidenav-next *, .tl-slidenav-previous *").forEach(e => { e.remove() });')
    for shape in SHAPES:
        with seen(chromium, desk.base, bypass_csp=True) as w:
            w.page.route('**/own/timeline', lambda route: route.fulfill(content_type='text/html', body=TIMELINE.replace('SCRIPT', '/own/script').replace('DATA', '/own/data')))
            w.page.route('**/own/script', lambda route: route.fulfill(content_type='text/javascript', path=script))
            with urllib.request.urlopen(f'{desk.base}/api/v1/export?format=timelinejs&as={shape}') as got:
                data = got.read()
            w.page.route('**/own/data', lambda route: route.fulfill(content_type='application/json', body=data))
            w.page.goto('/own/timeline')
            w.page.locator('body[data-loaded]').wait_for(state='attached')
            slides = w.page.locator('.tl-slide').count()
            assert slides >= len(json.loads(data)['events']) > len(ALL) / 2, f'{slides} slides'
            ran_nothing(w, f'TimelineJS with {shape}')
            # Its own script lays things out by styles, and makes links of web addresses in its own way.
            w.page.evaluate('''document.querySelectorAll("[style]").forEach(e => { e.removeAttribute("style") });
                document.querySelectorAll("a.tl-makelink[onclick='void(0)']").forEach(e => { e.removeAttribute("onclick") })''')
            bad = w.page.evaluate(f'() => ({scan})(document)')
            assert not bad, f'TimelineJS with {shape}: {bad[:5]}'
    print('ok: TimelineJS runs nothing of them', flush=True)


if __name__ == '__main__':
    main()
