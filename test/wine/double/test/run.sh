#!/bin/bash
# run.sh DIR [PORT] - proves the double from an empty directory: builds it, makes a host in DIR,
# runs the scripts beside this file on it, directly and over ssh, and stops what it started.
# Prints one line a check and the times; exits 1 when a check failed.
set -u
here=$(cd "$(dirname "$0")" && pwd)
top=$(dirname "$here")
[ $# -ge 1 ] || { sed -n '2,4s/^# //p' "$0"; exit 2; }
mkdir -p "$1"
work=$(cd "$1" && pwd)
port=${2:-22985}
[ -z "$(ls -A "$work")" ] || { echo "run.sh: $work is not empty" >&2; exit 2; }
host=$work/host out=$work/out errors=$work/errors

# placeholders, none of them a product key: text, its 15 bytes, and what XP derives for the product id
key1=BCDFGHJKMPQRTVWXY23467899 bytes1=bf61d6f5c4d95e7c0f788dbdfb0200 pid1=55274-062-2338230-23
key2=FFFFFGGGGGHHHHHJJJJJKKKKK bytes2=6ffa9545fc75b552bbefb117dacd00 pid2=55274-583-7284392-23
key3=9999999999999999999999999 bytes3=ffffffffffffffffff1755b1322a06
key4=9888888888888888888888888 bytes4=a637bde94d6f7ad39b2f58c6562706
zeros=000000000000000000000000000000
bad=AB123123ABAB123123ABAB123
oobe='HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\WPAEvents'

checks=0 failed=0 started=$(date +%s%N) lap=$started
ok() {      # ok NAME COMMAND...: the command must succeed
    local name=$1
    shift
    checks=$((checks + 1))
    if "$@"; then echo "ok $checks $name"; return; fi
    failed=$((failed + 1))
    echo "not ok $checks $name"
    sed 's/^/    /' "$out" "$errors"
}
lap() {     # lap NAME: the time since the last one
    local now
    now=$(date +%s%N)
    printf '# %-52s %6d ms\n' "$1" $(((now - lap) / 1000000))
    lap=$now
}
# script NAME [ARGUMENT...]: run on the host, output in $out; a hang counts as a failure
script() {
    local name=$1 rc=0
    shift
    timeout -k 1 30 "$top/host.sh" run "$host" cscript //Nologo "C:\\t\\$name.vbs" "$@" 2>"$errors" </dev/null |
        tr -d '\r' >"$out"
    rc=${PIPESTATUS[0]}
    return "$rc"
}
setkey() { WL_KEY=$1 script setkey "${@:2}"; }      # setkey KEY [MODE]
seed() { "$top/host.sh" seed "$host" "$@" 2>"$errors"; }
control() { "$top/host.sh" set "$host" "$@" 2>"$errors"; }
has() {     # every line is in the output
    local line
    for line; do grep -qxF -- "$line" "$out" || { echo "    missing: $line"; return 1; }; done
}
lacks() {   # none of the lines is in the output
    local line
    for line; do ! grep -qxF -- "$line" "$out" || { echo "    found: $line"; return 1; }; done
}
starts() { grep -q "^$1" "$out"; }
silent() { [ ! -s "$out" ]; }
oobe_timer() { "$top/host.sh" run "$host" reg query "$oobe" /v OOBETimer >/dev/null 2>&1; }
no_oobe_timer() { ! oobe_timer; }
over_ssh() { timeout -k 1 30 ssh -F "$host/ssh/config" host "$@" 2>"$errors" | tr -d '\r' >"$out"; return "${PIPESTATUS[0]}"; }
sftp_put() { sftp -q -F "$host/ssh/config" -b - host <<<"put \"$1\" $2" >"$out" 2>"$errors"; }
# pids of Wine processes of this host
processes() { grep -lz "^WINEPREFIX=$host/prefix$" /proc/[0-9]*/environ 2>/dev/null | cut -d/ -f3; }
clean() {
    "$top/sshd.sh" stop "$host" 2>/dev/null
    "$top/host.sh" stop "$host" 2>/dev/null
}
trap clean EXIT
: >"$out"; : >"$errors"

# ---- build and create
ok "the DLL builds without a warning" "$top/build.sh" "$work/wlwpa.dll"
lap "build"
ok "a host is created and seeded" "$top/host.sh" create "$host" xp-rtm "$work/wlwpa.dll"
lap "create host ($(du -sm "$host" | cut -f1) MB)"
mkdir "$host/prefix/drive_c/t"
cp "$here"/*.vbs "$host/prefix/drive_c/t/"
script setkey probe
ok "the seed is in place" has instances=1 calls= "dpid.key=$bytes2" dpid.licence=3 oobetimer=0

# ---- OS levels
while read -r level facts; do
    "$top/host.sh" os "$host" "$level" 2>"$errors"
    script os
    ok "$level is $facts" has "$facts" "index 1 ${facts##* }"
done <<LEVELS
xp-sp1 5.1.2600 1 1
xp-sp2 5.1.2600 2 1
xp-sp3 5.1.2600 3 1
server-2003-rtm 5.2.3790 0 3
server-2003-sp1 5.2.3790 1 3
server-2003-sp2 5.2.3790 2 3
xp-rtm 5.1.2600 0 1
LEVELS
lap "7 OS levels"

# ---- Win32_OperatingSystem, what the control key says of it
# between MINUTES-EAST: LocalDateTime lies between $before and now, and names that offset
between() {
    local now
    now=$(sed -n 's/^now //p' "$out")
    [[ $now =~ ^[0-9]{14}\.[0-9]{6}[+-][0-9]{3}$ ]] && [ "${now: -4}" = "$1" ] &&
        [[ ! $now < $before && ! $now > $(TZ=$zone date +%Y%m%d%H%M%S.999999) ]]
}
script os
ok "SuiteMask and OSLanguage are Wine's" has "suite 272 language 1033"
for zone in UTC Asia/Kolkata America/Phoenix; do
    case $zone in UTC) east=+000 ;; Asia/*) east=+330 ;; *) east=-420 ;; esac
    before=$(TZ=$zone date +%Y%m%d%H%M%S)
    TZ=$zone script os
    ok "LocalDateTime in $zone" between $east
done
control ComputerName XP-LAB-01; control SuiteMask 784; control OSLanguage 1044
script os
ok "ComputerName, SuiteMask, OSLanguage" has "name XP-LAB-01" "suite 784 language 1044"
lap "Win32_OperatingSystem"

# ---- StdRegProv and the monikers
for name in stdregprov monikers; do
    script "$name"
    ok "$name.vbs gives $name.expected" diff "$here/$name.expected" "$out"
done
lap "StdRegProv and monikers"

# ---- the flows of the KB scripts
seed; control OobeTimerError 0x80041003
script kb-sp1 "$key1"
ok "RTM: the SP1 flow is refused" has 0x80041003
ok "RTM: OOBETimer is untouched" oobe_timer
script setkey probe; ok "RTM: no deletion is counted" has deletes=
script kb-2600 "$key1"
ok "RTM: the 2600 flow is silent" silent
ok "RTM: OOBETimer is gone" no_oobe_timer
script setkey probe
ok "RTM: the key is stored, the RegDelete counted" has "dpid.key=$bytes1" calls=2 deletes=1
script kb-2600 "$key2"
ok "RTM again: the KB's stale error" has 0x80070002
script setkey probe
ok "RTM again: the key is stored all the same, no second deletion" has "dpid.key=$bytes2" deletes=1
"$top/host.sh" os "$host" xp-sp2; seed
script kb-sp1 BCDFG-HJKMP-QRTVW-XY234-67899
ok "SP2: the SP1 flow is silent" silent
script setkey probe
ok "SP2: key and product id stored, OOBETimer stays" has "dpid.key=$bytes1" oobetimer=0 calls=1
script kb-sp1 "$bad"
ok "SP2: an impossible key is refused" has 0x80070057
script kb-sp1
ok "SP2: no argument" starts usage
lap "KB flows"

# ---- what SetProductKey writes
seed
for n in 1 2 3 4; do
    key=key$n bytes=bytes$n
    setkey "${!key}"
    ok "key $n is stored as its 15 bytes" has error=0x0 return=0 dpid.length=164 "dpid.size=164 dpid.version=3" "dpid.key=${!bytes}"
done
setkey $key1; ok "product id of key 1" starts "id=$pid1"
first=$(grep ^id= "$out")
ok "DigitalProductId holds the same product id" has "dpid.$first"
setkey $key1; ok "set again, the product id differs in its last digits" [ "$first" != "$(grep ^id= "$out")" ]
setkey $key2; ok "product id of key 2 as published" starts "id=$pid2"
ok "calls are counted" has calls=7
setkey FFFFF-GGGGG-HHHHH-JJJJJ-KKKKK; ok "hyphens are refused" has error=0x80070057 source=SWbemObjectEx "dpid.key=$bytes2"
setkey NBBBBBBBBBBBBBBBBBBBBBBBB; ok "a Windows 8 key is refused" has error=0x80070057
setkey ''; ok "an empty key is refused" has error=0x80070057
lap "what is written"

# ---- every control value
seed; control SetKeyError 0x80041003; setkey $key1
ok "SetKeyError" has error=0x80041003 return=none "dpid.key=$bytes2" calls=1 end=ok
seed; control InvalidKeyError 0x80041008; setkey $bad
ok "InvalidKeyError" has error=0x80041008 "dpid.key=$bytes2"
setkey $key1; ok "InvalidKeyError lets other keys pass" has error=0x0 "dpid.key=$bytes1"
seed; control OobeTimerError 0x80041001; setkey $key1
ok "OobeTimerError while OOBETimer is there" has error=0x80041001 oobetimer=0 "dpid.key=$bytes2"
setkey $key1 delete
ok "OobeTimerError once it is gone" has delete=0 error=0x0 oobetimer=2 "dpid.key=$bytes1" deletes=1
setkey $key1 delete; ok "a deletion in vain is not counted" has delete=2 deletes=1
seed; setkey $key1 probe; ok "seed forgets the deletions" has deletes= oobetimer=0
seed; control ExitInSetKey 1; setkey $key1; rc=$?
ok "ExitInSetKey 1: the script dies with 9" [ $rc = 9 ]
ok "ExitInSetKey 1: nothing after the call is said" lacks end=ok instances=1
"$top/host.sh" unset "$host" ExitInSetKey; setkey $key1 probe
ok "ExitInSetKey 1: counted, not stored" has "dpid.key=$bytes2" calls=1
seed; control ExitInSetKey 2; control ActivationAfterSet 1; setkey $key1; rc=$?
ok "ExitInSetKey 2: the script dies with 9" [ $rc = 9 ]
setkey $key1 probe
ok "ExitInSetKey 2: counted, stored, activation followed" has "dpid.key=$bytes1" calls=1 "activation=1 grace=30"
seed; control ActivationRequired 1; control ActivationAfterSet 0; control SkipWrite 1; setkey $key1 >/dev/null
setkey $key1 probe; ok "ActivationAfterSet waits for a store" has "activation=1 grace=30"
"$top/host.sh" unset "$host" SkipWrite; setkey $key1; setkey $key1 probe
ok "ActivationAfterSet 0" has "activation=0 grace=2147483647" calls=2
seed; control SetKeyErrorAfterWrite 0x80041001; setkey $key1
ok "SetKeyErrorAfterWrite" has error=0x80041001 "dpid.key=$bytes1"
seed; control SetKeyReturn 5; setkey $key1
ok "SetKeyReturn" has error=0x0 return=5 "dpid.key=$bytes2"
seed; control SkipWrite 1; setkey $key1
ok "SkipWrite" has error=0x0 return=0 "dpid.key=$bytes2"
seed; control DelayMs 1500
before=$(date +%s%N); setkey $key1; waited=$((($(date +%s%N) - before) / 1000000))
ok "DelayMs 1500 (took $waited ms)" [ "$waited" -ge 1500 ]
seed; control Instances 0; setkey $key1
ok "Instances 0" has instances=0 return=none last=0x0 calls=
seed; control Instances 2; setkey $key1
ok "Instances 2" has instances=2 calls=2
seed; control ClassError 0x80041010; setkey $key1
ok "ClassError" has class=0x80041010 instances=0 return=none
seed; control WithholdKey 1; setkey $key1
ok "WithholdKey 1: no key" has error=0x0 dpid.key=$zeros dpid.licence=3 "dpid.size=164 dpid.version=3"
seed; control WithholdKey 2; setkey $key1
ok "WithholdKey 2: nothing but zeros" has error=0x0 dpid.length=164 dpid.key=$zeros dpid.licence=0 dpid.id= "dpid.size=0 dpid.version=0"
seed oem; setkey "$key1" probe; ok "seed oem" has dpid.licence=2
ok "seed oem: product id" starts id=55274-OEM-
setkey $key1; ok "LicenceType 2 stays OEM" has dpid.licence=2 "dpid.key=$bytes1"
seed retail; setkey $key1; ok "LicenceType 0" has dpid.licence=0
seed; control ActivationRequired 1; setkey $key1 probe
ok "ActivationRequired" has "activation=1 grace=30"
control RemainingGracePeriod 3; setkey $key1 probe
ok "RemainingGracePeriod" has "activation=1 grace=3"
seed; control RegDenyKey 'SOFTWARE\Microsoft\Windows NT\CurrentVersion\WPAEvents'; setkey $key1 delete
ok "RegDenyKey: delete and read are refused" has delete=5 oobetimer=5 last=0x0
control RegDenyAccess 2; setkey $key1 delete
ok "RegDenyAccess 2: only writing is refused" has delete=5 oobetimer=0 deletes=
script kb-2600 $key1
ok "RegDenyKey holds for RegDelete" has 0x80070005
control RegDenyKey 'SOFTWARE\WineLabTest'; control RegDenyAccess 65536; script stdregprov
ok "RegDenyAccess 65536: keys are not deleted" has "deletekey.values=5 err=0x0" "deletekey.gone=0 err=0x0" "delete=0 err=0x0"
control RegDenyAccess 8; script stdregprov
ok "RegDenyAccess 8: subkeys are not listed" has "nokeys=5 True err=0x0"
seed; control MissingValueCode 1; setkey $key1 delete
ok "MissingValueCode" has delete=0 oobetimer=1
seed; setkey $key1; ok "seed removes all controls" has error=0x0 return=0 oobetimer=0 calls=1
lap "control values"

# ---- over ssh
ok "sshd starts" "$top/sshd.sh" start "$host" "$port"
ok "scp" scp -q -F "$host/ssh/config" "$here/setkey.vbs" host:C:/x.vbs
ok "sftp" sftp_put "$here/os.vbs" C:/os.vbs
lap "sshd, scp, sftp"
seed
over_ssh 'set /p WL_KEY=& cscript //Nologo C:\x.vbs delete' <<<"$key1"
ok "the key by set /p" has delete=0 error=0x0 return=0 "dpid.key=$bytes1" end=ok
lap "one key change over ssh"
over_ssh 'set /p WL_KEY=& cscript //Nologo C:\x.vbs' <<<"$key2"$'\r'
ok "the key by set /p, CRLF" has error=0x0 "dpid.key=$bytes2"
over_ssh 'cscript //Nologo C:\os.vbs' </dev/null
ok "without stdin" has "5.1.2600 2 1"
over_ssh 'exit 7' </dev/null; ok "exit code 7" [ $? = 7 ]
over_ssh 'echo "a  b" %OS%' </dev/null; ok "quotes and variables" has '"a  b" Windows_NT'
"$top/host.sh" stop "$host"
over_ssh 'cscript //Nologo C:\os.vbs' </dev/null
ok "with a cold wineserver" has "5.1.2600 2 1"
"$top/host.sh" start "$host"
lap "ssh details"

over_ssh 'cmd.exe /d /c "if exist %SystemRoot%\system32 echo root=%SystemRoot%"' </dev/null
ok "cmd.exe /d /c in quotes" has 'root=C:\windows'
ok "another host name leads here" [ "$(ssh -F "$host/ssh/config" xp-01.example 'echo hi' </dev/null 2>"$errors")" = $'hi\r' ]
"$top/host.sh" run "$host" rundll32 wlwpa.dll,SaveSoftware 'C:\t\saved' 2>"$errors"
ok "SaveSoftware writes HKLM\\SOFTWARE" grep -qF '"LicenceType"=dword:00000003' "$host/prefix/drive_c/t/saved"
lap "names, quotes, SaveSoftware"

# ---- twenty in a row
row() {     # row NAME COMMAND...: 20 runs, none may fail or hang
    local name=$1 good=0 slowest=0 begin took
    shift
    for _ in $(seq 20); do
        begin=$(date +%s%N)
        if "$@" && grep -qx end=ok "$out"; then good=$((good + 1)); fi
        took=$((($(date +%s%N) - begin) / 1000000))
        [ "$took" -le "$slowest" ] || slowest=$took
    done
    ok "20 runs in a row, $name (slowest $slowest ms)" [ $good = 20 ]
    lap "20 runs, $name"
}
ssh_setkey() { over_ssh 'set /p WL_KEY=& cscript //Nologo C:\x.vbs' <<<"$key1"; }
row direct setkey "$key1"
row "over ssh" ssh_setkey

# ---- the key is nowhere in clear, nothing is left running
clear="$key1|$key2|FFFFF-GGGGG|BCDFG-HJKMP"
no_key_in_environments() {
    local pid
    for pid in $(processes); do
        ! tr '\0' '\n' <"/proc/$pid/environ" | grep -E "$clear" || return 1
    done
}
stored() { grep -rqE "$1" "$host"/{prefix/*.reg,prefix/drive_c/users,prefix/drive_c/windows/temp,run,ssh,home}; }
no_key_stored() { ! stored "$clear"; }
ok "the host's processes are seen: $(processes | wc -l)" [ -n "$(processes)" ]
ok "none of them has a key in its environment" no_key_in_environments
"$top/host.sh" run "$host" regsvr32 /u /s wlwpa.dll 2>"$errors"
script monikers
ok "unregistered, the host is Wine's again" has "wpa.bang=0 err=0x0" "wine.dot=2600 err=0x0"
clean
ok "the host's files are searched: the product id is there" stored "$pid1"
ok "no key in clear in them" no_key_stored
ok "no process is left" [ -z "$(processes)" ]
lap "clean up"
printf '# %d checks, %d failed, %d ms\n' $checks $failed $((($(date +%s%N) - started) / 1000000))
[ $failed = 0 ]
