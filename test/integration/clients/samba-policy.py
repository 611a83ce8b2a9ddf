"""Reads the folder of a group policy with Samba's own code and prints what it understood as JSON.

    samba-policy.py FOLDER      FOLDER holds gpt.ini and Machine/Scripts/scripts.ini

`samba-tool gpo backup` takes a policy apart with the same parsers. The version is read by the code that decides on a
client whether a policy is new; it wants the name in capitals, as servers that do not mind the case give it.
"""

import json
import os
import shutil
import sys
import tempfile

from samba import gpo
from samba.netcmd.gpo import find_parser


def read(path):
    parser = find_parser(os.path.basename(path))
    with open(path, 'rb') as file:
        parser.parse(file.read())
    ini = parser.ini_conf
    return {'parser': type(parser).__name__, 'sections': {each: dict(ini.items(each)) for each in ini.sections()}}


def version_of(folder):
    with tempfile.TemporaryDirectory() as copy:
        shutil.copy(os.path.join(folder, 'gpt.ini'), os.path.join(copy, 'GPT.INI'))
        return gpo.gpo_get_sysvol_gpt_version(copy)[1]


folder = sys.argv[1]
print(json.dumps({
    'gpt': read(os.path.join(folder, 'gpt.ini')),
    'version': version_of(folder),
    'scripts': read(os.path.join(folder, 'Machine', 'Scripts', 'scripts.ini')),
}))
