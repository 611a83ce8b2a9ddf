' vlk-host.vbs - reads and changes the volume licence key of this Windows host, for vlkctl.
'
'   cscript //Nologo vlk-host.vbs CALLS [LOCK]
'
' CALLS is a text file: a first line "vlkctl-calls 1", "expect NAME VALUE" lines, "call NAME ..." lines. With "target HOST"
' and "mark NAME SECONDS" lines another host is meant, over DCOM, and LOCK is a file here that its change holds open.
' The key is in the environment variable VLK_KEY and nowhere else. Answers are ASCII lines NAME=VALUE;
' the last line is end=ok, and only together with exit code 0 does it mean that everything was answered.
'
' Runs on Windows Script Host 5.6 (Windows XP without a service pack) and later. Rules kept here:
' - No line is echoed before all work is done, so that a dead connection cannot stop a change half-way.
' - The bytes of DigitalProductId and OOBETimer never leave this file; no part of a key but its last five
'   characters is ever echoed.
' - Decisions are made by number, never by text: texts are localised.
' - OOBETimer is only deleted on Windows XP without a service pack, and only once it is saved (KB 328874).
Option Explicit

Const HKLM = &H80000002
Const CURRENT_VERSION = "SOFTWARE\Microsoft\Windows NT\CurrentVersion"
Const WPA_EVENTS = "SOFTWARE\Microsoft\Windows NT\CurrentVersion\WPAEvents"
Const OOBE_TIMER = "OOBETimer"
Const PRODUCT_ROOT = "SOFTWARE\vlkctl"
Const UNDO_ROOT = "SOFTWARE\vlkctl\Undo"
Const MARK_ROOT = "SOFTWARE\vlkctl\Busy"
Const LETTERS_AND_DIGITS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
Const KEY_CHARACTERS = "BCDFGHJKMPQRTVWXY2346789"
Const KEY_OFFSET = 52
Const LICENCE_OFFSET = 80
Const PRODUCT_ID_OFFSET = 8
Const DIGITAL_PRODUCT_ID_SIZE = 164
Const NOT_FOUND = 2
Const IS_BUSY = 170

Dim answers, registry, services, shell, files, lockFile
Dim os, evidence
' What the running sequence knows of its own SetProductKey: was it reached, and did it say no for certain?
Dim setReached, setRefused
' The host that is reached over DCOM, "" for this machine; the mark of this run there, and for how long it counts.
Dim target, markName, markSeconds
' A write that got no answer may still come.
Dim mayStillCome
' The key, when a script of a bundle was given one; here it comes in the environment.
Dim heldKey

answers = ""
setReached = False
setRefused = False
target = ""
markName = ""
markSeconds = 0
mayStillCome = False
heldKey = ""
' ---- entry: the scripts of a bundle have their own here --------------------
If InStr(1, WScript.FullName, "cscript", 1) = 0 Then WScript.Quit 2
WScript.Quit Main()
' ---- end of the entry ------------------------------------------------------

Function Main()
  Dim problem
  On Error Resume Next
  problem = Prepare()
  If problem = "" Then problem = RunCalls()
  If problem = "" Then
    Answer "end", "ok"
    Main = 0
  Else
    Answer "error", problem
    Main = 1
  End If
  WScript.Echo answers
End Function

' Opens what everything else uses of this machine; answers "" or what is wrong with it.
Function Prepare()
  On Error Resume Next
  Prepare = ""
  Err.Clear
  Set shell = CreateObject("WScript.Shell")
  Set files = CreateObject("Scripting.FileSystemObject")
  If shell.Environment("PROCESS")("PROCESSOR_ARCHITEW6432") <> "" Then Prepare = "wrong-bitness"
End Function

' Opens WMI and the registry of the host; answers "" or the code it met. Over DCOM every packet is encrypted: one holds a key.
Function Connect()
  Dim host, what, code
  On Error Resume Next
  Connect = ""
  host = "winmgmts:{impersonationLevel=impersonate}!\\."
  what = "provider "
  If target <> "" Then
    host = "winmgmts:{impersonationLevel=impersonate,authenticationLevel=pktPrivacy}!\\" & target
    what = "connect "
  End If
  Err.Clear
  Set services = GetObject(host & "\root\cimv2")
  code = Err.Number
  If code = 0 Then Set registry = GetObject(host & "\root\default:StdRegProv")
  If code = 0 Then code = Err.Number
  If code <> 0 Then Connect = what & Hex(code)
End Function

