# Runs one inference server in its own session and outlives the agent.
#   sh shim.sh <exit file> <pid file> <open files> <program> [arguments…]
# The exit file (`<code> <epoch seconds>`) is what a later agent learns the end from.
exit_file=$1 pid_file=$2 open_files=$3
shift 3
ulimit -c 0
ulimit -n "$open_files" 2>/dev/null || :
trap '' HUP INT
trap 'kill -TERM "$child" 2>/dev/null' TERM
"$@" &
child=$!
echo "$child" > "$pid_file.partial" && mv "$pid_file.partial" "$pid_file"
# wait returns early when a signal arrives: only a child that is gone has a final code.
while :; do
  wait "$child"
  code=$?
  kill -0 "$child" 2>/dev/null || break
done
trap '' TERM
echo "$code $(date +%s)" > "$exit_file.partial" && mv "$exit_file.partial" "$exit_file"
# Whatever the server left behind in this process group ends with it (this shell too).
kill -KILL 0
