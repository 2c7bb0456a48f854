#!/usr/bin/env bash
# Usage: node.sh check
#        node.sh run PROGRAMS STATE [KUBE_APISERVER_FLAG ...]
#
# check says in a sentence why a Kubernetes node can't run on this machine, and ends with 1, or ends with 0 and says
# nothing.
#
# run starts a whole Kubernetes cluster of one node, worker-1: etcd, kube-apiserver, kube-controller-manager,
# kube-scheduler, containerd and kubelet, from the folder PROGRAMS/bin, with the images of PROGRAMS/images. It prints
# "ready" once pods can be created; from then on STATE/kubeconfig is the administrator's, and STATE/process says which
# process is in the namespaces. It ends when its standard input does, when it is told to, or when one of the programs
# does. STATE/logs has what they wrote.
#
# All of it lives in mount, network and process namespaces of its own: it writes to file systems in memory that nobody
# else sees, has a network that leads nowhere, and one kill ends everything, containers too. Who wants to talk to the API
# server (localhost:443) or to a pod enters the network: nsenter --net --target "$(cat STATE/process)". What is seen from
# outside are control groups named seldon-node-<process>; they are gone at the end, and what a killed run left is removed
# by the next one.
#
# Left out: kube-proxy (what a pod asks of the kubernetes Service is answered, since the API server listens at its
# address; other cluster addresses go nowhere) and DNS.
set -euo pipefail

self=$(readlink -f "$0")
groups=/sys/fs/cgroup
controllers=(cpu cpuacct cpuset memory pids devices freezer blkio)

subnet=10.244.0
services=10.96.0.0/16
kubernetes_service=10.96.0.1

say() { printf 'node.sh: %s\n' "$*"; }

fail() {
    printf 'node.sh: %s\n' "$*" >&2
    exit 1
}

new_namespaces() {
    unshare --mount --net --pid --ipc --uts --fork --kill-child=KILL --mount-proc "$@"
}

# --- what a machine has to allow -------------------------------------------------------------------------------------

check() {
    local program controller probe
    [ "$(uname -s)" = Linux ] || fail "a node needs Linux."
    [ "$(id -u)" = 0 ] || fail "a node needs root, and this is the user $(id -un)."
    for program in unshare setpriv nsenter mount ip tar sha256sum ldd; do
        command -v "$program" >/dev/null || fail "a node needs the program $program, which is not on the PATH."
    done
    [ "$(stat -f -c %T "$groups")" != cgroup2fs ] \
        || fail "a node needs control groups of version 1, the only ones that Kubernetes 1.20 knows well," \
            "and $groups has version 2."
    for controller in "${controllers[@]}"; do
        probe=$groups/$controller/seldon-node-check-$$
        mkdir "$probe" 2>/dev/null \
            || fail "a node needs control groups, and none can be made in $groups/$controller."
        rmdir "$probe"
    done
    probe=$(new_namespaces "$self" check-inside 2>&1) \
        || fail "a node needs namespaces with mounts and network interfaces of their own: $(tail -n 1 <<<"$probe")"
}

check_inside() {
    mount -t tmpfs tmpfs /run
    mkdir /run/lower /run/upper /run/work /run/merged
    mount -t overlay overlay -o lowerdir=/run/lower,upperdir=/run/upper,workdir=/run/work /run/merged
    ip link add cni0 type bridge
    ip link add eth0 type veth peer name eth1
}

# --- outside: the namespaces, and the end of them ----------------------------------------------------------------------

run() {
    local programs state child status=0
    programs=$(readlink -f "$1")
    state=$(readlink -f "$2")
    shift 2
    mkdir -p "$state/logs"
    rm -f "$state/process" "$state/kubeconfig"
    sweep

    # A killed parent ends unshare, and that everything inside. Descriptor 3 is what was standard input.
    exec 3<&0
    setpriv --pdeathsig KILL unshare --mount --net --pid --ipc --uts --fork --kill-child=KILL --mount-proc \
        "$self" inside "$programs" "$state" "seldon-node-$$" "$@" </dev/null 3<&- &
    namespaces=$!
    trap 'kill -KILL "$namespaces" 2>/dev/null || :; wait "$namespaces" 2>/dev/null || :; remove_groups "seldon-node-$$"' EXIT
    trap 'exit 143' TERM INT HUP
    (while read -r _; do :; done; kill -KILL "$namespaces") <&3 >/dev/null 2>&1 &
    exec 3<&-

    until child=$(cat "/proc/$namespaces/task/$namespaces/children" 2>/dev/null) && [ -n "$child" ]; do
        kill -0 "$namespaces" 2>/dev/null || fail "the namespaces could not be made."
        sleep 0.05
    done
    echo "${child%% *}" >"$state/process.new"
    mv "$state/process.new" "$state/process"

    wait "$namespaces" || status=$?
    exit "$status"
}

