# Runs one inference server in its own session and outlives the agent.
#   sh shim.sh <exit file> <pid file> <open files> <program> [arguments…]
# The exit file (`<code> <epoch seconds>`) is what a later agent learns the end from.
exit_file=$1 pid_file=$2 open_files=$3
shift 3
ulimit -c 0
ulimit -n "$open_files" 2>/dev/null || :
trap '' HUP INT
trap 'interrupted=1; kill -TERM "$child" 2>/dev/null' TERM
"$@" &
child=$!
# The model's own variables may have led the search for the two programs used below anywhere.
PATH=/usr/bin:/bin:$PATH
echo "$child" > "$pid_file.partial" && mv "$pid_file.partial" "$pid_file"
# wait returns early when a signal arrives. Asked once more than needed it says 127, and the code before stands.
code=127
while :; do
  interrupted=
  wait "$child"
  seen=$?
  [ "$seen" = 127 ] && break
  code=$seen
  [ -n "$interrupted" ] || break
done
trap '' TERM
echo "$code $(date +%s)" > "$exit_file.partial" && mv "$exit_file.partial" "$exit_file"
# Whatever the server left behind in this process group ends with it (this shell too).
kill -KILL 0
