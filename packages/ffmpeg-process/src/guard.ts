/**
 * The dead-man guard: a shell that runs FFmpeg and notices when the host is gone.
 *
 * Its standard input is a pipe that the host holds and never writes to, so the end of that pipe is the end of the host,
 * also after `kill -9`. Descriptor 3 tells the host FFmpeg's own process id; 4 carries piped media and goes to FFmpeg
 * alone. The guard survives the SIGTERM that the stop ladder sends to the group, because it has to outlive FFmpeg: it
 * passes on the exit code and reaps what it started (a host that is process 1 of a container reaps nothing).
 * The arguments are the words of the command line; no text of a user is ever read as shell.
 */
const script = `trap 'again=1' TERM
exec 5<&0
"$@" </dev/null 3>&- 5<&- &
child=$!
echo "$child" >&3
exec 3>&- 4<&-
(
  trap '' TERM
  read -r _ <&5
  kill "$child"
  sleep 0.3
  kill "$child"
  sleep 2
  kill -9 "$child"
) >/dev/null 2>&1 &
watch=$!
exec 5<&-
code=127
while again=0; wait "$child"; got=$?; [ "$got" = 127 ] || code=$got; [ "$again" = 1 ]; do :; done
kill -9 "$watch"
wait "$watch" 2>/dev/null
exit "$code"
`;

/** The program and arguments that run `command` under the guard. */
export function guarded(command: readonly string[]): { readonly file: string; readonly args: string[] } {
  return { file: "/bin/sh", args: ["-c", script, "hybrid-stream-guard", ...command] };
}
