#!/usr/bin/env python3
"""Floors under the figures: they may rise and never fall.

usage: floors.py FIGURES.json     fails where a figure of score.py --json is below its floor
       floors.py --check-history  fails where a floor is lower than in any commit behind HEAD, or gone

The floors are in floors.json beside this file: {"bodies": {"F1": 0.95}, …}.
"""
import json
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
FILE = os.path.join(HERE, 'floors.json')


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    floors = read(FILE)
    if sys.argv[1] == '--check-history':
        falls = [f'{version[:12]}: {fall}' for version in versions() for fall in below(floors, at(version), 'the floor')]
        report('a floor fell', falls)
    else:
        report('a figure is below its floor', list(below(read(sys.argv[1]), floors, 'the figure')))


def read(path):
    with open(path, encoding='utf8') as f:
        return json.load(f)


def below(got, wanted, what):
    """A line for each value of `wanted` that `got` does not reach."""
    for name, figures in sorted(wanted.items()):
        for key, floor in sorted(figures.items()):
            value = got.get(name, {}).get(key)
            if value is None or value < floor:
                yield f'{name} {key}: {what} is {value}, it was to be at least {floor}'


def git(*arguments):
    """Its output; nothing where there is no git, no repository or no such file."""
    try:
        run = subprocess.run(['git', *arguments], cwd=HERE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    except OSError:
        return ''
    return run.stdout if run.returncode == 0 else ''


def versions():
    """Commits that changed the file, as far as a shallow clone knows them."""
    return git('log', '--format=%H', '--', 'floors.json').split()


def at(commit):
    return json.loads(git('show', f'{commit}:./floors.json') or '{}')


def report(what, lines):
    for line in lines:
        print(f'{what}: {line}', file=sys.stderr)
    sys.exit(1 if lines else 0)


if __name__ == '__main__':
    main()