# Groups are busy until the kernel has let go of the last process in them.
remove_groups() {
    local attempt
    for attempt in $(seq 100); do
        find "$groups"/*/"$1" -depth -type d -exec rmdir {} \; 2>/dev/null || :
        compgen -G "$groups/*/$1" >/dev/null || return 0
        sleep 0.1
    done
    say "some control groups named $1 in $groups could not be removed." >&2
}

sweep() {
    local group
    for group in "$groups"/*/seldon-node-*; do
        if [[ $group =~ -([0-9]+)$ ]] && [ ! -e "/proc/${BASH_REMATCH[1]}" ]; then
            remove_groups "${group##*/}"
        fi
    done
}

# --- inside: the programs --------------------------------------------------------------------------------------------

inside() {
    local token ended gates=
    programs=$1 state=$2 group=$3
    shift 3
    export PATH=$programs/bin:$PATH KUBECONFIG=/run/kubernetes/admin.kubeconfig
    own_file_systems
    own_network
    configure
    token=$(od -A n -N 16 -t x1 /dev/urandom | tr -d ' \n')
    (umask 077 && echo "$token,kubernetes-admin,kubernetes-admin,system:masters" >/run/kubernetes/tokens.csv)
    start etcd --data-dir=/run/etcd --listen-client-urls=http://127.0.0.1:2379 \
        --advertise-client-urls=http://127.0.0.1:2379 --listen-peer-urls=http://127.0.0.1:2380
    start containerd --config /run/containerd.toml
    start kube-apiserver --etcd-servers=http://127.0.0.1:2379 --bind-address=0.0.0.0 --secure-port=443 \
        --advertise-address="$subnet.1" --cert-dir=/run/kubernetes --service-cluster-ip-range="$services" \
        --authorization-mode=Node,RBAC --token-auth-file=/run/kubernetes/tokens.csv \
        --service-account-issuer=https://kubernetes.default.svc \
        --service-account-key-file=/run/kubernetes/apiserver.key \
        --service-account-signing-key-file=/run/kubernetes/apiserver.key \
        --kubelet-preferred-address-types=InternalIP --allow-privileged=true "$@"
    write_kubeconfig "$token"
    import_images
    await kube-apiserver "answers" kubectl get --raw /readyz
    start kube-controller-manager --kubeconfig="$KUBECONFIG" --leader-elect=false --bind-address=127.0.0.1 \
        --cert-dir=/run/kubernetes/controllers --root-ca-file=/run/kubernetes/apiserver.crt \
        --service-account-private-key-file=/run/kubernetes/apiserver.key
    # Where PodDisruptionBudgets are not served, it would wait for them and schedule nothing.
    [[ "$*" != *policy/v1beta1=false* ]] || gates=--feature-gates=PodDisruptionBudget=false
    start kube-scheduler --kubeconfig="$KUBECONFIG" --leader-elect=false --bind-address=127.0.0.1 \
        --cert-dir=/run/kubernetes/scheduler ${gates:+"$gates"}
    start kubelet --kubeconfig="$KUBECONFIG" --config=/run/kubelet.yaml --hostname-override=worker-1 \
        --node-ip="$subnet.1" --cert-dir=/run/kubernetes/kubelet --container-runtime=remote \
        --container-runtime-endpoint=unix:///run/containerd/containerd.sock
    await kubelet "has made the node ready" node_is_ready
    await kube-controller-manager "has made the first service account" \
        kubectl get serviceaccount default --namespace default
    (umask 077 && cp "$KUBECONFIG" "$state/kubeconfig")
    await_file "$state/process"
    echo ready
    wait -n -p ended "${!started[@]}" || :
    fail "${started[$ended]} has ended: $(last_line "${started[$ended]}")"
}

# What is written to /run, /var/lib and /var/log stays in here. Paths of ours that lie there stay as they are.
own_file_systems() {
    local folder memory=/run
    mount -t tmpfs -o mode=755 tmpfs "$memory"
    for folder in /var/lib /var/log; do
        mkdir -p "$memory/overlay$folder"/{upper,work}
        mount -t overlay overlay \
            -o "lowerdir=$folder,upperdir=$memory/overlay$folder/upper,workdir=$memory/overlay$folder/work" "$folder"
    done
    # A kubelet measures a volume by du, within one file system; the files of an overlay seem to be in others.
    mkdir -p /run/kubelet /var/lib/kubelet
    mount --bind /run/kubelet /var/lib/kubelet
    mkdir -p /run/kubernetes /run/cni /run/volumes
    hide_kernel_settings
}

# A kubelet sets these for the whole machine, and leaves alone what is as it wants it: it is shown files that are.
hide_kernel_settings() {
    local setting
    for setting in vm/overcommit_memory=1 vm/panic_on_oom=0 kernel/panic=10 kernel/panic_on_oops=1 \
        kernel/keys/root_maxkeys=1000000 kernel/keys/root_maxbytes=25000000; do
        mkdir -p "/run/sys/${setting%/*}"
        echo "${setting#*=}" >"/run/sys/${setting%=*}"
        [ ! -e "/proc/sys/${setting%=*}" ] || mount --bind "/run/sys/${setting%=*}" "/proc/sys/${setting%=*}"
    done
}

