"""Prints the names of installed files of a distribution that are not as its wheel had them: unmodified.py <distribution>."""

import base64
import hashlib
import sys
from importlib.metadata import files

changed = []
for file in files(sys.argv[1]):
    # The installer's own notes carry no hash.
    if file.hash is None:
        continue
    digest = hashlib.new(file.hash.mode, file.read_binary()).digest()
    if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != file.hash.value:
        changed.append(str(file))
print("\n".join(changed))
