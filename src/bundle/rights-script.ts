import type { BundleHost, BundlePlan } from './bundle.ts';
import { toText } from './encode-text.ts';

/** What a command file can hold: ASCII, and letters such as Danish ones under code page 1252. */
const WRITABLE = /^[\x20-\x7e\u00a0-\u00ff]*$/;

/** Whether a path or a domain can stand in the rights script. */
export function isWritableInScript(text: string): boolean {
  return WRITABLE.test(text) && !text.includes('"');
}

/**
 * `set-rights.cmd`: who may read which key file and write into which receipts folder, by icacls, or by cacls where Windows is older.
 * Folders are closed before anything is granted. Paths stand in variables only: `call` would read `%` and `^` of its arguments again.
 */
export function rightsScript(plan: BundlePlan): Uint8Array {
  const lines = plan.domain === undefined ? closingLines() : grantingLines(plan, plan.domain);
  const text = toText([...HEAD, ...lines, ...TAIL]);
  // XP breaks off command files under code page 65001, so no UTF-8.
  const needsCodePage = /[\u0080-\uffff]/.test(text);
  return Buffer.from(needsCodePage ? text.replace(CODE_PAGE_PLACE, `${CODE_PAGE}${CODE_PAGE_PLACE}`) : text, 'latin1');
}

const CODE_PAGE = 'chcp 1252 >nul\r\n';
const CODE_PAGE_PLACE = 'set "FAILED="\r\n';

function closingLines(): readonly string[] {
  return ['call :keys'];
}

function grantingLines({ hosts, receiptPath }: BundlePlan, domain: string): readonly string[] {
  const files = [...new Set(hosts.map(({ keyFile }) => keyFile))];
  return [
    `set "DOMAIN=${escapePercent(domain)}"`,
    `set "RECEIPTS=${escapePercent(receiptPath)}"`,
    'if not "%~1"=="" set "RECEIPTS=%~1"',
    'if not exist "%RECEIPTS%\\*" mkdir "%RECEIPTS%"',
    ...closingLines(),
    ...files.map((file) => `call :file ${file}`),
    ...hosts.map(callHost),
  ];
}

function callHost({ computerName, keyFile }: BundleHost): string {
  return `call :host ${computerName} ${keyFile}`;
}

function escapePercent(text: string): string {
  return text.replaceAll('%', '%%');
}

const HEAD = String.raw`@echo off
rem set-rights.cmd [RECEIPTS] - made by vlkctl bundle. Run it as administrator on the server that holds this folder, before the
rem folder "keys" beside it is shared, and again after each new bundle. RECEIPTS is the folder of the receipts as this server
rem names it, if not as the hosts do. Each computer account may then read its key file and write its own receipts folder;
rem besides, only administrators and the system may. Exit code 0: everything was set. 1: something was not, and it says what.
rem
rem Where no icacls can do it (Server 2003), cacls is used. That knows names only and asks a question: where Windows is not
rem English, set VLK_ADMINISTRATORS, VLK_SYSTEM and VLK_YES (the letter for yes) before.
setlocal EnableExtensions DisableDelayedExpansion
set "FAILED="
set "KEYS=%~dp0keys"
set "YES=%TEMP%\vlk-yes.txt"
if not defined VLK_ADMINISTRATORS set "VLK_ADMINISTRATORS=Administrators"
if not defined VLK_SYSTEM set "VLK_SYSTEM=SYSTEM"
if not defined VLK_YES set "VLK_YES=y"
>"%YES%" echo %VLK_YES%
if not exist "%KEYS%\*" goto :empty
set "CACLS=%SystemRoot%\System32\cacls.exe"
set "ICACLS=%SystemRoot%\System32\icacls.exe"
if not exist "%ICACLS%" set "ICACLS="
rem By number: names of accounts are translated. The icacls of Server 2003 cannot end inheritance.
set ADMINISTRATORS="*S-1-5-32-544:(OI)(CI)F" "*S-1-5-18:(OI)(CI)F"
if not defined ICACLS goto :begin
"%ICACLS%" "%KEYS%" /inheritance:r /grant:r %ADMINISTRATORS% >nul 2>nul
if errorlevel 1 set "ICACLS="
:begin`.split('\n');