Function RunCalls()
  Dim file, line, count, expected, words
  On Error Resume Next
  RunCalls = "calls-file"
  If WScript.Arguments.Count < 1 Then Exit Function
  Err.Clear
  Set file = files.OpenTextFile(WScript.Arguments.Item(0), 1)
  If Err.Number <> 0 Then Exit Function
  If file.ReadLine <> "vlkctl-calls 1" Then Exit Function
  Dim callLines(15), expectLines(15)
  count = 0
  expected = 0
  Do While Not file.AtEndOfStream
    line = Trim(file.ReadLine)
    If Left(line, 5) = "call " And count <= 15 Then
      callLines(count) = Mid(line, 6)
      count = count + 1
    ElseIf Left(line, 7) = "expect " And expected <= 15 Then
      expectLines(expected) = Mid(line, 8)
      expected = expected + 1
    ElseIf Left(line, 7) = "target " And target = "" Then
      target = Mid(line, 8)
      If Not IsName(target) Then Exit Function
    ElseIf Left(line, 5) = "mark " And markName = "" Then
      words = Split(line, " ")
      If UBound(words) <> 2 Then Exit Function
      markName = words(1)
      If Not IsName(markName) Then Exit Function
      markSeconds = CLng(words(2))
    ElseIf line <> "" Then
      Exit Function
    End If
  Loop
  file.Close
  If Err.Number <> 0 Or count = 0 Then Exit Function
  ' A file that lost its target must not be carried out here.
  If target = "" And (markName <> "" Or WScript.Arguments.Count <> 1) Then Exit Function
  If target <> "" And (markSeconds < 1 Or WScript.Arguments.Count <> 2) Then Exit Function
  RunCalls = Connect()
  If RunCalls <> "" Then Exit Function
  If callLines(0) = "observe" Then
    RunCalls = Observe()
  Else
    RunCalls = Change(callLines, count, expectLines, expected)
  End If
End Function

' A host or a mark: nothing in it can end the moniker or the registry path that it becomes part of.
Function IsName(text)
  Dim i
  IsName = False
  If Len(text) < 1 Or Len(text) > 255 Then Exit Function
  If InStr(LETTERS_AND_DIGITS, Left(text, 1)) = 0 Then Exit Function
  For i = 1 To Len(text)
    If InStr(LETTERS_AND_DIGITS & ".-_", Mid(text, i, 1)) = 0 Then Exit Function
  Next
  IsName = True
End Function

' ---- reading ---------------------------------------------------------------

Function Observe()
  Dim timer, wasBusy
  On Error Resume Next
  Observe = ReadOs()
  If Observe <> "" Then Exit Function
  ' Asked first and last: a change that ends in between would otherwise be read as "old key, nobody is writing".
  wasBusy = IsBusy()
  Answer "os.csname", os.CSName
  Answer "os.version", os.Version
  Answer "os.servicepack", os.ServicePackMajorVersion
  Answer "os.producttype", os.ProductType
  Answer "os.suitemask", os.SuiteMask
  Answer "os.language", os.OSLanguage
  Answer "os.localtime", os.LocalDateTime
  AnswerActivation
  AnswerKey
  Answer "oobetimer", PresenceOf(ReadBinary(WPA_EVENTS, OOBE_TIMER, timer))
  AnswerSlots
  Answer "busy", Flag(wasBusy Or IsBusy())
End Function

' Finds the one Win32_OperatingSystem.
Function ReadOs()
  Dim item, code, build
  On Error Resume Next
  ReadOs = ""
  code = 0
  Err.Clear
  For Each item In services.InstancesOf("Win32_OperatingSystem")
    If IsObject(item) Then Set os = item
  Next
  If Not IsObject(os) Then
    code = Err.Number
    ReadOs = "os " & Hex(code)
    Exit Function
  End If
  Err.Clear
  build = os.BuildNumber
  If Err.Number <> 0 Or build = "" Then ReadOs = "os " & Hex(Err.Number)
End Function

Sub AnswerActivation()
  Dim product, code, required, grace
  On Error Resume Next
  Set product = FindProduct(code)
  If product Is Nothing Then
    If code = 0 Or Hex(code) = "80041010" Then
      Answer "activation", "absent"
    Else
      Answer "activation", "error " & Hex(code)
    End If
    Exit Sub
  End If
  Err.Clear
  required = product.ActivationRequired
  grace = product.RemainingGracePeriod
  If Err.Number <> 0 Then
    Answer "activation", "error " & Hex(Err.Number)
    Exit Sub
  End If
  Answer "activation", "present"
  Answer "activation.required", required
  Answer "activation.grace", grace
End Sub

' The single instance of Win32_WindowsProductActivation, or Nothing; code is the error, 0 for no instance at all.
Function FindProduct(ByRef code)
  Dim item, found, count, instances
  On Error Resume Next
  Set found = Nothing
  count = 0
  Err.Clear
  Set instances = services.InstancesOf("Win32_WindowsProductActivation")
  code = Err.Number
  If code = 0 Then
    For Each item In instances
      ' When the collection itself fails the body runs once, with item still empty; Next then raises another error.
      If IsObject(item) Then
        Set found = item
        count = count + 1
      ElseIf code = 0 Then
        code = Err.Number
      End If
    Next
    If count = 0 And code = 0 Then code = Err.Number
  End If
  If count > 1 Then
    Set found = Nothing
    code = &H80041003
  End If
  Set FindProduct = found
End Function

Sub AnswerKey()
  Dim parts
  On Error Resume Next
  ReadEvidence
  parts = Split(evidence, " ")
  Answer "key", parts(0)
  If parts(0) = "error" Then Answer "key.code", parts(1)
  If parts(0) <> "present" And parts(0) <> "withheld" Then Exit Sub
  Answer "key.lastfive", parts(1)
  Answer "key.productid", parts(2)
  Answer "key.licence", parts(3)
