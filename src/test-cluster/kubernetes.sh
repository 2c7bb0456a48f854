#!/usr/bin/env bash
# Usage: kubernetes.sh FOLDER
#
# Makes FOLDER one that the tests start a real Kubernetes from, without a download of their own:
#   FOLDER/k8s/<version>-<system>-<architecture>/{etcd,kube-apiserver,kubectl}   as fabric8's kube-api-test wants them
#   FOLDER/node/{bin,images}                                                     as node.sh wants them, or
#   FOLDER/node/unavailable                                                      a sentence that says why there is none
#
# The programs are, first found first taken:
#   1. those in the folder that KUBEBUILDER_ASSETS names,
#   2. those on the PATH,
#   3. Debian's, in ${XDG_CACHE_HOME:-~/.cache}/seldon-analytics: Kubernetes' own built from the source package
#      kubernetes by the Go of the package golang-go, the others from the packages etcd-server, kubernetes-client,
#      containerd, runc, containernetworking-plugins, busybox-static and prometheus. apt gets them from the machine's own
#      sources; nothing is installed, and nothing needs root. Takes some 20 minutes and 5 GB of disk the first time, of
#      which 600 MB stay; an interrupted run is taken up where it was. Where the machine allows no node, its programs are
#      left out, and half of that does.
set -euo pipefail

cache=${XDG_CACHE_HOME:-$HOME/.cache}/seldon-analytics
here=$(cd "$(dirname "$0")" && pwd)
api_programs=(etcd kube-apiserver kubectl)
node_programs=(kubelet kube-controller-manager kube-scheduler containerd containerd-shim-runc-v2 ctr runc bridge
    host-local loopback busybox prometheus)
packages_of_api=(etcd-server kubernetes-client)
reflect2=golang-github-modern-go-reflect2-dev
packages_of_node=(containerd runc containernetworking-plugins busybox-static prometheus)

say() { printf 'kubernetes.sh: %s\n' "$*"; }

fail() {
    printf 'kubernetes.sh: %s\n' "$*" >&2
    exit 1
}

# missing FOLDER PROGRAM...: those that are not in it.
missing() {
    local folder=$1 program
    shift
    for program in "$@"; do
        [ -x "$folder/$program" ] || printf '%s ' "$program"
    done
}

# The folder in which all of an API server's programs are, of the folders given.
folder_of_api() {
    local folder
    for folder in "$@"; do
        if [ -z "$(missing "$folder" "${api_programs[@]}")" ]; then
            printf '%s\n' "$folder"
            return
        fi
    done
    return 1
}

# The machine's own apt sources, for packages and source packages, with package lists apart from the machine's.
read_package_lists() {
    local state=$work/apt file
    rm -rf "$state"
    mkdir -p "$state/lists/partial" "$state/cache/archives/partial" "$state/sources.list.d"
    : >"$state/sources.list"
    for file in /etc/apt/sources.list /etc/apt/sources.list.d/*; do
        case $file in
            *.sources) sed -E 's/^Types:.*/Types: deb deb-src/' "$file" >"$state/sources.list.d/${file##*/}" ;;
            *.list) [ ! -e "$file" ] || sed -n -E 's/^deb[[:space:]](.*)/deb \1\ndeb-src \1/p' "$file" \
                >"$state/sources.list.d/${file##*/}" ;;
        esac
    done
    apt_options=(
        -q -o Dir::State="$state" -o Dir::State::status=/var/lib/dpkg/status -o Dir::Cache="$state/cache"
        -o Dir::Etc::sourcelist="$state/sources.list" -o Dir::Etc::sourceparts="$state/sources.list.d"
        -o APT::Sandbox::User="$(id -un)"
    )
    say "reading the package lists of the machine's own apt sources …"
    apt-get "${apt_options[@]}" update >"$work/update.log" 2>&1 || say "not all lists could be read; going on without."
}

