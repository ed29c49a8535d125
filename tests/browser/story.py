#!/usr/bin/env python3
"""The story in a real browser: wide and narrow, with scripts off, by keyboard alone; every page without a violation that axe-core
knows, light and dark, without console errors and outside requests, at 320 px without scrolling sideways.

usage: story.py DATELINE

DATELINE is the program. It ends with 0 where all of it holds.
"""
import os
import subprocess
import sys
import tempfile
import urllib.request

from desk import PHONE, SMALLEST, WIDE, Watched, answer, axe, browser, demo, every_page, go, served

# Paragraphs whose words reach into what stands beside them.
OVER = """() => [...document.querySelectorAll('main p, main dd, main li, main h3')]
    .filter(e => e.clientWidth && e.scrollWidth > e.clientWidth && getComputedStyle(e).overflowX === 'visible')
    .map(e => e.innerText.slice(0, 80))"""
# The most bytes that the first page may need, with all that it loads.
FIRST_PAGE = 150_000


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    with tempfile.TemporaryDirectory() as data, demo(sys.argv[1], data) as base, browser() as chromium:
        pages = every_page(base)
        for check in (accessible, small, taken_away, light, still):
            check(chromium, base, pages)
        for size in (WIDE, PHONE):
            told(lambda: story(chromium, base, size, True), f'the story at {size[0]} px')
        told(lambda: story(chromium, base, WIDE, False), 'the story with scripts off')
        told(lambda: by_keys(chromium, base), 'the story by keyboard alone')
        told(lambda: decided(chromium, base), 'set right in place and undone')
        told(lambda: merged(chromium, base), 'two speakers merged and split again')
        told(lambda: watched(chromium, base), 'sources are ingested, questions saved')
        told(lambda: signed_in(chromium, sys.argv[1]), 'a browser signs in with a token, on an empty desk')


def told(check, what):
    check()
    print(f'ok: {what}', flush=True)


def accessible(chromium, base, pages):
    """axe-core finds nothing on any page."""
    for scheme in ('light', 'dark'):
        # Tests run their own script; our policy would not let it.
        with Watched(chromium, base, color_scheme=scheme, bypass_csp=True) as w:
            for name, path in pages.items():
                w.page.goto(path)
                axe(w, f'{name}, {scheme}')
    print(f'ok: axe-core finds nothing on {len(pages)} pages, light and dark', flush=True)


def small(chromium, base, pages):
    """No page scrolls sideways at 320 px, no paragraph reaches out of its place at any size, on none is anything wrong."""
    for size in (SMALLEST, PHONE, WIDE):
        with Watched(chromium, base, size) as w:
            for name, path in pages.items():
                status = w.page.goto(path).status
                # Chromium tells of an answer that is a page of trouble as an error.
                if status >= 400:
                    w.errors.clear()
                width = w.page.evaluate('document.documentElement.scrollWidth')
                assert width <= size[0], f'{name} is {width} px wide at {size[0]}'
                over = w.page.evaluate(OVER)
                assert not over, f'{name} at {size[0]} px: {over}'
            w.check()
    print('ok: every page at 320 px and wider, nothing over its neighbour, no console error, no outside request', flush=True)


def taken_away(chromium, base, pages):
    """What is shown leads to the same as data: an export menu with a feed, or JSON."""
    with Watched(chromium, base) as w:
        leading = set()
        for name, path in pages.items():
            if w.page.goto(path).status >= 400:
                w.errors.clear()
            menu, json = w.page.locator('#export a'), w.page.get_by_role('link', name='as JSON')
            hrefs = [link.get_attribute('href') for link in (json.all() or menu.all())]
            for href in hrefs:
                got = w.page.request.get(base + href)
                assert got.ok, f'{name}: {href} answers {got.status}'
                leading |= {name}
            assert not menu.count() or w.page.get_by_role('link', name='Feed', exact=True).count() == 1, f'{name} has no feed'
        # Nothing of the desk's own is shown on these.
        without = {'start', 'archived', 'saved', 'help', 'api', 'misunderstood', 'missing'}
        assert leading == pages.keys() - without, f'nothing leads away from {pages.keys() - without - leading}, or something from {leading & without}'
        w.check()
    print(f'ok: {len(leading)} pages can be taken away as data', flush=True)


