#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""usage: make_plans.py [FOLDER…] : writes plan.json of each folder anew, with the real Terraform and
the provider of schema_provider.mjs. Needs terraform and node; no test does. state.json in a folder
is the state before: attributes by address."""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
PROVIDER = 'provider["registry.terraform.io/hashicorp/aws"]'


def raw_state(attributes):
    """A state file with these resources."""
    resources = {}
    for address, values in attributes.items():
        module, kind, name, key = re.fullmatch(
            r'((?:module\.[^.\[]+(?:\[[^\]]*\])?\.)*)(\w+)\.([\w-]+)(?:\[(.*)\])?', address).groups()
        entry = resources.setdefault((module, kind, name), {
            'mode': 'managed', 'type': kind, 'name': name, 'provider': PROVIDER, 'instances': []})
        if module:
            entry['module'] = module[:-1]
        instance = {'schema_version': 0, 'attributes': values, 'sensitive_attributes': []}
        if key is not None:
            instance['index_key'] = json.loads(key)
        entry['instances'].append(instance)
    return {'version': 4, 'terraform_version': '1.11.4', 'serial': 1,
            'lineage': '00000000-0000-0000-0000-000000000000', 'outputs': {},
            'resources': list(resources.values()), 'check_results': None}


def run(folder, environment, *arguments):
    return subprocess.run(['terraform', *arguments], cwd=folder, env=environment, check=True,
                          stdout=subprocess.PIPE).stdout


def make(folder, environment):
    with tempfile.TemporaryDirectory() as temp:
        work = pathlib.Path(temp) / 'work'
        shutil.copytree(folder, work)
        if (folder / 'state.json').exists():
            state = json.loads((folder / 'state.json').read_text())
            (work / 'terraform.tfstate').write_text(json.dumps(raw_state(state)))
        run(work, environment, 'init', '-no-color')
        run(work, environment, 'plan', '-no-color', '-out=plan.bin')
        shown = {'plan.json': run(work, environment, 'show', '-json', 'plan.bin')}
        if (work / 'terraform.tfstate').exists():
            shown['state_shown.json'] = run(work, environment, 'show', '-json')
    for name, text in shown.items():
        value = json.loads(text)
        value.pop('timestamp', None)
        (folder / name).write_text(json.dumps(value, indent=1) + '\n')
    print(folder.name)


def main():
    folders = [HERE / name for name in sys.argv[1:]] or sorted(
        path.parent for path in HERE.glob('*/main.tf'))
    with subprocess.Popen(['node', str(HERE / 'schema_provider.mjs')],
                          stdout=subprocess.PIPE, text=True) as provider:
        try:
            environment = {**os.environ, 'TF_REATTACH_PROVIDERS': provider.stdout.readline(),
                           'TF_CLI_CONFIG_FILE': os.devnull, 'CHECKPOINT_DISABLE': '1'}
            for folder in folders:
                make(folder, environment)
        finally:
            provider.terminate()


if __name__ == '__main__':
    main()