build() {
    local program go version
    for program in apt-get apt-cache dpkg-deb dpkg-source; do
        command -v "$program" >/dev/null || fail "this machine has no $program, so Kubernetes can't be built from" \
            "Debian's source; put etcd, kube-apiserver and kubectl on the PATH, or name their folder in KUBEBUILDER_ASSETS."
    done
    local packages=$work/packages source=$work/go/src/k8s.io/kubernetes finished=$work/finished
    rm -rf "$packages" "$source"
    mkdir -p "$packages" "$work/tree" "${source%/*}"
    read_package_lists
    go=$(apt-cache "${apt_options[@]}" depends golang-go 2>>"$work/update.log" \
        | sed -n -E 's/^ *Depends: (golang-[0-9.]+)-go$/\1/p') || go=
    [ -n "$go" ] || fail "the machine's apt sources have no golang-go ($(tail -n 1 "$work/update.log"))."

    say "getting ${wanted_packages[*]}, $go-go, $go-src and the source of kubernetes (130 to 190 MB) …"
    (cd "$packages" && apt-get "${apt_options[@]}" download "${wanted_packages[@]}" "$go-go" "$go-src" "$reflect2") \
        >"$work/download.log" 2>&1 \
        || fail "apt could not download the packages: $(tail -n 1 "$work/download.log")"
    (cd "$packages" && apt-get "${apt_options[@]}" source --download-only kubernetes) >"$work/source.log" 2>&1 \
        || fail "apt could not download the source package kubernetes: $(tail -n 1 "$work/source.log")"

    say "unpacking …"
    local package
    for package in "$packages"/*.deb; do
        dpkg-deb -x "$package" "$work/tree"
    done
    (cd "$packages" && dpkg-source -x kubernetes_*.dsc "$source") >"$work/unpack.log" 2>&1 \
        || fail "the source of kubernetes could not be unpacked: $(tail -n 1 "$work/unpack.log")"
    replace_reflect2 "$source/vendor/github.com/modern-go/reflect2"
    version=$(basename "$packages"/kubernetes_*.orig.tar.*)
    version=$(sed -E 's/^kubernetes_([0-9.]+\+really)?([0-9]+\.[0-9]+\.[0-9]+).*/\2/' <<<"$version")

    rm -rf "$finished"
    mkdir -p "$finished"
    say "building Kubernetes $version with $("$work/tree/usr/lib/go-${go#golang-}/bin/go" version) …"
    compile "$work/tree/usr/lib/go-${go#golang-}" "$source" "$version" "$finished"

    local program
    for program in $(missing "$finished" "${wanted[@]}"); do
        cp "$(find "$work/tree"/{bin,usr/bin,usr/sbin,usr/lib/cni} -name "$program" 2>/dev/null | head -n 1)" "$finished/" \
            || fail "Debian's packages ${wanted_packages[*]} have no $program."
    done
    rm -rf "$cache/kubernetes"
    mv "$finished" "$cache/kubernetes"
    chmod -R u+w "$work"
    rm -rf "$work"
    say "${wanted[*]} are in $cache/kubernetes now."
}

# The source's own copy reads maps as Go before 1.18 laid them out: built with a newer one, an API server crashes as soon
# as it stores a custom resource. Debian has the version that knows both.
replace_reflect2() {
    local folder=$1
    rm -f "$folder"/*.go "$folder"/*.s
    cp "$work"/tree/usr/share/gocode/src/github.com/modern-go/reflect2/*.{go,s} "$folder/" \
        || fail "Debian's package $reflect2 has no source of reflect2."
}

# In the tree below GOPATH, as Debian builds it: everything is in the source's own vendor folder, Go gets nothing.
compile() {
    local goroot=$1 source=$2 version=$3 finished=$4 commands=() program
    local generator=$work/openapi-gen numbers package=k8s.io/kubernetes/vendor/k8s.io/component-base/version flags types
    export GOROOT=$goroot GOPATH=$work/go GOCACHE=$work/go-cache GOENV=off GOFLAGS= GO111MODULE=off CGO_ENABLED=0
    export GOPROXY=off GOTOOLCHAIN=local
    cd "$source"

    # The source leaves one file out: the OpenAPI definitions of all types that are marked for it.
    "$goroot/bin/go" build -o "$generator" k8s.io/kubernetes/vendor/k8s.io/kube-openapi/cmd/openapi-gen \
        || fail "Go could not build openapi-gen, which the source of Kubernetes needs."
    types=$({
        cd staging/src && grep -r -l --include='*.go' '^ *// +k8s:openapi-gen=' k8s.io | sed 's,^,vendor/,' && cd ../..
        grep -r -l --include='*.go' '^ *// +k8s:openapi-gen=' pkg
    } | grep -v -E '/(code-generator|sample-apiserver)/' | sed -E 's,^,k8s.io/kubernetes/,; s,/[^/]*$,,' | sort -u | paste -s -d ,)
    "$generator" --output-base "$GOPATH/src" --output-package k8s.io/kubernetes/pkg/generated/openapi \
        --output-file-base zz_generated.openapi --input-dirs "$types" --report-filename "$work/violations" \
        --go-header-file vendor/k8s.io/code-generator/hack/boilerplate.go.txt >"$work/openapi.log" 2>&1 \
        || fail "openapi-gen could not write the API server's OpenAPI definitions: $(tail -n 1 "$work/openapi.log")"

    IFS=. read -r -a numbers <<<"$version"
    flags="-s -w -X $package.gitVersion=v$version -X $package.gitMajor=${numbers[0]} -X $package.gitMinor=${numbers[1]}"
    flags="$flags -X $package.gitTreeState=clean -X $package.buildDate=1970-01-01T00:00:00Z"
    for program in "${wanted[@]}"; do
        if [ -d "cmd/$program" ] && [ "$program" != kubectl ]; then
            commands+=("k8s.io/kubernetes/cmd/$program")
        fi
    done
    # Without the clients of cloud providers and of Docker, which nothing here asks for: a tenth of the packages.
    "$goroot/bin/go" build -v -tags providerless,dockerless -ldflags "$flags" -o "$finished/" "${commands[@]}" 2>&1 \
        | tee "$work/build.log" | count_packages \
        || fail "Go could not build ${commands[*]##*/}: $(grep -v -E '^[a-zA-Z0-9./_-]+$' "$work/build.log" | tail -n 3)"
    cd - >/dev/null
}

