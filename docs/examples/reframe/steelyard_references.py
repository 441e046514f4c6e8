#!/usr/bin/env python3
"""Makes ReFrame's references out of run files of Steelyard that are known to be good, for steelyard_check.py.

    steelyard_references.py --system cluster:partition GOOD.h5... [--noise NIGHTS...] > references.json

A reference is the geometric mean of a case's rate over the files. Its lower threshold is no fixed share but what
`steelyard gate` calls detectable: from what runs of the machine differ by, how many were given, and how many cases are
looked at. There is no upper threshold: a gain is no failure. --noise names more runs of the unchanged machine, or folders
of them; with one good run they are needed. Several systems go into one file: --add references.json keeps what is there.
"""

import argparse
import json
import math
import subprocess
import sys


def steelyard(program, words, fine):
    """What the program prints, as JSON."""
    done = subprocess.run([*program.split(), *words], stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode not in fine:
        sys.exit(f'steelyard_references: steelyard {words[0]} ended with exit code {done.returncode}')
    return json.loads(done.stdout)


def rates_of(run):
    """{case: (rate, unit)} of the cases that passed."""
    return {case['name']: (case['figures']['figure']['point'], case['figures']['unit'])
            for case in run['cases'] if case['outcome'] == 'passed' and case['figures']}


def references(program, files, noise):
    """({variable: [rate, lower, upper, unit]}, cases that have none)."""
    runs = [rates_of(steelyard(program, ['export', '--format', 'json', file], (0,))) for file in files]
    # One run held against all of them, as a night will be; which one makes no difference to what could be found.
    words = ['gate', '--format', 'json', '--baseline', *files, '--candidate', files[-1]]
    judged = steelyard(program, words + (['--noise', *noise] if noise else []), (0, 1, 3, 4))
    detectable = {case['name']: case['detectable'] for case in judged['cases']}
    out, without = {}, []
    for name in dict.fromkeys(name for run in runs for name in run):
        rates = [run[name][0] for run in runs if name in run]
        if len(rates) < len(runs) or not detectable.get(name):
            without.append(name)
            continue
        mean = math.exp(sum(map(math.log, rates)) / len(rates))
        # ReFrame ends a scope at a colon.
        out[name.replace(':', '.')] = [mean, -detectable[name], None, runs[0][name][1]]
    return out, without


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--system', required=True, help="ReFrame's name, such as cluster:partition")
    parser.add_argument('--noise', nargs='+', default=[], metavar='FILE', help='runs of the unchanged machine, or folders')
    parser.add_argument('--add', metavar='FILE', help='references of other systems to keep')
    parser.add_argument('--steelyard', default='steelyard', metavar='PROGRAM')
    parser.add_argument('good', nargs='+', help='run files that are known to be good')
    arguments = parser.parse_args()
    made, without = references(arguments.steelyard, arguments.good, arguments.noise)
    if not made:
        sys.exit('steelyard_references: what runs of this machine differ by is unknown; give more good runs, or --noise')
    for name in without:
        print(f'steelyard_references: no reference for {name}: not in every good run, or its spread is unknown',
              file=sys.stderr)
    scopes = {}
    if arguments.add:
        with open(arguments.add, encoding='utf-8') as file:
            scopes = json.load(file)
    json.dump({**scopes, arguments.system: made}, sys.stdout, indent=2)
    print()


if __name__ == '__main__':
    main()
