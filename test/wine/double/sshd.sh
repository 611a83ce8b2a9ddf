#!/bin/bash
# sshd.sh - an OpenSSH server on the loopback in front of a host made by host.sh.
#
#   sshd.sh start DIR PORT    keys and configuration are made in DIR/ssh
#   sshd.sh stop DIR
#
# Log in as the user who started it:  ssh -F DIR/ssh/config host 'cscript //Nologo C:\x.vbs'
#                                     scp -F DIR/ssh/config x.vbs host:C:/x.vbs
# Any other name than "host" leads there too, by the same host key.
# SSHD and SFTP_SERVER name other binaries (found beside ssh otherwise).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)

fail() { echo "sshd.sh: $*" >&2; exit 2; }

# beside_ssh RELATIVE...: the first that exists
beside_ssh() {
    local bin path
    bin=$(dirname "$(command -v ssh)")
    for path; do
        if [ -x "$bin/$path" ]; then readlink -f "$bin/$path"; return; fi
    done
    fail "not found beside ssh: $*"
}

start() {
    local port=$1 sshd sftp user
    sshd=${SSHD:-$(beside_ssh ../sbin/sshd)}
    sftp=${SFTP_SERVER:-$(beside_ssh ../lib/openssh/sftp-server ../libexec/openssh/sftp-server ../lib/ssh/sftp-server)}
    user=$(id -un)
    mkdir -p "$dir/ssh" "$dir/home"
    chmod 700 "$dir/ssh"
    ln -sfn ../prefix/drive_c "$dir/home/C:"
    for key in host_key client_key; do
        [ -f "$dir/ssh/$key" ] || ssh-keygen -q -t ed25519 -N '' -C "wine-double $key" -f "$dir/ssh/$key"
    done
    cp "$dir/ssh/client_key.pub" "$dir/ssh/authorized_keys"
    echo "wine-double $(cut -d' ' -f1,2 "$dir/ssh/host_key.pub")" >"$dir/ssh/known_hosts"
    cat >"$dir/ssh/sshd_config" <<CONFIG
Port $port
ListenAddress 127.0.0.1
HostKey "$dir/ssh/host_key"
PidFile "$dir/ssh/sshd.pid"
AuthorizedKeysFile "$dir/ssh/authorized_keys"
AllowUsers $user
PermitRootLogin prohibit-password
PubkeyAuthentication yes
PasswordAuthentication no
KbdInteractiveAuthentication no
UsePAM no
StrictModes no
SetEnv SFTP_SERVER="$sftp"
ForceCommand "$here/winshell.sh" "$dir"
Subsystem sftp internal-sftp
CONFIG
    cat >"$dir/ssh/config" <<CONFIG
Host *
  HostName 127.0.0.1
  HostKeyAlias wine-double
  Port $port
  User $user
  IdentityFile "$dir/ssh/client_key"
  IdentitiesOnly yes
  UserKnownHostsFile "$dir/ssh/known_hosts"
  StrictHostKeyChecking yes
  BatchMode yes
  LogLevel ERROR
CONFIG
    [ "$(id -u)" != 0 ] || mkdir -p /run/sshd       # sshd insists on it when run by root
    "$sshd" -f "$dir/ssh/sshd_config" -E "$dir/ssh/sshd.log" </dev/null >/dev/null 2>&1
    for _ in $(seq 50); do
        [ ! -s "$dir/ssh/sshd.pid" ] || return 0
        sleep 0.1
    done
    fail "sshd did not start, see $dir/ssh/sshd.log"
}

# descendants PID: the processes below it; each session is one, its shell another
descendants() {
    local child
    for child in $(cat "/proc/$1/task"/*/children 2>/dev/null); do
        echo "$child"
        descendants "$child"
    done
}

stop() {
    local pid
    [ -s "$dir/ssh/sshd.pid" ] || return 0
    pid=$(cat "$dir/ssh/sshd.pid")
    # open sessions, those a ControlMaster keeps included, would outlive the listener
    kill "$pid" $(descendants "$pid") 2>/dev/null || true
    # it removes the file last of all; the pid itself may linger until its parent looks
    while [ -e "$dir/ssh/sshd.pid" ] && kill -0 "$pid" 2>/dev/null; do sleep 0.05; done
}

[ $# -ge 2 ] || { sed -n '2,/^set /{s/^# \{0,1\}//;/^set /d;p}' "$0"; exit 2; }
dir=$(cd "$2" && pwd)
case $1 in
start) start "${3:?PORT}" ;;
stop) stop ;;
*) fail "unknown action $1" ;;
esac