def light(chromium, base, _):
    """The first page needs few bytes."""
    with Watched(chromium, base) as w:
        sizes = []
        w.page.on('response', lambda response: sizes.append(len(response.body())))
        w.page.goto('/')
        w.page.wait_for_load_state('networkidle')
        assert 0 < sum(sizes) <= FIRST_PAGE, sizes
    print(f'ok: the first page needs {sum(sizes)} bytes', flush=True)


def still(chromium, base, pages):
    """Nothing on the timeline moves while it loads."""
    observer = '''window.moved = 0; new PerformanceObserver(list => list.getEntries().forEach(e => { window.moved += e.value }))
        .observe({ type: "layout-shift", buffered: true })'''
    for size in (WIDE, PHONE):
        with Watched(chromium, base, size) as w:
            w.page.add_init_script(observer)
            for name in ('timeline', 'compared'):
                w.page.goto(pages[name])
                w.page.locator('#chart canvas').wait_for()
                # Two frames later all of it is drawn.
                w.page.evaluate('() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))')
                moved = w.page.evaluate('window.moved')
                assert moved == 0, f'{name} at {size[0]} px moved by {moved}'
    print('ok: nothing on the timeline moves while it loads', flush=True)


def story(chromium, base, size, scripts):
    """Search, narrow the timeline, open the quotation, see the statement side by side, export, revise."""
    with Watched(chromium, base, size, java_script_enabled=scripts) as w:
        page = w.page
        page.goto('/')
        page.get_by_role('searchbox', name='Question').fill('"Evening Tern"')
        go(page, page.get_by_role('button', name='Ask').click)
        assert page.get_by_text('understood as').count() == 1
        assert page.locator('article.row').count() > 3

        go(page, page.get_by_role('navigation', name='Main').get_by_role('link', name='Timeline').click)
        all_of_them = int(page.locator('.about strong').inner_text())
        narrow(page, scripts)
        page.wait_for_url(lambda url: 'when.date' in url)
        narrowed = int(page.locator('.about strong').inner_text())
        assert 0 < narrowed < all_of_them, (narrowed, all_of_them)
        assert 'when.date' in page.get_by_role('searchbox', name='Question').input_value()

        # Only what was said; then all days again.
        page.goto('/timeline?q=' + '%22Evening+Tern%22')
        for kind in ('published', 'revised', 'happened'):
            page.get_by_role('checkbox', name=kind).uncheck()
        go(page, page.get_by_role('button', name='Show').click)
        assert 'kind=said' in page.url
        kinds = set(page.locator('.event .badge').all_inner_texts())
        assert kinds == {'said'}, kinds

        # A quotation that has other words than the statement.
        page.goto('/quotations?q=speaker:thornvale+is:altered')
        go(page, page.locator('.quotation a.open').first.click)
        sides = page.locator('table.sides').first
        assert sides.locator('del').count() + sides.locator('ins').count() > 0
        go(page, page.get_by_role('region', name='The statement and the quotation').get_by_role('link').first.click)
        assert page.get_by_role('heading', name='Quoted by').count() == 1
        assert page.locator('table.sides del, table.sides ins').count() > 0

        # What is shown can be taken away.
        page.goto('/quotations?q=speaker:thornvale')
        shown = int(page.locator('.about strong').inner_text())
        page.locator('#export summary').click()
        href = page.locator('#export a', has_text='JSON lines').first.get_attribute('href')
        with urllib.request.urlopen(base + href) as got:
            assert len(got.read().splitlines()) == shown

        # The article that was edited, with what was changed.
        page.goto('/search?q=is:revised')
        go(page, page.locator('a', has_text='changed since').first.click)
        go(page, page.get_by_role('link', name='what it changed').click)
        assert page.get_by_role('heading', name='What changed').count() == 1
        assert page.locator('del').count() > 0 and page.locator('ins').count() > 0
        w.check()


