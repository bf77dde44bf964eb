"""Packs Debian's python3-torch, a build for the processor alone, into a wheel that an index can offer.

python3 pack_debian_torch.py FOLDER   (needs: apt install python3-torch; prints the wheel's path)

The wheel holds the Python part; its libraries stay where Debian installed them, so it serves tests on this machine and nothing else.
"""

import base64
import hashlib
import os
import sys
import zipfile

SITE = "/usr/lib/python3/dist-packages"
VERSION = "1.13.1+cpu"
NAME = "torch-%s" % VERSION


def files():
    for package in ("torch", "functorch", "torchgen"):
        for folder, folders, names in os.walk(os.path.join(SITE, package)):
            folders[:] = [one for one in folders if one not in ("__pycache__", "test", "include")]
            for name in names:
                path = os.path.join(folder, name)
                # Links into the system's library folder; the loader finds those by itself.
                linked = os.path.islink(path) and name != "libtorch_global_deps.so"
                if not linked and os.path.isfile(path):
                    yield os.path.relpath(path, SITE), path


def main():
    target = os.path.join(sys.argv[1], "torch-%s-cp311-cp311-linux_x86_64.whl" % VERSION)
    records = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as wheel:

        def add(name, content):
            digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
            records.append("%s,sha256=%s,%d" % (name, digest, len(content)))
            wheel.writestr(name, content)

        for name, path in files():
            with open(path, "rb") as file:
                add(name, file.read())
        info = NAME + ".dist-info/"
        metadata = "Metadata-Version: 2.1\nName: torch\nVersion: %s\nRequires-Python: ==3.11.*\nRequires-Dist: typing-extensions\n" % VERSION
        add(info + "METADATA", metadata.encode())
        add(info + "WHEEL", b"Wheel-Version: 1.0\nGenerator: pack\nRoot-Is-Purelib: false\nTag: cp311-cp311-linux_x86_64\n")
        wheel.writestr(info + "RECORD", "\n".join(records + [info + "RECORD,,"]) + "\n")
    print(target)


if __name__ == "__main__":
    main()
