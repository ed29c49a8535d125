"""Reads requests for `dateline inspect --jsonl` from standard input and has trafilatura extract text and metadata."""
import json
import sys

import trafilatura

for line in sys.stdin:
    with open(json.loads(line)["path"], "rb") as page:
        trafilatura.extract(page.read(), output_format="json", with_metadata=True)
