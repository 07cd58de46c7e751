#!/bin/sh
# What a change does to a system: `topple compare` with its answer as Markdown, for any CI.
#
#   ci/compare.sh BASE HEAD
#
# BASE and HEAD are files or folders that describe the system before and after. Exits with 1 if a single point of failure
# is new, with 2 if something cannot be read. The Markdown goes to standard output, to the file REPORT if that is set, and
# to the summary of a GitHub job.
#
# TOPPLE: the program [topple]. ACCEPT: what may be a single point of failure, with commas. BASE_URL: the address of a
# playground, for a link that opens HEAD. LINKS=true: links count as parts. RESTARTS_COUNT_AS_SAFE=true: what is started
# again by itself does not count.
set -eu

if [ $# -ne 2 ]; then
    echo "usage: $0 BASE HEAD" >&2
    exit 2
fi
base=$1
head=$2
set -- compare --markdown
if [ -n "${BASE_URL:-}" ]; then set -- "$@" --base-url "$BASE_URL"; fi
if [ -n "${ACCEPT:-}" ]; then set -- "$@" --accept "$ACCEPT"; fi
if [ "${LINKS:-}" = true ]; then set -- "$@" --links; fi
if [ "${RESTARTS_COUNT_AS_SAFE:-}" = true ]; then set -- "$@" --restarts-count-as-safe; fi

report=${REPORT:-$(mktemp)}
status=0
"${TOPPLE:-topple}" "$@" -- "$base" "$head" >"$report" || status=$?
cat "$report"
if [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then cat "$report" >>"$GITHUB_STEP_SUMMARY"; fi
if [ -z "${REPORT:-}" ]; then rm -f "$report"; fi
exit "$status"
