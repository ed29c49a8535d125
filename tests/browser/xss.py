#!/usr/bin/env python3
"""No page runs a script, or carries one, that stood in a foreign page or in an address.

usage: xss.py DATELINE [CORPUS]

DATELINE is the program; CORPUS the folder feeds-odd of the corpora, whose feeds are read besides. The policy of the pages (CSP) is
switched off for this, so that nothing but the pages themselves is trusted; then captured pages are looked at with it.
"""
import html
import sys
import urllib.parse

from desk import Watched, browser
from hostile import COUNTING, OFFERED, SCAN, hostile
from payloads import ALL

# Lists; those that lead to all the rest are read to their end, of the others some pages.
LISTS = ('/search', '/quotations', '/timeline', '/timeline?beside=Marlow', '/speakers', '/sources', '/sources/ingest', '/saved', '/help', '/api', '/')
WHOLE, PAGES = ('/search', '/quotations'), 4
# Addresses that tell back what was asked.
ASKED = ('/search?q={}', '/quotations?q={}', '/timeline?q={}', '/timeline?q=x&beside={}', '/verify?q={}', '/speakers?q={}', '/saved?q={}&zone={}', '/quotations?q=x&zone={}',
         '/search?q=x&order={}&cursor={}', '/timeline?by={}&from={}&to={}', '/documents/{}', '/quotations/{}', '/speakers/{}', '/captures/{}', '/documents/{}/changes/{}', '/{}', '/feed?q={}',
         '/saved/{}.atom', '/login?next={}', '/api/v1/documents?q={}', '/api/v1/{}', '/vendor/{}')
# Every payload stands in so many of them.
PLACES = 3


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    with hostile(sys.argv[1], *sys.argv[2:]) as desk, browser() as chromium:
        with looking(chromium, desk, bypass_csp=True) as w:
            pages(w)
            told_back(w)
            refused(w)
            offered(w, desk)
            assert not w.outside, w.outside[:5]
        captures(chromium, desk)
        assert desk.stranger.calls == 0, f'{desk.stranger.calls} calls went to a stranger'


def looking(chromium, desk, **options):
    w = Watched(chromium, desk.base, **options)
    w.context.add_init_script(COUNTING)
    w.dialogs = []
    w.page.on('dialog', lambda dialog: (w.dialogs.append(dialog.message), dialog.dismiss()))
    return w


def look(w, path):
    w.page.goto(path)
    clean(w, path)


def clean(w, what):
    bad = w.page.evaluate(f'() => ({SCAN})(document)')
    hits = w.page.evaluate('window.hits')
    assert not bad and not hits and not w.dialogs, f'{what}: {hits} hits, dialogs {w.dialogs[:3]}, {bad}'


def pages(w):
    """Every list, and what it leads to."""
    found = {kind: set() for kind in ('/documents/', '/quotations/q', '/speakers/s', '/captures/c', '/search?', '/timeline?')}
    gather = lambda: [found[kind].update(w.page.eval_on_selector_all(f'a[href^="{kind}"]', 'all => all.map(a => a.getAttribute("href").split("#")[0])')) for kind in found]
    for first in LISTS:
        path, seen = first, 0
        while path and (first in WHOLE or seen < PAGES):
            look(w, path)
            gather()
            seen += 1
            more = w.page.locator('a[rel=next]').first
            path = more.get_attribute('href') if more.count() else None
    assert len(found['/documents/']) > 1.9 * len(ALL) and len(found['/speakers/s']) > len(ALL) / 2, {kind: len(all) for kind, all in found.items()}
    changes = 0
    for path in sorted(found['/documents/'])[::4]:
        look(w, path)
        gather()
    for path in sorted(p for p in found['/documents/'] if '/changes/' in p):
        look(w, path)
        changes += w.page.locator('ins').count() > 0
    assert changes > len(ALL) / 16, f'{changes} pages of changes'
    for kind, every in (('/quotations/q', 4), ('/speakers/s', 4), ('/search?', 4), ('/timeline?', 32)):
        for path in sorted(found[kind])[::every]:
            look(w, path)
    print('ok: no script in any page of', ', '.join(f'{len(all)} {kind}…' for kind, all in found.items()), flush=True)


