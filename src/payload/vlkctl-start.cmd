@echo off
rem vlkctl-start.cmd - runs vlkctl-start.vbs at the start of this host and waits for it, but never for ever. Made by "vlkctl bundle".
rem
rem A call into Windows that hangs cannot be ended from inside a script, and a start-up script that does not end keeps people from
rem logging on. So the script runs beside this one. After about eight minutes it is left to itself: what it was doing is settled by
rem itself or at the next start. Ends with 0 when the host carries its key and its receipt is delivered; else with 1.
setlocal enableextensions
if "%~1"==":run" goto run
if not exist "%SystemRoot%\vlkctl\" mkdir "%SystemRoot%\vlkctl"
set VLKCTL_START=%SystemRoot%\vlkctl\start-%RANDOM%%RANDOM%
>"%VLKCTL_START%.wait" echo waiting
start "" /b "%ComSpec%" /c call "%~f0" :run "%VLKCTL_START%" >nul 2>&1 <nul
rem The share may go away meanwhile: this loop is one line, read at once. Ping takes a second; there is no sleep on Windows XP.
for /l %%i in (1,1,480) do if exist "%VLKCTL_START%.wait" ping -n 2 127.0.0.1 >nul
if exist "%VLKCTL_START%.wait" del "%VLKCTL_START%.wait"
if not exist "%VLKCTL_START%.0" if not exist "%VLKCTL_START%.1" exit /b 1
type "%SystemRoot%\vlkctl\receipt.txt"
if exist "%VLKCTL_START%.1" del "%VLKCTL_START%.1" & exit /b 1
del "%VLKCTL_START%.0"
exit /b 0

:run
"%SystemRoot%\System32\cscript.exe" //B //Nologo "%~dp0vlkctl-start.vbs" & if errorlevel 1 (ren "%~2.wait" "%~n2.1") else (ren "%~2.wait" "%~n2.0")
