#!/usr/bin/env bash
# Usage: images.sh BUSYBOX PROMETHEUS FOLDER
#
# Makes FOLDER/<image>.tar of every image that the node's pods run, as docker save does, from two programs of Debian's:
#   pause, busybox   a static busybox, with a name for each of its commands
#   prometheus       Prometheus itself with the libraries that it is linked to, by the name that the chart has for it;
#                    in the place of its discovery of pods, which Debian leaves out, it asks the node's network
#   stand-in-…       for the chart's other programs: busybox answers what the chart's probes ask and does nothing else,
#                    whatever its arguments
set -euo pipefail

[ $# -eq 3 ] || {
    echo "images.sh: give the static busybox, prometheus and a folder." >&2
    exit 1
}
busybox=$(readlink -f "$1")
prometheus=$(readlink -f "$2")
mkdir -p "$3"
folder=$(readlink -f "$3")
work=$(mktemp -d "$folder/making.XXXXXX")
trap 'rm -rf "$work"' EXIT

case $(uname -m) in
    x86_64) architecture=amd64 ;;
    aarch64) architecture=arm64 ;;
    *) architecture=$(uname -m) ;;
esac

# A root of busybox' commands alone.
new_root() {
    local command
    rm -rf "$work/root"
    mkdir -p "$work/root"/{bin,dev,etc,proc,sys,tmp,var}
    chmod 1777 "$work/root/tmp"
    cp "$busybox" "$work/root/bin/busybox"
    for command in $("$busybox" --list); do
        [ "$command" = busybox ] || ln -s busybox "$work/root/bin/$command"
    done
    printf 'root:x:0:0::/:/bin/sh\nnobody:x:65534:65534::/:/bin/sh\n' >"$work/root/etc/passwd"
}

# A program with what it is linked to, each where the linker looks for it.
add() {
    local file
    install -D "$1" "$work/root/bin/${1##*/}"
    for file in $(ldd "$1" | grep -o -E '/[^ ]+' || :); do
        mkdir -p "$work/root${file%/*}"
        cp -L "$file" "$work/root$file"
    done
}

# image FILE 'ENTRYPOINT, AS JSON' NAME...
image() {
    local file=$1 entrypoint=$2 layer names
    shift 2
    mkdir -p "$work/image"
    tar -C "$work/root" --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -cf "$work/image/layer.tar" .
    layer=$(sha256sum "$work/image/layer.tar")
    names=$(printf '"%s",' "$@")
    cat >"$work/image/config.json" <<CONFIG
{"architecture": "$architecture", "os": "linux", "created": "1970-01-01T00:00:00Z",
 "config": {"Env": ["PATH=/bin"], "WorkingDir": "/", $entrypoint},
 "rootfs": {"type": "layers", "diff_ids": ["sha256:${layer%% *}"]}}
CONFIG
    echo "[{\"Config\": \"config.json\", \"RepoTags\": [${names%,}], \"Layers\": [\"layer.tar\"]}]" \
        >"$work/image/manifest.json"
    tar -C "$work/image" -cf "$work/$file.tar" manifest.json config.json layer.tar
    mv "$work/$file.tar" "$folder/$file.tar"
}

# stand_in FILE PORT NAME...
stand_in() {
    image "$1" "\"Entrypoint\": [\"/bin/stand-in\", \"$2\"]" "${@:3}"
}

new_root
image busybox '"Cmd": ["sh"]' busybox:1.35
image pause "\"Entrypoint\": [\"sh\", \"-c\", \"trap 'exit 0' TERM INT; while :; do sleep 3600 & wait; done\"]" pause:1

new_root
mkdir -p "$work/root/answers/-" "$work/root/answers/api"
for path in index.html metrics healthz -/ready -/healthy api/health; do
    echo >"$work/root/answers/$path"
done
cat >"$work/root/bin/stand-in" <<'SCRIPT'
#!/bin/sh
trap 'exit 0' TERM INT
[ "$1" = none ] || httpd -h /answers -p "$1"
while :; do sleep 3600 & wait; done
SCRIPT
chmod +x "$work/root/bin/stand-in"
stand_in stand-in-alertmanager 9093 prom/alertmanager:v0.20.0
stand_in stand-in-node-exporter 9100 prom/node-exporter:v0.18.1
stand_in stand-in-pushgateway 9091 prom/pushgateway:v1.0.1
stand_in stand-in-kube-state-metrics 8080 quay.io/coreos/kube-state-metrics:v1.9.5
stand_in stand-in-grafana 3000 grafana/grafana:7.0.3
stand_in stand-in-none none jimmidyson/configmap-reload:v0.3.0 kiwigrid/k8s-sidecar:0.1.151

new_root
add "$prometheus"
mv "$work/root/bin/prometheus" "$work/root/bin/prometheus-server"
cat >"$work/root/bin/prometheus" <<'SCRIPT'
#!/bin/sh
# Debian builds Prometheus without its discovery of Kubernetes; in the node's network is somebody who says what that finds.
for argument; do
    case $argument in
        --config.file=*)
            sed -e 's/kubernetes_sd_configs:/http_sd_configs:/' \
                -e 's,- role: pod,- url: http://10.244.0.1:9900/pods.json,' "${argument#*=}" >/tmp/config.yaml
            argument=--config.file=/tmp/config.yaml
            ;;
    esac
    set -- "$@" "$argument"
    shift
done
exec prometheus-server "$@"
SCRIPT
chmod +x "$work/root/bin/prometheus"
image prometheus '"Entrypoint": ["/bin/prometheus"]' prom/prometheus:v2.18.1
