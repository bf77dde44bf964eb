#!/bin/sh
# Called by mmdebstrap with the root folder: what Microsoft's inference images have beyond the distribution, as far as public sources say.
set -e
root="$1"
here="$(dirname "$0")"
mkdir -p "$root/var/azureml-app" "$root/var/runit/gunicorn"
chroot "$root" /usr/bin/python3 -m venv /opt/miniconda
mkdir -p "$root/opt/miniconda/envs"
install -m 0755 "$here/conda" "$root/opt/miniconda/bin/conda"
install -m 0755 "$here/run-server.sh" "$root/var/runit/gunicorn/run"
install -m 0755 "$here/finish-server.sh" "$root/var/runit/gunicorn/finish"

# pip inside sees the settings and certificates of this computer, and keeps none of them.
trap 'rm -f "$root/tmp/pip.conf" "$root/tmp/ca.pem"' EXIT
: > "$root/tmp/pip.conf"
[ -z "$BASE_PIP_CONF" ] || cp "$BASE_PIP_CONF" "$root/tmp/pip.conf"
[ -z "$BASE_CA" ] || cp "$BASE_CA" "$root/tmp/ca.pem"
ca=""
[ -z "$BASE_CA" ] || ca="PIP_CERT=/tmp/ca.pem"
chroot "$root" /usr/bin/env -i PATH=/usr/bin:/bin PIP_CONFIG_FILE=/tmp/pip.conf $ca \
  /opt/miniconda/bin/python -m pip install --no-cache-dir --disable-pip-version-check "azureml-inference-server-http==$BASE_SERVER"
rm -rf "$root/var/cache/apt/archives" "$root/var/lib/apt/lists"/* "$root/usr/share/doc" "$root/usr/share/man" "$root/usr/share/locale"
mkdir -p "$root/var/cache/apt/archives/partial"
