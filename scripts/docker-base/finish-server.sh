#!/bin/sh
# A server that ended for good ends the container, as in Microsoft's images; runit alone would start it again for ever.
echo "$(date -u '+%Y-%m-%dT%H:%M:%SZ') - gunicorn/finish $*"
[ "$1" = 0 ] && exit 0
echo "$(date -u '+%Y-%m-%dT%H:%M:%SZ') - Exit code $1 is not normal. Killing image."
for process in /proc/[0-9]*; do
  [ "$(cat "$process/comm" 2>/dev/null)" = runsvdir ] && kill -HUP "${process#/proc/}"
done
exit 0