End Sub

' Reduces DigitalProductId to evidence: "present LASTFIVE PRODUCTID LICENCE", "withheld - PRODUCTID LICENCE",
' "absent" or "error CODE". PRODUCTID is the two middle groups, or "-".
Sub ReadEvidence()
  Dim code, bytes
  On Error Resume Next
  code = ReadBinary(CURRENT_VERSION, "DigitalProductId", bytes)
  If code = NOT_FOUND Then
    evidence = "absent"
  ElseIf code <> 0 Then
    evidence = "error " & Hex(code)
  ElseIf UBound(bytes) + 1 < DIGITAL_PRODUCT_ID_SIZE Then
    evidence = "error D"
  Else
    evidence = EvidenceOf(bytes)
  End If
  If Err.Number <> 0 Then evidence = "error " & Hex(Err.Number)
End Sub

Function EvidenceOf(bytes)
  Dim lastFive, i, sum
  sum = 0
  For i = KEY_OFFSET To KEY_OFFSET + 14
    sum = sum + bytes(i)
  Next
  If sum = 0 Then
    EvidenceOf = "withheld -"
  Else
    lastFive = LastFiveOf(bytes)
    EvidenceOf = "present " & lastFive
  End If
  ' An erased structure names no licence type: zero would read as retail.
  EvidenceOf = EvidenceOf & " " & ProductIdOf(bytes) & " "
  If bytes(0) = 0 And bytes(1) = 0 Then
    EvidenceOf = EvidenceOf & "-"
  Else
    EvidenceOf = EvidenceOf & bytes(LICENCE_OFFSET)
  End If
End Function

' The last five characters of the key: base 24, least significant byte first; bit 3 of the last byte says that
' an N stands at the position its first digit tells (Windows 8 and later).
Function LastFiveOf(bytes)
  Dim work(14), digits(24), i, j, rest, hasN, first, character
  For i = 0 To 14
    work(i) = bytes(KEY_OFFSET + i)
  Next
  hasN = (work(14) And 8) <> 0
  work(14) = work(14) And &HF7
  For i = 24 To 0 Step -1
    rest = 0
    For j = 14 To 0 Step -1
      rest = rest * 256 + work(j)
      work(j) = rest \ 24
      rest = rest Mod 24
    Next
    digits(i) = rest
  Next
  first = digits(0)
  LastFiveOf = ""
  For i = 20 To 24
    If hasN And i = first Then
      character = "N"
    ElseIf hasN And i < first Then
      character = Mid(KEY_CHARACTERS, digits(i + 1) + 1, 1)
    Else
      character = Mid(KEY_CHARACTERS, digits(i) + 1, 1)
    End If
    LastFiveOf = LastFiveOf & character
  Next
End Function

Function ProductIdOf(bytes)
  Dim text, i, groups
  text = ""
  For i = PRODUCT_ID_OFFSET To PRODUCT_ID_OFFSET + 23
    If bytes(i) = 0 Then Exit For
    text = text & Chr(bytes(i))
  Next
  ProductIdOf = "-"
  groups = Split(text, "-")
  If UBound(groups) = 3 Then ProductIdOf = Ascii(groups(1) & "-" & groups(2))
End Function

' ---- the undo slots --------------------------------------------------------

Sub AnswerSlots()
  Dim names, count, i, code
  On Error Resume Next
  code = SlotNames(names, count)
  If code <> 0 Then
    Answer "slots", "error " & Hex(code)
    Exit Sub
  End If
  Answer "slots", count
  For i = 1 To count
    AnswerSlot "slot." & i & ".", names(i - 1)
  Next
End Sub

' The names of all slots; answers 0 or a code.
Function SlotNames(ByRef names, ByRef count)
  SlotNames = SubKeys(UNDO_ROOT, names, count)
End Function

Sub AnswerSlot(prefix, name)
  Answer prefix & "intent", name
  Answer prefix & "complete", Flag(IsComplete(name))
  Answer prefix & "savedat", SlotText(name, "SavedAt")
  If Not IsComplete(name) Then Exit Sub
  Answer prefix & "csname", SlotText(name, "CSName")
  Answer prefix & "version", SlotText(name, "Version")
  Answer prefix & "servicepack", SlotNumber(name, "ServicePack")
  Answer prefix & "producttype", SlotNumber(name, "ProductType")
  Answer prefix & "old", SlotText(name, "OldKey")
  Answer prefix & "new.lastfive", SlotText(name, "NewLastFive")
  Answer prefix & "new.productid", SlotText(name, "NewProductId")
  Answer prefix & "activation.required", SlotNumber(name, "ActivationRequired")
  Answer prefix & "oobetimer", TimerAgainst(name)
End Sub

Function IsComplete(name)
  IsComplete = (SlotNumber(name, "Complete") = 1)
End Function

' "INTENT STATE", as the controller saw it when it decided.
Function SlotState(name)
  SlotState = name & " missing"
  If Not SlotExists(name) Then Exit Function
  If IsComplete(name) Then
    SlotState = name & " " & TimerAgainst(name)
  Else
    SlotState = name & " incomplete"
  End If