def narrow(page, scripts):
    """By dragging over the chart; without scripts by a row of the table."""
    if scripts:
        box = page.locator('#chart .u-over').bounding_box()
        y = box['y'] + box['height'] / 2
        page.mouse.move(box['x'] + box['width'] * .6, y)
        page.mouse.down()
        page.mouse.move(box['x'] + box['width'] * .8, y, steps=4)
        page.mouse.move(box['x'] + box['width'] * .95, y, steps=4)
        page.mouse.up()
    else:
        page.locator('#numbers summary').click()
        page.locator('#density tbody a').first.click()


def by_keys(chromium, base):
    """/ to ask, j, k and o through answers, e to export, ? for help; the chart by arrows."""
    with Watched(chromium, base) as w:
        page, press = w.page, w.page.keyboard.press
        page.goto('/')
        press('Tab')
        assert page.evaluate('document.activeElement.className') == 'skip'
        press('/')
        page.keyboard.type('"Evening Tern"')
        go(page, press, 'Enter')
        page.locator('main').focus()
        press('j')
        press('j')
        press('k')
        assert page.evaluate('[...document.querySelectorAll(".row")].findIndex(r => r.classList.contains("current"))') == 0
        first = page.locator('.row.current .open').get_attribute('href')
        press('e')
        assert page.evaluate('document.activeElement.closest("#export") !== null')
        press('Escape')
        assert not page.locator('#export').evaluate('menu => menu.open')
        go(page, press, 'o')
        assert page.url == base + first
        go(page, press, '?')
        assert page.url == base + '/help#keys'

        page.goto('/timeline?q=%22Evening+Tern%22')
        page.locator('#chart canvas').wait_for()
        page.locator('#chart').focus()
        press('ArrowRight')
        press('Shift+ArrowRight')
        assert ' to ' in page.locator('#chart-note').inner_text()
        press('Enter')
        page.wait_for_url(lambda url: 'when.date' in url)
        page.locator('#chart canvas').wait_for()
        page.locator('#chart').focus()
        press('Escape')
        page.wait_for_url(lambda url: 'when.date' not in url)
        # A question, a quotation and a decision by Tab and Enter alone.
        page.goto('/quotations?q=speaker:thornvale')
        page.locator('main').focus()
        press('j')
        go(page, press, 'Enter')
        page.get_by_role('button', name='It is right').focus()
        go(page, press, 'Enter')
        assert page.locator('.badge.checked').count() == 1
        page.get_by_role('button', name='Undo').first.focus()
        go(page, press, 'Enter')
        assert page.locator('.badge.checked').count() == 0
        w.check()


def decided(chromium, base):
    """Speaker, date and note are corrected, a quotation is hidden, and all of it undone, without scripts."""
    with Watched(chromium, base, java_script_enabled=False) as w:
        page = w.page
        path = '/quotations/' + answer(base, '/api/v1/quotations?q=speaker:osterley')['results'][0]['id']
        page.goto(path)
        page.get_by_label('Speaker').fill('Bram A. Osterley')
        go(page, page.get_by_role('button', name='Correct the speaker').click)
        page.locator('h1', has_text='Bram A. Osterley').wait_for()
        page.get_by_label('Said on').fill('2026-03-01')
        go(page, page.get_by_role('button', name='Correct the date').click)
        page.locator('dd', has_text='1 Mar 2026').wait_for()
        page.get_by_label('Note').fill('heard <b>twice</b>')
        go(page, page.get_by_role('button', name='Note it').click)
        page.locator('.note', has_text='heard <b>twice</b>').wait_for()
        go(page, page.get_by_role('button', name='hide it').click)
        page.locator('.what-was', has_text='hidden').wait_for()
        for _ in range(4):
            before = page.get_by_role('button', name='Undo').count()
            go(page, page.get_by_role('button', name='Undo').first.click)
            assert page.get_by_role('button', name='Undo').count() == before - 1
        assert 'Bram Osterley' in page.locator('h1').inner_text()
        # A date that is none is told, and the way out.
        page.get_by_label('Said on').fill('some day')
        go(page, page.get_by_role('button', name='Correct the date').click)
        page.get_by_text('is no date; write it as 2026-02-26').wait_for()