count_packages() {
    local line packages=0
    while read -r line; do
        packages=$((packages + 1))
        if [ $((packages % 100)) -eq 0 ]; then
            say "$packages of 1300 to 1800 packages are built."
        fi
    done
}

# What starts a program so that it listens on the loopback interface only, writes a log, and ends with whoever started
# it, even where that is killed.
write_launcher() {
    cat >"$2" <<EOF
#!/usr/bin/env bash
exec 3<&0 </dev/null
(while read -r _ <&3; do :; done; kill -KILL \$\$) >/dev/null 2>&1 &
exec 3<&- $(printf '%q' "$1") "\${@//:\/\/0.0.0.0:/://127.0.0.1:}" >"\${0%/*}/../../${1##*/}-\$\$.log" 2>&1
EOF
    chmod +x "$2"
}

[ $# -eq 1 ] || fail "give one folder, the one to put the programs into."
target=$1

wanted=("${api_programs[@]}")
wanted_packages=("${packages_of_api[@]}")
if unavailable=$("$here/node.sh" check 2>&1); then
    wanted+=("${node_programs[@]}")
    wanted_packages+=("${packages_of_node[@]}")
fi

if [ -n "${KUBEBUILDER_ASSETS:-}" ]; then
    origin=$(folder_of_api "$KUBEBUILDER_ASSETS") \
        || fail "KUBEBUILDER_ASSETS names $KUBEBUILDER_ASSETS, which lacks one of ${api_programs[*]}."
    origin=$(cd "$origin" && pwd)
else
    IFS=: read -r -a path <<<"$PATH"
    if ! origin=$(folder_of_api "${path[@]}"); then
        origin=$cache/kubernetes
        mkdir -p "$cache"
        command -v flock >/dev/null || fail "this machine has no flock (util-linux), which keeps two builds of it apart."
        exec 9>"$cache/lock"
        flock 9
        if [ -n "$(missing "$origin" "${wanted[@]}")" ]; then
            say "there is no Kubernetes on the PATH, and $origin lacks $(missing "$origin" "${wanted[@]}"):" \
                "making it from Debian's packages."
            work=$cache/build
            build
        fi
        exec 9>&-
    fi
fi

version=$("$origin/kube-apiserver" --version | sed -n -E 's/^Kubernetes v([0-9]+\.[0-9]+\.[0-9]+).*/\1/p')
[ -n "$version" ] || fail "$origin/kube-apiserver does not say which version it is."
case $(uname -m) in
    aarch64 | arm64) architecture=arm64 ;;
    ppc64le) architecture=ppc64le ;;
    *) architecture=amd64 ;;
esac
rm -rf "$target/k8s"
bin=$target/k8s/$version-$(uname -s | tr '[:upper:]' '[:lower:]')-$architecture
mkdir -p "$bin"
write_launcher "$origin/etcd" "$bin/etcd"
write_launcher "$origin/kube-apiserver" "$bin/kube-apiserver"
ln -s "$origin/kubectl" "$bin/kubectl"
say "kube-apiserver $version of $origin is ready in $target."

rm -rf "$target/node"
mkdir -p "$target/node/bin"
if [ -z "$unavailable" ] && [ -n "$(missing "$origin" "${node_programs[@]}")" ]; then
    unavailable="node.sh: a node needs these programs beside kube-apiserver, and $origin lacks them:"
    unavailable="$unavailable $(missing "$origin" "${node_programs[@]}")"
fi
if [ -n "$unavailable" ]; then
    printf '%s\n' "${unavailable#node.sh: }" >"$target/node/unavailable"
    say "there will be no node: ${unavailable#node.sh: }"
else
    for program in "${wanted[@]}"; do
        ln -s "$origin/$program" "$target/node/bin/$program"
    done
    "$here/images.sh" "$origin/busybox" "$origin/prometheus" "$target/node/images"
    say "a node of the same version is ready in $target/node."
fi