End Function

Function SlotText(name, value)
  Dim text
  SlotText = ""
  If registry.GetStringValue(HKLM, UNDO_ROOT & "\" & name, value, text) = 0 Then SlotText = "" & text
End Function

' -1 when the slot has no such value. One that cannot be read raises, and so leaves every fact built on it unset: a
' slot whose "Complete" cannot be read must not pass for one that is not complete.
Function SlotNumber(name, value)
  Dim number, code
  SlotNumber = -1
  code = registry.GetDWORDValue(HKLM, UNDO_ROOT & "\" & name, value, number)
  If code = 0 Then
    SlotNumber = number
  ElseIf code <> NOT_FOUND Then
    Err.Raise 5
  End If
End Function

' How today's OOBETimer compares with the slot's.
Function TimerAgainst(name)
  Dim saved, today, code
  TimerAgainst = "different"
  code = ReadBinary(WPA_EVENTS, OOBE_TIMER, today)
  If SlotNumber(name, "Absent") = 1 Then
    If code = NOT_FOUND Then TimerAgainst = "both-absent"
    Exit Function
  End If
  If code = NOT_FOUND Then
    TimerAgainst = "gone"
  ElseIf code = 0 Then
    If ReadBinary(UNDO_ROOT & "\" & name, OOBE_TIMER, saved) = 0 Then
      If SameBytes(saved, today) Then TimerAgainst = "same"
    End If
  End If
End Function

' ---- changing --------------------------------------------------------------

Function Change(callLines, count, expectLines, expected)
  Dim i, problem
  On Error Resume Next
  Change = ReadOs()
  If Change <> "" Then Exit Function
  If Not TakeLock() Then
    ' Without a lock file nobody holds it: then the folder cannot be written.
    If files.FileExists(LockPath()) Then
      Answer "change", "busy"
    ElseIf target = "" Then
      Change = "lock 5"
    Else
      Change = "lockfile 5"
    End If
    Exit Function
  End If
  problem = "mark 0"
  problem = TakeMark()
  If problem = "busy" Then
    Answer "change", "busy"
  ElseIf problem <> "" Then
    Change = problem
  Else
    problem = "nothing"
    problem = FirstUnexpected(expectLines, expected)
    If problem <> "" Then
      Answer "change", "not-as-expected " & problem
    Else
      Answer "change", "ran"
      mayStillCome = True
      RunWrites callLines, count
    End If
    ReleaseMark
  End If
  ReleaseLock
End Function

' The name of the first expectation the host does not meet, or "".
Function FirstUnexpected(expectLines, expected)
  Dim i, space, name, wanted, actual
  On Error Resume Next
  ReadEvidence
  FirstUnexpected = ""
  For i = 0 To expected - 1
    space = InStr(expectLines(i), " ")
    name = Left(expectLines(i), space - 1)
    wanted = Mid(expectLines(i), space + 1)
    actual = ""
    Err.Clear
    Select Case name
      Case "csname"
        actual = Ascii(os.CSName)
      Case "version"
        actual = os.Version
      Case "servicepack"
        actual = "" & os.ServicePackMajorVersion
      Case "producttype"
        actual = "" & os.ProductType
      Case "key"
        actual = EvidenceIdentity(evidence)
      Case "slot"
        actual = SlotState(Left(wanted, InStr(wanted & " ", " ") - 1))
    End Select
    If actual <> wanted Or Err.Number <> 0 Then
      FirstUnexpected = name
      Exit Function
    End If
  Next
End Function

' Evidence without the licence type: what identifies the key.
Function EvidenceIdentity(text)
  Dim parts
  parts = Split(text, " ")
  EvidenceIdentity = parts(0)
  If parts(0) = "present" Or parts(0) = "withheld" Then EvidenceIdentity = parts(0) & " " & parts(1) & " " & parts(2)
End Function

' Runs the calls in order. After a refusal only "settle" still runs.
Sub RunWrites(callLines, count)
  Dim i, words, outcome, stopped, unanswered
  stopped = False
  unanswered = False
  For i = 0 To count - 1
    words = Split(callLines(i), " ")
    If stopped And words(0) <> "settle" Then
      outcome = "skipped"
    Else
      outcome = RunWrite(words)
      If outcome <> "done" Then stopped = True
      If InStr(outcome, "com-error") > 0 And Right(outcome, 6) = "unsure" Then unanswered = True
    End If
    Answer "call." & (i + 1), words(0) & " " & outcome
  Next
  mayStillCome = unanswered
End Sub

Function RunWrite(words)
  Dim name
  On Error Resume Next
  name = ""
  If UBound(words) >= 1 Then name = words(1)
  RunWrite = ""
  Err.Clear
  Select Case words(0)
    Case "save-oobe-timer"
      RunWrite = SaveOobeTimer(name, words(2), words(3))
    Case "delete-oobe-timer"
      RunWrite = DeleteOobeTimer(name)
    Case "set-product-key"
      RunWrite = SetProductKey()
    Case "settle"
      RunWrite = Settle(name)
    Case "restore-oobe-timer"
      RunWrite = RestoreOobeTimer(name)
    Case "drop-undo"
      RunWrite = DropUndo(name)
    Case Else
      RunWrite = "refused registry 57 definite"
  End Select
  ' An error inside leaves the answer unset.
  If RunWrite = "" Then RunWrite = "refused com-error " & Hex(Err.Number) & " unsure"
End Function

' Fills the slot and completes it last. Anything that goes wrong removes it again: nothing was deleted yet.
Function SaveOobeTimer(name, newLastFive, newProductId)
  Dim names, count, code, product
  SaveOobeTimer = KeyProblem()
  If SaveOobeTimer <> "" Then Exit Function
  Set product = FindProduct(code)
  If product Is Nothing Then
    SaveOobeTimer = "refused class-missing " & Hex(code) & " definite"
    Exit Function
  End If
  code = SlotNames(names, count)
  If code = 0 And count > 0 Then
    SaveOobeTimer = "refused slot-held 0 definite"
    Exit Function
  End If
  If code = 0 Then code = FillSlot(name, newLastFive, newProductId, product.ActivationRequired)
  If code = 0 Then code = SlotNames(names, count)
  If code = 0 And count = 1 Then
    SaveOobeTimer = "done"
    Exit Function
  End If
  DropUndo name
  If code = 0 Then
    SaveOobeTimer = "refused slot-held 0 definite"
  Else
    SaveOobeTimer = "refused registry " & Hex(code) & " definite"
  End If
End Function

Function FillSlot(name, newLastFive, newProductId, required)
  Dim path, code, timer, saved
  path = UNDO_ROOT & "\" & name
  code = registry.CreateKey(HKLM, path)
  If code = 0 Then code = registry.SetStringValue(HKLM, path, "SavedAt", "" & os.LocalDateTime)
  If code = 0 Then code = registry.SetStringValue(HKLM, path, "CSName", Ascii(os.CSName))
  If code = 0 Then code = registry.SetStringValue(HKLM, path, "Version", "" & os.Version)
  If code = 0 Then code = registry.SetDWORDValue(HKLM, path, "ServicePack", os.ServicePackMajorVersion)
  If code = 0 Then code = registry.SetDWORDValue(HKLM, path, "ProductType", os.ProductType)
  If code = 0 Then code = registry.SetStringValue(HKLM, path, "OldKey", EvidenceIdentity(evidence))
  If code = 0 Then code = registry.SetStringValue(HKLM, path, "NewLastFive", newLastFive)
  If code = 0 Then code = registry.SetStringValue(HKLM, path, "NewProductId", newProductId)
  If code = 0 Then code = registry.SetDWORDValue(HKLM, path, "ActivationRequired", required)
  If code = 0 Then code = SaveTimer(path)
  If code = 0 Then code = registry.SetDWORDValue(HKLM, path, "Complete", 1)
  FillSlot = code
End Function

' Copies OOBETimer into the slot and reads it back, or records that there is none.
Function SaveTimer(path)
  Dim code, timer, saved
  code = ReadBinary(WPA_EVENTS, OOBE_TIMER, timer)
  If code = NOT_FOUND Then
    SaveTimer = registry.SetDWORDValue(HKLM, path, "Absent", 1)
    Exit Function
  End If
  If code = 0 Then code = registry.SetBinaryValue(HKLM, path, OOBE_TIMER, timer)
  If code = 0 Then code = ReadBinary(path, OOBE_TIMER, saved)
  If code = 0 Then
    If Not SameBytes(timer, saved) Then code = 13
  End If
  SaveTimer = code
End Function

' The host's own last check: whatever the controller believes, this is Windows XP without a service pack or nothing happens.
Function DeleteOobeTimer(name)
  Dim code
  If os.Version <> "5.1.2600" Or os.ServicePackMajorVersion <> 0 Or os.ProductType <> 1 Then
    DeleteOobeTimer = "refused not-xp-rtm 0 definite"
    Exit Function
  End If
  If Not IsComplete(name) Then
    DeleteOobeTimer = "refused slot-incomplete 0 definite"
    Exit Function
  End If
  code = registry.DeleteValue(HKLM, WPA_EVENTS, OOBE_TIMER)
  If code = 0 Or code = NOT_FOUND Then
    DeleteOobeTimer = "done"
  Else
    DeleteOobeTimer = "refused registry " & Hex(code) & " definite"
  End If
End Function

Function SetProductKey()
  Dim product, code, result
  On Error Resume Next
  SetProductKey = KeyProblem()
  If SetProductKey <> "" Then Exit Function
  Set product = FindProduct(code)
  If product Is Nothing Then
    setRefused = True
    SetProductKey = "refused class-missing " & Hex(code) & " definite"
    Exit Function
  End If
  code = RenewMark()
  If code <> 0 Then
    setRefused = True
    SetProductKey = "refused registry " & Hex(code) & " definite"
    Exit Function
  End If
  setReached = True
  result = 0
  Err.Clear
  result = product.SetProductKey(KeyText())
  code = Err.Number
  Err.Clear
  If code <> 0 Then
    setRefused = IsDefinite(code)
    SetProductKey = "refused com-error " & Hex(code) & " " & Sureness(setRefused)
  ElseIf result <> 0 Then
    setRefused = True
    SetProductKey = "refused return-value " & Hex(result) & " definite"
  Else
    SetProductKey = "done"
  End If
End Function

Function KeyText()
  KeyText = heldKey
  If KeyText = "" Then KeyText = shell.Environment("PROCESS")("VLK_KEY")
End Function

' A key that did not arrive whole is found before anything is written.
Function KeyProblem()
  Dim key, i
  KeyProblem = ""
  key = KeyText()
  If Len(key) <> 25 Then KeyProblem = "refused key-missing 0 definite"
  For i = 1 To Len(key)
    If InStr(KEY_CHARACTERS & "N", Mid(key, i, 1)) = 0 Then KeyProblem = "refused key-missing 0 definite"
  Next
  key = ""
End Function

' Only the provider's own errors (0x800410xx) say for certain that the key was not taken; 0x80041015 is about the way to it.
Function IsDefinite(code)
  IsDefinite = (Left(Hex(code), 6) = "800410" And Len(Hex(code)) = 8 And Hex(code) <> "80041015")
End Function

Function Sureness(definite)
  Sureness = "unsure"
  If definite Then Sureness = "definite"
End Function

' ---- settling --------------------------------------------------------------

' Decides after a change whether it holds; the same table as src/plan/settle.ts. What it cannot be sure of it leaves
' as it is, slot included, for the controller to look at again. All facts are gathered before any is used, since under
' On Error Resume Next a condition that fails would run its block; a fact that could not be had stays Empty.
Function Settle(name)
  Dim complete, thisHost, isNew, isWorse, isOld, timer
  On Error Resume Next
  Settle = "done"
  ReadEvidence
  If Not SlotExists(name) Then Exit Function
  complete = IsComplete(name)
  thisHost = SlotIsOfThisHost(name)
  isNew = IsNewKey(name)
  isWorse = ActivationIsWorse(name)
  isOld = IsOldKeyForCertain(name)
  timer = TimerAgainst(name)
  If IsEmpty(complete) Or IsEmpty(thisHost) Or IsEmpty(isNew) Or IsEmpty(isOld) Or IsEmpty(timer) Then Exit Function
  If Not complete Then
    Settle = DropOrSay(name)
  ElseIf Not thisHost Then
    Exit Function
  ElseIf isNew Then
    If Not isWorse Then Settle = DropOrSay(name)
  ElseIf isOld And timer = "gone" Then
    Settle = RestoreAndDrop(name)
  ElseIf isOld And timer <> "different" Then
    Settle = DropOrSay(name)
  End If
End Function

' An error inside leaves the answer as it is set here first: never "done" by accident.
Function DropOrSay(name)
  On Error Resume Next
  DropOrSay = "refused com-error 0 unsure"
  DropOrSay = DropUndo(name)
End Function

' The slot holds the only copy of the bytes, so it goes only after they were read back.
Function RestoreAndDrop(name)
  On Error Resume Next
  RestoreAndDrop = "refused com-error 0 unsure"
  RestoreAndDrop = RestoreOobeTimer(name)
  If RestoreAndDrop = "done" Then RestoreAndDrop = DropOrSay(name)
End Function

Function SlotExists(name)
  Dim names, count, i
  SlotExists = False
  If SlotNames(names, count) <> 0 Then Exit Function
  For i = 0 To count - 1
    If LCase(names(i)) = LCase(name) Then SlotExists = True
  Next
End Function

Function SlotIsOfThisHost(name)
  SlotIsOfThisHost = SlotText(name, "CSName") = Ascii(os.CSName) And SlotText(name, "Version") = "" & os.Version _
    And SlotNumber(name, "ServicePack") = os.ServicePackMajorVersion And SlotNumber(name, "ProductType") = os.ProductType
End Function

Function IsNewKey(name)
  Dim parts, productId
  parts = Split(evidence, " ")
  IsNewKey = False
  If parts(0) <> "present" Then Exit Function
  productId = SlotText(name, "NewProductId")
  IsNewKey = parts(1) = SlotText(name, "NewLastFive") _
    And (productId = "-" Or parts(2) = "-" Or WithoutCheckDigit(parts(2)) = WithoutCheckDigit(productId))
End Function

' The check digit says nothing that the others do not, and both 0 and 7 satisfy its rule.
Function WithoutCheckDigit(productId)
  WithoutCheckDigit = ""
  If Len(productId) > 1 Then WithoutCheckDigit = Left(productId, Len(productId) - 1)
End Function

' The old key, or one that cannot be told after a definite refusal; and no write that could still come.
Function IsOldKeyForCertain(name)
  Dim isOld
  isOld = EvidenceIdentity(evidence) = SlotText(name, "OldKey")
  If setReached Then
    IsOldKeyForCertain = setRefused And (isOld Or Left(evidence, 8) = "withheld")
  Else
    IsOldKeyForCertain = isOld
  End If
End Function

' Unknown counts as worse: then the slot stays.
Function ActivationIsWorse(name)
  Dim product, code, required
  On Error Resume Next
  ActivationIsWorse = True
  Set product = FindProduct(code)
  If product Is Nothing Then Exit Function
  Err.Clear
  required = product.ActivationRequired
  If Err.Number <> 0 Then Exit Function
  ActivationIsWorse = (required <> 0 And SlotNumber(name, "ActivationRequired") <> 1)
End Function

' Puts the saved bytes back and reads them again. Without saved bytes nothing is written: SetBinaryValue given none
' writes 01 02.
Function RestoreOobeTimer(name)
  Dim code, saved, today
  RestoreOobeTimer = "refused slot-incomplete 0 definite"
  If Not IsComplete(name) Then Exit Function
  RestoreOobeTimer = "done"
  If SlotNumber(name, "Absent") = 1 Then Exit Function
  code = ReadBinary(UNDO_ROOT & "\" & name, OOBE_TIMER, saved)
  If code = 0 Then code = registry.SetBinaryValue(HKLM, WPA_EVENTS, OOBE_TIMER, saved)
  If code = 0 Then code = ReadBinary(WPA_EVENTS, OOBE_TIMER, today)
  If code = 0 Then
    If Not SameBytes(saved, today) Then code = 13
  End If
  If code <> 0 Then RestoreOobeTimer = "refused registry " & Hex(code) & " unsure"
End Function

' Removes the slot, and the empty keys above it.
Function DropUndo(name)
  Dim code
  code = registry.DeleteKey(HKLM, UNDO_ROOT & "\" & name)
  If code = 0 Or code = NOT_FOUND Then
    DropUndo = "done"
    ' Both fail, harmlessly, while another slot or a mark is there.
    registry.DeleteKey HKLM, UNDO_ROOT
    registry.DeleteKey HKLM, PRODUCT_ROOT
  Else
    DropUndo = "refused registry " & Hex(code) & " unsure"
  End If
End Function

' ---- the lock: one change at a time on a host --------------------------------

Function LockFolder()
  LockFolder = shell.Environment("PROCESS")("SystemRoot") & "\vlkctl"
End Function

' On the host itself; for a host over DCOM on this machine, where it tells that the cscript which began a change still waits.
Function LockPath()
  If target = "" Then
    LockPath = LockFolder() & "\busy"
  Else
    LockPath = WScript.Arguments.Item(1)
  End If
End Function

Function TakeLock()
  On Error Resume Next
  If target = "" Then
    If Not files.FolderExists(LockFolder()) Then files.CreateFolder LockFolder()
  End If
  Err.Clear
  Set lockFile = files.OpenTextFile(LockPath(), 2, True)
  TakeLock = (Err.Number = 0)
End Function

Sub ReleaseLock()
  On Error Resume Next
  lockFile.Close
  files.DeleteFile LockPath()
End Sub

Function IsBusy()
  IsBusy = IsLocked() Or IsMarked("")
End Function

' Held by another process: only then can it not be opened for writing.
Function IsLocked()
  Dim probe
  On Error Resume Next
  IsLocked = False
  If Not files.FileExists(LockPath()) Then Exit Function
  Err.Clear
  Set probe = files.OpenTextFile(LockPath(), 8, False)
  If Err.Number <> 0 Then
    IsLocked = True
  Else
    probe.Close
  End If
End Function

' ---- the mark: the lock of a host that is changed over DCOM -------------------

' No file of the host can be held open over DCOM, and a call that got no answer may still be carried out there. So a change
' leaves a mark on the host, with the host's own time, and takes it away when each of its calls was answered. A mark that
' stays counts for twice the time a call is waited for. Of two that begin at once each sees the mark of the other, or one does.
Function TakeMark()
  Dim code
  On Error Resume Next
  TakeMark = "busy"
  If IsMarked("") Then Exit Function
  TakeMark = ""
  If target = "" Then Exit Function
  code = 13
  code = WriteMark()
  If code <> 0 Then
    TakeMark = "mark " & Hex(code)
  ElseIf IsMarked(markName) Then
    TakeMark = "busy"
    RemoveMark markName
  Else
    RemoveOldMarks
  End If
End Function

' Begins the time of the mark anew, right before the write that may take long; answers 0 or a code. Somebody else's mark
' can be there only when this one was held up for so long that it did not count any more.
Function RenewMark()
  On Error Resume Next
  RenewMark = 0
  If target = "" Then Exit Function
  RenewMark = 13
  If ReadOs() <> "" Then Exit Function
  RenewMark = WriteMark()
  If RenewMark = 0 And IsMarked(markName) Then RenewMark = IS_BUSY
End Function

' "Since" comes last: without it a mark does not count, and nothing was written yet.
Function WriteMark()
  Dim path, code, seconds
  On Error Resume Next
  WriteMark = 13
  path = MARK_ROOT & "\" & markName
  Err.Clear
  seconds = SecondsOf(os.LocalDateTime)
  If Err.Number <> 0 Then Exit Function
  code = registry.CreateKey(HKLM, path)
  If code = 0 Then code = registry.SetDWORDValue(HKLM, path, "Seconds", markSeconds)
  If code = 0 Then code = registry.SetStringValue(HKLM, path, "Since", "" & os.LocalDateTime)
  If Err.Number <> 0 Then code = Err.Number
  WriteMark = code
End Function

' Kept when a call got no answer: what it asked for may still be done.
Sub ReleaseMark()
  If target <> "" And Not mayStillCome Then RemoveMark markName
End Sub

Sub RemoveMark(name)
  On Error Resume Next
  registry.DeleteKey HKLM, MARK_ROOT & "\" & name
  ' Both fail, harmlessly, while something else is there.
  registry.DeleteKey HKLM, MARK_ROOT
  registry.DeleteKey HKLM, PRODUCT_ROOT
End Sub

Sub RemoveOldMarks()
  Dim names, count, i
  On Error Resume Next
  If SubKeys(MARK_ROOT, names, count) <> 0 Then Exit Sub
  For i = 0 To count - 1
    If LCase(names(i)) <> LCase(markName) Then RemoveMark names(i)
  Next
End Sub

' Whether there is a mark that counts, other than one's own. What cannot be read counts.
Function IsMarked(own)
  Dim names, count, i
  On Error Resume Next
  IsMarked = True
  If SubKeys(MARK_ROOT, names, count) <> 0 Then Exit Function
  IsMarked = False
  For i = 0 To count - 1
    If LCase(names(i)) <> LCase(own) And DoesMarkCount(names(i)) Then IsMarked = True
  Next
End Function

' A clock that was set back by more than its time, as on a board whose battery is dead, ends a mark too: else it would
' count for years.
Function DoesMarkCount(name)
  Dim code, since, seconds, age
  On Error Resume Next
  DoesMarkCount = True
  code = 13
  code = registry.GetStringValue(HKLM, MARK_ROOT & "\" & name, "Since", since)
  If code = 0 Then code = registry.GetDWORDValue(HKLM, MARK_ROOT & "\" & name, "Seconds", seconds)
  If code = NOT_FOUND Or code = 1 Then DoesMarkCount = False
  If code <> 0 Then Exit Function
  Err.Clear
  age = SecondsOf(os.LocalDateTime) - SecondsOf(since)
  If Err.Number = 0 Then DoesMarkCount = (Abs(age) < seconds)
End Function

' A time such as 20261122161530.000000+060, minutes ahead of UTC at its end, as seconds in UTC. Raises when it is none.
Function SecondsOf(text)
  Dim y, m, days
  If Len(text) <> 25 Then Err.Raise 5
  y = CLng(Mid(text, 1, 4))
  m = CLng(Mid(text, 5, 2))
  ' The year begins in March, so that the day that some years have more is its last.
  If m < 3 Then
    y = y - 1
    m = m + 12
  End If
  days = 365 * y + y \ 4 - y \ 100 + y \ 400 + (153 * (m - 3) + 2) \ 5 + CLng(Mid(text, 7, 2))
  SecondsOf = CDbl(days) * 86400 + CLng(Mid(text, 9, 2)) * 3600 + CLng(Mid(text, 11, 2)) * 60 + CLng(Mid(text, 13, 2)) _
    - CLng(Mid(text, 22, 4)) * 60
End Function

' ---- small things ------------------------------------------------------------

' The names of the keys below a key, which may be missing; answers 0 or a code.
Function SubKeys(path, ByRef names, ByRef count)
  Dim code
  On Error Resume Next
  count = 0
  Err.Clear
  code = registry.EnumKey(HKLM, path, names)
  If Err.Number <> 0 Then code = Err.Number
  If code = NOT_FOUND Then code = 0
  If code = 0 And IsArray(names) Then count = UBound(names) + 1
  SubKeys = code
End Function

' Reads a REG_BINARY that has at least one byte; answers 0 or a code.
Function ReadBinary(path, name, ByRef bytes)
  Dim code
  On Error Resume Next
  bytes = Null
  Err.Clear
  code = registry.GetBinaryValue(HKLM, path, name, bytes)
  If Err.Number <> 0 Then code = Err.Number
  If code = 0 And Not IsArray(bytes) Then code = 13
  ReadBinary = code
End Function

Function SameBytes(a, b)
  Dim i
  SameBytes = False
  If UBound(a) <> UBound(b) Then Exit Function
  For i = 0 To UBound(a)
    If a(i) <> b(i) Then Exit Function
  Next
  SameBytes = True
End Function

Function PresenceOf(code)
  If code = 0 Then
    PresenceOf = "present"
  ElseIf code = NOT_FOUND Then
    PresenceOf = "absent"
  Else
    PresenceOf = "error " & Hex(code)
  End If
End Function

Function Flag(condition)
  Flag = 0
  If condition Then Flag = 1
End Function

Sub Answer(name, value)
  If answers <> "" Then answers = answers & vbCrLf
  answers = answers & name & "=" & Ascii("" & value)
End Sub

' Printable ASCII; anything else becomes a question mark, as code pages differ between hosts.
Function Ascii(text)
  Dim i, code
  Ascii = ""
  For i = 1 To Len(text)
    code = Asc(Mid(text, i, 1))
    If code >= 32 And code <= 126 Then
      Ascii = Ascii & Mid(text, i, 1)
    Else
      Ascii = Ascii & "?"
    End If
  Next
End Function
