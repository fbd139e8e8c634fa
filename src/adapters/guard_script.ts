/**
 * What the guard runs: POSIX `sh`, so that it needs nothing a system with agents does not have, and
 * weighs about a megabyte.
 *
 * Lines in: `mark TEXT` first; `add PID COOKIE`, `remove PID`, `kill PID`; `bye` before an orderly end.
 * Lines out: `ready`; `gone PID` or `left PID` once for each `kill`.
 *
 * A tree is told by five things, since a process can shed any one of them: its root, the root's group
 * and session, a cookie in the environment (which also finds what a double fork gave away to init),
 * descent from one of these, and having been seen before under the same start time. Numbers of
 * processes come back; nothing is believed of a number whose start time has changed.
 *
 * @module
 */

/** To be run as `sh -c`. Every `$` in it is the shell's or awk's. */
export const GUARD_SCRIPT = `
# A Ctrl-C, a closing terminal or a broken pipe must not end what cleans up after them.
trap '' HUP INT QUIT TERM PIPE
LC_ALL=C
mark=
trees=

means=group
if command -v awk >/dev/null; then
  if [ -r /proc/self/stat ]; then means=proc
  elif command -v ps >/dev/null; then means=ps
  fi
fi

# One line for each process: pid, parent, group, session, state, start.
census() {
  if [ $means = proc ]; then
    cat /proc/[0-9]*/stat 2>/dev/null |
      awk '{ pid = $1; sub(/^.*[)] /, ""); print pid, $2, $3, $4, $1, $20 }'
  else
    ps -A -o pid= -o ppid= -o pgid= -o stat= -o lstart= |
      awk '{ print $1, $2, $3, $3, $4, $5 "_" $6 "_" $7 "_" $8 "_" $9 }'
  fi
}

# One line for each process that has $1 in its environment. The text is on no command line, where
# it would be found as well.
marked() {
  # Text too short to be a cookie would find strangers; an empty one would find everything.
  [ \${#1} -ge 16 ] || return 0
  if [ $means = proc ]; then
    printf '%s\\n' "$1" | grep -zlF -f - /proc/[0-9]*/environ 2>/dev/null |
      awk -F / '{ print "M", $3 }'
  else
    ps axeww -o pid= -o command= | while read -r pid words; do
      case $words in *"$1"*) echo "M $pid" ;; esac
    done
  fi
}

# pid:start of all that lives of the trees. $1: roots as pid/start, $2: cookie, $3: seen before.
members() {
  if [ $means = group ]; then
    for root in $1; do
      kill -0 "-\${root%%/*}" 2>/dev/null && echo "-\${root%%/*}:"
    done
    return 0
  fi
  {
    for root in $1; do echo "R \${root%%/*} \${root#*/}"; done
    for seen in $3; do echo "S $seen"; done
    marked "$2"
    census
  } | awk -v me=$$ '
    $1 == "R" { root[$2] = $3; next }
    $1 == "S" { seen[$2] = 1; next }
    $1 == "M" { marked[$2] = 1; next }
    { born[$1] = $6; parent[$1] = $2; group[$1] = $3; session[$1] = $4; dead[$1] = $5 ~ /^[ZX]/ }
    # Another process has the number of a root that has ended.
    function ours(pid) { return pid in root && !(pid in born && born[pid] != root[pid]) }
    END {
      for (pid in born) {
        if (pid == me) continue
        if (pid in marked || (pid ":" born[pid]) in seen) taken[pid] = 1
        if (ours(pid) || ours(group[pid]) || ours(session[pid])) taken[pid] = 1
      }
      do {
        grown = 0
        for (pid in born) {
          if (pid in taken || pid == me || !(parent[pid] in taken)) continue
          taken[pid] = grown = 1
        }
      } while (grown)
      for (pid in taken) {
        if (pid in born && !dead[pid] && pid > 1 && pid != me) print pid ":" born[pid]
      }
    }'
}

# Looks again; a look that failed changes nothing.
look() {
  found=$(members "$1" "$2" "$left") && left=$found
}

# Written so that every shell takes it, with the number of a group as well.
send() {
  for one in $left; do kill -$1 "\${one%%:*}" 2>/dev/null; done
}

# After a look that found nothing: what is just being started may show in no single one.
still_nothing() {
  sleep 0.05 2>/dev/null || sleep 1
  look "$1" "$2"
  [ -z "$left" ]
}

# Ends trees: roots $1, cookie $2. Fails when something is left.
finish() {
  left=
  look "$1" "$2" || return 1
  [ -z "$left" ] && still_nothing "$1" "$2" && return 0
  send TERM
  # One second in all, looks not counted. Not every sleep knows parts of a second.
  for nap in 0.05 0.05 0.1 0.1 0.2 0.2 0.3; do
    sleep $nap 2>/dev/null || { sleep 1; nap=whole; }
    look "$1" "$2"
    [ -z "$left" ] && still_nothing "$1" "$2" && return 0
    [ $nap = whole ] && break
  done
  for round in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    # Stopped first, so that none can start another while they are killed.
    send STOP
    look "$1" "$2"
    send KILL
    sleep 0.05 2>/dev/null || sleep 1
    look "$1" "$2"
    [ -z "$left" ] && still_nothing "$1" "$2" && return 0
  done
  return 1
}

start_of() {
  start=-
  if [ $means = proc ]; then
    { read -r line <"/proc/$1/stat"; } 2>/dev/null || return
    set -- \${line##*) }
    start=\${20}
  elif [ $means = ps ]; then
    set -- $(ps -o lstart= -p "$1")
    [ $# -eq 5 ] && start=$1_$2_$3_$4_$5
  fi
}

# Splits the tree of $1 off the list into $tree; the others go to $rest.
split_off() {
  tree= rest=
  for one in $trees; do
    if [ "\${one%%/*}" = "$1" ]; then tree=$one; else rest="$rest $one"; fi
  done
}

while read -r verb pid cookie; do
  case $verb in
    mark) mark=$pid; echo ready ;;
    add) start_of "$pid"; trees="$trees $pid/$start/$cookie" ;;
    remove) split_off "$pid"; trees=$rest ;;
    kill)
      split_off "$pid"
      if [ -z "$tree" ]; then echo "gone $pid"; continue; fi
      (
        if finish "\${tree%/*}" "\${tree##*/}"; then echo "gone $pid"; else echo "left $pid"; fi
      ) &
      ;;
    bye) [ -z "$trees" ] && exit 0 ;;
  esac
done

# The gateway is gone. Every cookie contains the mark.
roots=
for one in $trees; do roots="$roots \${one%/*}"; done
finish "$roots" "$mark"
# What was being started in the gateway's last moment shows a little later.
sleep 1
finish "$roots" "$mark"
exit 0
`;
