#!/bin/bash
# host.sh - one fake Windows host (a slim Wine prefix with the WMI double) in a directory.
#
#   host.sh create DIR LEVEL [DLL]   new host, started and seeded; DLL default build/wlwpa.dll here
#   host.sh start|stop DIR           its wineserver
#   host.sh os DIR LEVEL             xp-rtm xp-sp1 xp-sp2 xp-sp3 server-2003-rtm server-2003-sp1 server-2003-sp2
#   host.sh seed DIR [CHANNEL]       controls removed, OOBETimer and an initial key put back;
#                                    CHANNEL volume (default), oem or retail; the key is $WL_SEED_KEY
#   host.sh set DIR NAME VALUE       a control value: a number becomes a DWORD, anything else a string
#   host.sh unset DIR NAME           remove it
#   host.sh run DIR COMMAND...       run a Windows command, such as: cscript //Nologo 'C:\x.vbs'
#
# WL_IDLE: seconds without a Windows process after which the wineserver ends by itself; never otherwise.
# WINE, WINESERVER name other binaries; WINE_DLLS the folder of Wine's 64-bit PE files
# (found beside the wine binary otherwise; without it the prefix is not slimmed).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/wine.sh"

seed_key=${WL_SEED_KEY:-FFFFF-GGGGG-HHHHH-JJJJJ-KKKKK}     # a published placeholder
control='HKLM\SOFTWARE\WineLab'

fail() { echo "host.sh: $*" >&2; exit 2; }

# import: a .reg file's body on stdin
import() {
    local file=$WINEPREFIX/drive_c/windows/temp/import.reg
    { printf 'REGEDIT4\r\n\r\n'; sed 's/$/\r/'; } >"$file"
    wine_run regedit /S 'C:\windows\temp\import.reg'
    rm -f "$file"
}

wine_dlls() {
    local root
    root=$(dirname "$(dirname "$(readlink -f "$(command -v "$WINE")")")")
    find "$root"/lib* -maxdepth 4 -path '*/x86_64-windows/kernel32.dll' -printf '%h\n' 2>/dev/null | head -n 1
}

# slim: 700 MB of copies become 4 MB of links to the installed files
slim() {
    local dlls=${WINE_DLLS:-$(wine_dlls)} windows=$WINEPREFIX/drive_c/windows file
    [ -n "$dlls" ] || return 0
    rm -rf "$windows"/{winsxs,resources,globalization,syswow64,Fonts}
    find "$WINEPREFIX/drive_c" -type f -print0 | while IFS= read -r -d '' file; do
        [ ! -f "$dlls/${file##*/}" ] || ln -sf "$dlls/${file##*/}" "$file"
    done
}

# start: from nothing, so that it can be tried again; a wineserver refuses (2) where one is at work, be it that of
# a removed prefix whose inode this one got
start() {
    stop
    "$WINESERVER" "-p${WL_IDLE:-}" 2>/dev/null
    wine_run cmd /c ver >/dev/null      # Wine's services start with the first client
}

stop() {
    "$WINESERVER" -k 2>/dev/null || true
    "$WINESERVER" -w 2>/dev/null || true
}

create() {
    local dll=${DLL:-$here/build/wlwpa.dll}
    [ -f "$dll" ] || fail "no $dll: run build.sh first"
    [ ! -e "$WINEPREFIX" ] || fail "$WINEPREFIX exists"
    "$WINE" wineboot --init 2>/dev/null
    "$WINESERVER" -w 2>/dev/null
    slim
    cp "$dll" "$WINEPREFIX/drive_c/windows/system32/wlwpa.dll"
    start
    wine_run regsvr32 /s wlwpa.dll
    set_os "$1"
    seed volume
}

set_os() {
    local version build sp product type csd=-
    case $1 in
    xp-rtm|xp-sp[123]) version=5.1 build=2600 product='Microsoft Windows XP' type=WinNT ;;
    server-2003-rtm|server-2003-sp[12]) version=5.2 build=3790 product='Microsoft Windows Server 2003' type=ServerNT ;;
    *) fail "unknown level $1" ;;
    esac
    case $1 in *-rtm) sp=0 ;; *) sp=${1##*-sp}; csd="\"Service Pack $sp\"" ;; esac
    import <<REG
[HKEY_LOCAL_MACHINE\\Software\\Microsoft\\Windows NT\\CurrentVersion]
"CurrentVersion"="$version"
"CurrentBuildNumber"="$build"
"CurrentBuild"="$build"
"CSDVersion"=$csd
"ProductName"="$product"

[HKEY_LOCAL_MACHINE\\System\\CurrentControlSet\\Control\\Windows]
"CSDVersion"=dword:0000$(printf %02x "$sp")00

[HKEY_LOCAL_MACHINE\\System\\CurrentControlSet\\Control\\ProductOptions]
"ProductType"="$type"
REG
}

# seed CHANNEL: the key is set through the double itself and never named on a command line
seed() {
    local licence script=$WINEPREFIX/drive_c/windows/temp/seed.vbs out
    case $1 in retail) licence=0 ;; oem) licence=2 ;; volume) licence=3 ;; *) fail "unknown channel $1" ;; esac
    import <<REG
[-HKEY_LOCAL_MACHINE\\Software\\WineLab]

[HKEY_LOCAL_MACHINE\\Software\\WineLab]
"LicenceType"=dword:0000000$licence

[HKEY_LOCAL_MACHINE\\Software\\Microsoft\\Windows NT\\CurrentVersion]
"ProductId"="55274-000-0000000-00000"

[HKEY_LOCAL_MACHINE\\Software\\Microsoft\\Windows NT\\CurrentVersion\\WPAEvents]
"OOBETimer"=hex:ff,d5,71,d6,8b,6a,8d,6f,d5,33,93,fd
REG
    sed 's/$/\r/' >"$script" <<'VBS'
key = Replace(CreateObject("WScript.Shell").Environment("PROCESS")("WL_SEED_KEY"), "-", "")
For Each product In GetObject("winmgmts:").InstancesOf("Win32_WindowsProductActivation")
WScript.Echo "seeded=" & product.SetProductKey(key)
Next
VBS
    out=$(WL_SEED_KEY=$seed_key wine_run cscript //Nologo 'C:\windows\temp\seed.vbs')
    rm -f "$script"
    [ "$(tr -d '\r' <<<"$out")" = seeded=0 ] || fail "the initial key was refused"
    wine_run reg delete "$control" /v Calls /f >/dev/null
}

set_control() {
    local type=REG_SZ
    if [[ $2 =~ ^(0x[0-9A-Fa-f]+|[0-9]+)$ ]]; then type=REG_DWORD; fi
    wine_run reg add "$control" /v "$1" /t "$type" /d "$2" /f >/dev/null
}

[ $# -ge 2 ] || { sed -n '2,/^set /{s/^# \{0,1\}//;/^set /d;p}' "$0"; exit 2; }
action=$1 dir=$2
shift 2
[ "$action" != create ] || mkdir -p "$dir"
mkdir -p "$dir/run"
wine_env "$dir"
case $action in
create) DLL=${2:-} create "${1:?LEVEL}" ;;
start) start ;;
stop) stop ;;
os) set_os "${1:?LEVEL}" ;;
seed) seed "${1:-volume}" ;;
set) set_control "${1:?NAME}" "${2:?VALUE}" ;;
unset) wine_run reg delete "$control" /v "${1:?NAME}" /f >/dev/null ;;
run) wine_run "$@" ;;
*) fail "unknown action $action" ;;
esac
