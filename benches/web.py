#!/usr/bin/env python3
"""Helps benches/web: `questions BASE` draws 300 words, documents, quotations and speakers as Lua tables; `news FOLDER` serves feeds that always have news."""
import http.server
import json
import re
import sys
import urllib.request

FEEDS, ITEMS = 4, 20


def questions(base):
    found = json.load(urllib.request.urlopen(f'{base}/api/v1/documents?limit=1000'))['results']
    words = sorted({w.lower() for d in found for w in re.findall(r'[A-Za-z]{5,}', d['title'] or '')})
    step = max(1, len(words) // 300)
    words = words[::step][:300]
    print('questions = {' + ','.join(map(json.dumps, words)) + '}')
    print('documents = {' + ','.join(json.dumps(d['id']) for d in found[:300]) + '}')
    said = [json.load(urllib.request.urlopen(f'{base}/api/v1/quotations?q={w}&limit=1'))['results'] for w in words]
    print('sayings = {' + ','.join(json.dumps(q['id']) for some in said for q in some) + '}')
    quoted = json.load(urllib.request.urlopen(f'{base}/api/v1/speakers?limit=300'))['results']
    print('speakers = {' + ','.join(json.dumps(s['id']) for s in quoted[:300]) + '}')


class News(http.server.BaseHTTPRequestHandler):
    asked = 0

    def do_GET(self):
        if self.path.startswith('/feed'):
            News.asked += 1
            item = '<item><title>News {0} of {1}</title><link>{2}/{3}/{0}/{1}</link><description>“We open quay {0} in {1} days,” said Mara Quill.</description></item>'
            items = ''.join(item.format(n, News.asked, self.base, self.path[1:]) for n in range(ITEMS))
            self.answer('application/rss+xml', f'<rss version="2.0"><channel><title>news</title>{items}</channel></rss>')
        elif self.path == '/robots.txt':
            self.answer('text/plain', '')
        else:
            text = f'The quay that {self.path} is about was open on Monday, and boats came in from the islands with fish and salt. '
            said = f'<p>“We keep it open as {self.path} says, whatever the weather,” said Mara Quill, the harbour master.</p>'
            self.answer('text/html', f'<title>{self.path}</title><article><h1>{self.path}</h1><p>{text * 3}</p>{said}<p>{text * 3}</p></article>')

    def answer(self, kind, text):
        body = text.encode()
        self.send_response(200)
        self.send_header('Content-Type', kind + '; charset=utf-8')
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def news(folder):
    server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), News)
    News.base = f'http://127.0.0.1:{server.server_address[1]}'
    source = '[[source]]\nname = "feed{0}"\nkind = "feed"\nurl = "{1}/feed{0}"\n'
    with open(f'{folder}/sources.toml', 'w') as f:
        f.write('[fetch]\ncontact = "mailto:desk@example.org"\nallow = ["127.0.0.1"]\npause = "0s"\n\n')
        f.write('\n'.join(source.format(n, News.base) for n in range(FEEDS)))
    print(News.base, flush=True)
    server.serve_forever()


{'questions': questions, 'news': news}[sys.argv[1]](sys.argv[2])
