#!/bin/sh
# For any other CI: the same comparison as a plain shell step. TARGET is the branch that the change goes to.
set -eu
cargo install --locked --git https://github.com/OWNER/topple --rev COMMIT topple
git worktree add --detach /tmp/base "origin/${TARGET:-main}"
topple compare --markdown /tmp/base/compose.yaml compose.yaml