const TAIL = String.raw`
:end
if exist "%YES%" del "%YES%"
if defined FAILED goto :failed
echo All rights are set.
exit /b 0

:empty
echo There is no folder "keys" with files beside this one.
set "FAILED=1"
goto :end

:failed
echo NOT EVERYTHING WAS SET, see above. Do not share the keys yet.
exit /b 1

rem FOLDER is for administrators and the system only, whatever was before.
:close
if not defined ICACLS goto :close_old
"%ICACLS%" "%FOLDER%" /reset >nul
if errorlevel 1 exit /b 1
"%ICACLS%" "%FOLDER%" /inheritance:r /grant:r %ADMINISTRATORS% >nul
if errorlevel 1 exit /b 1
exit /b 0
:close_old
"%CACLS%" "%FOLDER%" /G "%VLK_ADMINISTRATORS%:F" "%VLK_SYSTEM%:F" <"%YES%" >nul
if errorlevel 1 exit /b 1
exit /b 0

rem The key file TARGET too.
:close_file
if not defined ICACLS goto :close_file_old
"%ICACLS%" "%TARGET%" /reset >nul
if errorlevel 1 exit /b 1
"%ICACLS%" "%TARGET%" /inheritance:r /grant:r "*S-1-5-32-544:F" "*S-1-5-18:F" >nul
if errorlevel 1 exit /b 1
exit /b 0
:close_file_old
"%CACLS%" "%TARGET%" /G "%VLK_ADMINISTRATORS%:F" "%VLK_SYSTEM%:F" <"%YES%" >nul
if errorlevel 1 exit /b 1
exit /b 0

rem ACCOUNT gets a right to TARGET: first in the words of icacls, then in those of cacls.
:grant
if not defined ICACLS goto :grant_old
"%ICACLS%" "%TARGET%" /grant "%ACCOUNT%:%1" >nul
if errorlevel 1 exit /b 1
exit /b 0
:grant_old
"%CACLS%" "%TARGET%" /E /G "%ACCOUNT%:%2" >nul
if errorlevel 1 exit /b 1
exit /b 0

rem Each says what it could not do before it notes that: a set command clears the error.
:keys
set "FOLDER=%KEYS%"
call :close
if errorlevel 1 echo "%KEYS%" is NOT closed.
if errorlevel 1 set "FAILED=1"
exit /b 0

:file
set "TARGET=%KEYS%\%1"
if not exist "%TARGET%" echo The key file %1 is missing.
if not exist "%TARGET%" set "FAILED=1"
if not exist "%TARGET%" exit /b 0
call :close_file
if errorlevel 1 echo The key file %1 is NOT closed.
if errorlevel 1 set "FAILED=1"
exit /b 0

rem The computer %1 may read the key file %2, and write its receipts.
:host
set "ACCOUNT=%DOMAIN%\%1$"
set "TARGET=%KEYS%\%2"
call :grant R R
if errorlevel 1 echo "%ACCOUNT%" may NOT read the key file %2.
if errorlevel 1 set "FAILED=1"
set "FOLDER=%RECEIPTS%\%1"
set "TARGET=%RECEIPTS%\%1"
if not exist "%FOLDER%\*" mkdir "%FOLDER%"
call :close
if errorlevel 1 echo "%FOLDER%" is NOT closed.
if errorlevel 1 set "FAILED=1"
call :grant (OI)(CI)M C
if errorlevel 1 echo "%ACCOUNT%" may NOT write "%FOLDER%".
if errorlevel 1 set "FAILED=1"
exit /b 0`.split('\n');
