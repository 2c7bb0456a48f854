#!/usr/bin/env bash
# Usage: programs.sh FOLDER
#
# Makes FOLDER one with programs that answer Prometheus' queries, for the tests of the profile prometheus:
#   FOLDER/{prometheus,prometheus-2.18,victoria-metrics,thanos}     or, for each that can't be had,
#   FOLDER/<program>.unavailable                    a sentence that says why
#
# They are built as Go modules, once, into ${XDG_CACHE_HOME:-~/.cache}/seldon-analytics/prometheus, from where Go gets its
# modules on this machine. Takes some 20 minutes the first time, at the lowest priority and one package at a time.
set -euo pipefail

# Prometheus 3.x is the module's version 0.3xx.y. Its service discoveries of clouds (remove_all_sd), which nothing here asks
# for, are half of its packages. Thanos takes labels for slices: built without slicelabels, as .promu.yml has it, its sidecar
# panics at the first question. Prometheus 2.18.1, which Seldon's chart brings, is known to Go by its commit; it writes JSON by
# a module that reads Go's maps as they were before 1.18, hence the newer one behind the tags.
wanted=(
    "victoria-metrics github.com/VictoriaMetrics/VictoriaMetrics v1.151.0 app/victoria-metrics remove_all_sd"
    "prometheus github.com/prometheus/prometheus v0.316.0 cmd/prometheus remove_all_sd"
    "prometheus-2.18 github.com/prometheus/prometheus v1.8.2-0.20200507164740-ecee9c8abfd1 cmd/prometheus netgo \
        github.com/json-iterator/go@v1.1.12"
    "thanos github.com/thanos-io/thanos v0.42.0 cmd/thanos remove_all_sd,slicelabels"
)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/seldon-analytics/prometheus

say() { printf 'programs.sh: %s\n' "$*"; }

# build PROGRAM MODULE VERSION PACKAGE TAGS [MODULE@VERSION ...]: into the cache, its log beside it.
build() {
    local program=$1 module=$2 version=$3 package=$4 tags=$5 work=$cache/build-$1 newer
    shift 5
    rm -rf "$work"
    mkdir -p "$work"
    (
        cd "$work"
        export GOFLAGS=-p=1
        go mod init seldon-analytics-tests
        # What a module replaces counts in its own builds alone; go install refuses to build one that does.
        go mod download -json "$module@$version" >module.json
        replacements "$(sed -n 's/.*"GoMod": "\(.*\)",/\1/p' module.json)" >>go.mod
        for newer in "$module@$version" "$@"; do
            go mod edit -require "$newer"
        done
        nice -n 19 go build -mod=mod -tags "$tags" -o "$cache/$program-$version.new" "$module/$package"
    ) >"$cache/$program.log" 2>&1 || return 1
    rm -rf "$work"
    mv "$cache/$program-$version.new" "$cache/$program-$version"
}

# The directives "replace" of a go.mod, blocks and lines.
replacements() {
    awk '/^replace \(/ { block = 1 } block || /^replace / { print } /^\)/ { block = 0 }' "$1"
}

[ $# -eq 1 ] || { say "give one folder, the one to put the programs into." >&2; exit 1; }
target=$1
mkdir -p "$target" "$cache"
exec 9>"$cache/lock"
! command -v flock >/dev/null || flock 9
for each in "${wanted[@]}"; do
    read -r program module version package tags newer <<<"$each"
    rm -f "$target/$program" "$target/$program.unavailable"
    if [ ! -x "$cache/$program-$version" ]; then
        if ! command -v go >/dev/null; then
            echo "There is no Go toolchain on the PATH to build $program $version with." >"$target/$program.unavailable"
        else
            say "building $program $version with $(go env GOVERSION) …"
            # shellcheck disable=SC2086 # several
            build "$program" "$module" "$version" "$package" "$tags" $newer \
                || echo "Go could not build $program $version: $(tail -n 1 "$cache/$program.log" | cut -c 1-300)" \
                    >"$target/$program.unavailable"
        fi
    fi
    if [ -x "$cache/$program-$version" ]; then
        ln -s "$cache/$program-$version" "$target/$program"
        say "$program $version is ready in $target."
    else
        say "there will be no $program: $(cat "$target/$program.unavailable")"
    fi
done