def told_back(w):
    """Whatever is asked comes back as words: read in several places, and opened in one."""
    w.page.goto('/help')
    scan = f'''async ([asked, payloads]) => {{
        const bad = [];
        for (const payload of payloads) {{
            const got = await fetch(asked.replaceAll("{{}}", encodeURIComponent(payload)), {{ headers: {{ Accept: "text/html" }} }});
            const kind = got.headers.get("content-type") ?? "", text = await got.text();
            if (!kind.startsWith("text/html") && got.headers.get("x-content-type-options") !== "nosniff") bad.push(`${{asked}} ${{payload}}: ${{kind}}`);
            if (kind.startsWith("text/html")) bad.push(...({SCAN})(new DOMParser().parseFromString(text, "text/html")));
        }}
        return bad;
    }}'''
    every = len(ASKED) // PLACES
    for n, asked in enumerate(ASKED):
        bad = w.page.evaluate(scan, [asked, ALL[n % every::every]])
        assert not bad, f'{asked}: {bad[:5]}'
    # A feed or a problem in JSON has no document of ours.
    shown = [asked for asked in ASKED if not asked.startswith(('/feed', '/saved/', '/api/', '/vendor/'))]
    for n, payload in enumerate(ALL):
        look(w, shown[n % len(shown)].replace('{}', urllib.parse.quote(payload, safe='')))
    print(f'ok: {len(ALL)} payloads in {len(ASKED)} addresses come back as words', flush=True)


def refused(w):
    """What is sent and cannot be done is told, and no more than that."""
    w.page.goto('/saved')
    word = w.page.locator('input[name=csrf]').first.get_attribute('value')
    forms = [('/decide', ('subject', 'what')), ('/decide', ('subject', 'name', 'into', 'date', 'back')), ('/saved', ('name', 'q', 'zone', 'as')), ('/sources/ingest', ('name',)),
             ('/sources/add', ('take',)), ('/login', ('token', 'next'))]
    whats = ('merge', 'split', 'said', 'speaker', 'add', 'link', 'rename', 'undo')
    for n, payload in enumerate(ALL):
        action, names = forms[n % len(forms)]
        fields = {name: payload for name in names} | {'csrf': word}
        if 'what' not in names:
            fields['what'] = 'save' if action == '/saved' else whats[n % len(whats)]
        with w.page.expect_navigation():
            w.page.evaluate('''([action, fields]) => {
                const form = document.createElement("form");
                form.method = "post"; form.action = action; form.id = "sent";
                for (const [name, value] of Object.entries(fields)) {
                    const input = document.createElement("textarea");
                    input.name = name; input.value = value;
                    form.append(input);
                }
                document.body.append(form);
                HTMLFormElement.prototype.submit.call(form);
            }''', [action, fields])
        clean(w, f'{action} with {payload}')
    print('ok: what is refused is told in words', flush=True)


def offered(w, desk):
    """What a site offers, and addresses that are none."""
    w.page.goto('/sources')
    for n in range(0, len(ALL), OFFERED):
        # Where nothing is found, another address can be named at once.
        for path in (ALL[n].replace('\x00', ''), f'offer/{n}')[n % 2:]:
            if not w.page.get_by_label('Address of a site').count():
                w.page.goto('/sources')
            w.page.get_by_label('Address of a site').fill(f'{desk.site}/{path}')
            with w.page.expect_navigation():
                w.page.get_by_role('button', name='See what is there').click()
            clean(w, f'what {path} offers')
            if path.startswith('offer/'):
                assert w.page.locator('input[name=take]').count() == 1, w.page.content()
    print('ok: what sites offer is shown as words', flush=True)


def captures(chromium, desk):
    """Captured pages under our policy: shown, and nothing of them runs or calls anybody."""
    rows = desk.all('/api/v1/documents?q=source:pages&limit=1000')
    assert len(rows) >= len(ALL), len(rows)
    with looking(chromium, desk) as w:
        w.page.goto('/help')
        for row in rows:
            capture = row['capture']['id']
            archived = f'/captures/{capture}/page'
            text = w.page.evaluate('async path => (await fetch(path)).text()', archived)
            bad = w.page.evaluate(f'text => {{ const page = new DOMParser().parseFromString(text, "text/html"); page.querySelectorAll("head > link[href=\'/archived.css\']").forEach(e => e.remove()); return ({SCAN})(page) }}', text)
            assert not bad and 'as it was on Tuesday' in text and not any(name in text for name in ('<img', '<link rel="pre', '<meta http')), f'{archived}: {bad or text}'
        for row in rows[::16]:
            path = f'/captures/{row["capture"]["id"]}'
            policy = w.page.goto(f'{path}/page').headers['content-security-policy']
            assert policy.startswith("default-src 'none'; sandbox;"), policy
            assert w.page.locator('li', has_text='Kept').count() == 1
            w.page.goto(path)
            w.page.wait_for_load_state('networkidle')
            frame = w.page.frames[1]
            assert frame.url.endswith(f'{path}/page') and frame.locator('li', has_text='Kept').count() == 1, frame.content()
            assert html.escape(row['url']) in w.page.content()
            # Its bytes are offered as a file, and not shown: a policy keeps them from running, but not from greeting strangers.
            with w.page.expect_download() as download:
                w.page.get_by_role('link', name='Its bytes as they came').click()
            assert b'<script' in open(download.value.path(), 'rb').read()
            assert not w.dialogs and not w.outside, f'{path}: {w.dialogs} {w.outside[:3]}'
    print(f'ok: {len(rows)} captured pages are shown, run nothing and call nobody', flush=True)


if __name__ == '__main__':
    main()