def merged(chromium, base):
    """A name that is part of another one is merged into it, one of its places is split off again, and all of it is undone."""
    with Watched(chromium, base) as w:
        page = w.page
        page.goto('/speakers?q=farrowmere')
        go(page, page.get_by_role('link', name='Farrowmere', exact=True).click)
        go(page, page.get_by_role('button', name='Merge into Judith Farrowmere').click)
        assert page.locator('h1', has_text='Judith Farrowmere').count() == 1
        assert page.get_by_text('is the same as Judith Farrowmere').count() > 0
        count = lambda: int(page.locator('.about').first.inner_text().split(' quotation')[0].split(' ')[-1])
        both, here = count(), page.url
        place = page.get_by_label('in', exact=True)
        place.select_option(place.locator('option[value^="document:"]').first.get_attribute('value'))
        page.get_by_label('who is called').fill('Jude Farrowmere-Lisle')
        go(page, page.get_by_role('button', name='Split').click)
        left = count()
        go(page, page.goto, '/speakers?q=lisle')
        go(page, page.get_by_role('link', name='Jude Farrowmere-Lisle').click)
        other = count()
        assert left + other == both and other > 0, (left, other, both)
        page.goto(here)
        go(page, page.get_by_role('button', name='Undo in').click)
        assert count() == both
        go(page, page.get_by_role('button', name='Undo').first.click)
        assert count() < both, both
        w.check()


def watched(chromium, base):
    """A pass is told source by source; a question is saved, has a feed, and is forgotten."""
    with Watched(chromium, base, java_script_enabled=False) as w:
        page = w.page
        page.goto('/sources')
        assert page.locator('tbody tr').count() == 3
        page.get_by_role('checkbox', name='all, due or not').check()
        go(page, page.get_by_role('button', name='Ingest what is due').click)
        assert page.locator('[role=log] li').count() == 4, page.content()

        page.goto('/search?q=ferry')
        go(page, page.get_by_role('link', name='Save this question').click)
        page.get_by_label('Name').fill('ferries')
        go(page, page.get_by_role('button', name='Save').click)
        page.locator('tbody a.open', has_text='ferries').wait_for()
        assert 'ferry' in page.locator('tbody code').inner_text()
        with urllib.request.urlopen(base + page.locator('tbody a', has_text='Atom').get_attribute('href')) as feed:
            assert b'<feed' in feed.read()
        go(page, page.get_by_role('button', name='Forget').click)
        page.get_by_text('No question is saved yet').wait_for()
        w.check()


def signed_in(chromium, binary):
    """Who is asked for a token gives it, and is where they wanted to be; a wrong one is told. Nothing is there yet, and what to do is."""
    with tempfile.TemporaryDirectory() as data:
        desk = [binary, '--data', data, '--sources', os.path.join(data, 'sources.toml')]
        token = subprocess.run([*desk, 'token', 'add', 'desk', '--role', 'read'], stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
        with served(*desk, 'serve', '--listen', '127.0.0.1:0', '--host', 'localhost') as address:
            base = address.replace('127.0.0.1', 'localhost')
            for scheme in ('light', 'dark'):
                with Watched(chromium, base, color_scheme=scheme, bypass_csp=True) as w:
                    page = w.page
                    page.goto('/speakers')
                    axe(w, f'login, {scheme}')
                    page.get_by_label('Token').fill(token)
                    go(page, page.get_by_role('button', name='Sign in').click)
                    assert page.url == base + '/speakers', page.url
                    for path in ('/', '/speakers', '/sources', '/sources/ingest'):
                        page.goto(path)
                        axe(w, f'{path} of an empty desk, {scheme}')
                    w.check()
            with Watched(chromium, base, java_script_enabled=False) as w:
                w.page.goto('/login')
                w.page.get_by_label('Token').fill('wrong')
                go(w.page, w.page.get_by_role('button', name='Sign in').click)
                w.page.get_by_text('This token is not known.').wait_for()


if __name__ == '__main__':
    main()