own_network() {
    ip link set lo up
    ip address add "$kubernetes_service/32" dev lo
    ip link add cni0 type bridge
    ip address add "$subnet.1/24" dev cni0
    ip link set cni0 up
    echo 1 >/proc/sys/net/ipv4/ip_forward
    hostname worker-1
}

configure() {
    cat >/run/containerd.toml <<CONTAINERD
version = 2
root = "/run/containerd-root"
state = "/run/containerd"
[grpc]
  address = "/run/containerd/containerd.sock"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "pause:1"
  # Processes may be made likelier to be killed, not less likely, where CAP_SYS_RESOURCE is missing.
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "$programs/bin"
    conf_dir = "/run/cni"
  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
CONTAINERD
    cat >/run/cni/10-node.conf <<CNI
{"cniVersion": "0.3.1", "name": "node", "type": "bridge", "bridge": "cni0",
 "ipam": {"type": "host-local", "dataDir": "/run/addresses", "routes": [{"dst": "0.0.0.0/0"}],
          "ranges": [[{"subnet": "$subnet.0/24", "rangeStart": "$subnet.10", "gateway": "$subnet.1"}]]}}
CNI
    cat >/run/kubelet.yaml <<KUBELET
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
authentication: {anonymous: {enabled: true}, webhook: {enabled: false}}
authorization: {mode: AlwaysAllow}
cgroupRoot: /$group
oomScoreAdj: 0
failSwapOn: false
makeIPTablesUtilChains: false
evictionHard: {memory.available: 50Mi}
kubeAPIQPS: 100
kubeAPIBurst: 100
eventRecordQPS: 100
eventBurst: 100
imageGCHighThresholdPercent: 100
clusterDomain: cluster.local
clusterDNS: [$kubernetes_service]
KUBELET
    local controller
    for controller in "$groups"/*/; do
        mkdir -p "$controller$group"
    done
}

# Kubernetes' own certificates are made by the API server when it starts.
write_kubeconfig() {
    local token=$1 authority
    await_file /run/kubernetes/apiserver.crt
    authority=$(base64 -w 0 /run/kubernetes/apiserver.crt)
    (umask 077 && cat >"$KUBECONFIG") <<CONFIG
apiVersion: v1
kind: Config
clusters:
- {name: node, cluster: {server: "https://localhost", certificate-authority-data: $authority}}
users:
- {name: kubernetes-admin, user: {token: $token}}
contexts:
- {name: node, context: {cluster: node, user: kubernetes-admin}}
current-context: node
CONFIG
}

import_images() {
    local image
    await containerd "answers" ctr version
    for image in "$programs"/images/*.tar; do
        ctr --namespace k8s.io images import "$image" >>"$state/logs/images.log" 2>&1 \
            || fail "containerd did not take the image $image: $(tail -n 1 "$state/logs/images.log")"
    done
}

node_is_ready() {
    [ "$(kubectl get node worker-1 -o 'jsonpath={.status.conditions[?(@.type=="Ready")].status}')" = True ]
}

declare -A started

start() {
    local program=$1
    shift
    "$program" "$@" >"$state/logs/$program.log" 2>&1 </dev/null &
    started[$!]=$program
}

# await PROGRAM WHAT COMMAND...: until the command succeeds.
await() {
    local program=$1 what=$2 end=$((SECONDS + 120)) last
    shift 2
    until last=$("$@" 2>&1); do
        runs "$program" || fail "$program has ended at its start: $(last_line "$program")"
        [ "$SECONDS" -lt "$end" ] \
            || fail "after 120 s it is not true that $program $what: ${last##*$'\n'}; its log ends with: $(last_line "$program")"
        sleep 0.2
    done
}

runs() {
    local process
    for process in "${!started[@]}"; do
        if [ "${started[$process]}" = "$1" ] && kill -0 "$process" 2>/dev/null; then
            return
        fi
    done
    return 1
}

await_file() {
    local end=$((SECONDS + 60))
    until [ -e "$1" ]; do
        [ "$SECONDS" -lt "$end" ] || fail "after 60 s there is no $1."
        sleep 0.05
    done
}

last_line() {
    tail -n 1 "$state/logs/$1.log" | cut -c 1-500
}

[ $# -gt 0 ] || fail "say check or run; the head of this file tells more."
case $1 in
    check) check ;;
    check-inside) check_inside ;;
    run)
        [ $# -ge 3 ] || fail "give the folder of the programs and one for the state."
        shift
        run "$@"
        ;;
    inside)
        shift
        inside "$@"
        ;;
    *) fail "there is no $1; say check or run." ;;
esac
