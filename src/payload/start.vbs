' vlkctl-start.vbs - at each start of this Windows host: settles what a change that was cut short left behind, gives the
' host the volume licence key its bundle has for it, and leaves a receipt. Made by "vlkctl bundle".
'
'   cscript //B //Nologo vlkctl-start.vbs
'
' vlkctl-start.cmd runs it so, as SYSTEM, and waits for no more than some minutes. bundle.txt and hosts.txt lie beside it;
' the key lies in a file of its own, in the folder that bundle.txt names. Ends with 0 when the host carries its key and
' the receipt lies in its folder; else with 1. The last receipt is also in %SystemRoot%\vlkctl\receipt.txt.
'
' Below are its own functions, then all functions of vlk-host.vbs, the payload that vlkctl runs over a network.

Const START_VALUES = "HKLM\SOFTWARE\vlkctl\Start\"
' So often a key is changed for one bundle; what undoes it then (a write filter, an image) would do so for ever.
Const MOST_CHANGES = 2
Const RECEIPTS_KEPT = 3
Const OTHERS_KEPT = 10
Const LONGEST_KEY_FILE = 200

Dim bundleId, madeAt, expiresAt, keysFolder, receiptsFolder
' Of this host: its name as the table has it, its row there, its time in seconds.
Dim computerName, hostRow, hostTime
Dim installation, counter
' What the receipt will say.
Dim outcome, detail, keyBefore, intent, settled, requiredBefore

If InStr(1, WScript.FullName, "cscript", 1) = 0 Then WScript.Quit 2
WScript.Quit RunAtStart()

' The stages of one start. Whatever goes wrong in one, the receipt is written.
Function RunAtStart()
  Dim problem, bundleProblem, observed
  On Error Resume Next
  RunAtStart = 1
  ClearFacts
  problem = Prepare()
  If problem <> "" Then
    ' The registry of another Windows, as it were: the receipt stays here, and counts nothing.
    Conclude "blocked " & problem
    DeliverReceipt problem, ""
    Exit Function
  End If
  bundleProblem = "bundle.txt"
  bundleProblem = ReadBundle()
  problem = FindThisHost()
  If bundleProblem = "" Then bundleProblem = FindRow()
  CountStart
  If problem = "" Then
    SettleLeftovers
    ChangeIfNeeded bundleProblem
    answers = ""
    problem = Observe()
    observed = answers
  End If
  If problem <> "" Then ConcludeUnread problem
  If DeliverReceipt(problem, observed) And (outcome = "in-order" Or outcome = "changed") Then RunAtStart = 0
End Function

Sub ClearFacts()
  Randomize
  ClearBundle
  hostTime = Empty
  hostRow = Empty
  keyBefore = "-"
  intent = "-"
  settled = "-"
  Conclude "blocked internal"
End Sub

' Takes "RESULT DETAIL".
Sub Conclude(text)
  Dim space
  space = InStr(text & " ", " ")
  outcome = Left(text, space - 1)
  detail = Trim(Mid(text, space + 1))
  If detail = "" Then detail = "-"
End Sub

' A host that could not be read at the end, after a change or without one.
Sub ConcludeUnread(problem)
  If intent = "-" Then
    Conclude "blocked " & problem
  Else
    Conclude "unsettled " & problem
  End If
End Sub

' ---- the bundle --------------------------------------------------------------

' Reads bundle.txt whole; answers "" or what cannot be used.
Function ReadBundle()
  Dim file, line, value, isWhole
  On Error Resume Next
  ReadBundle = "bundle.txt"
  Set file = OpenTable("bundle.txt", "vlkctl-bundle 1")
  If file Is Nothing Then Exit Function
  isWhole = False
  Do While NextLine(file, line)
    value = Trim(Mid(line, InStr(line, "=") + 1))
    Select Case Left(line, InStr(line & "=", "="))
      Case "id="
        bundleId = value
      Case "made="
        madeAt = SecondsOf(value)
      Case "expires="
        expiresAt = SecondsOf(value)
      Case "keys="
        keysFolder = InBundle(value)
      Case "receipts="
        receiptsFolder = InBundle(value)
      Case "end="
        isWhole = (value = "ok")
    End Select
  Loop
  file.Close
  If isWhole And IsBundleId(bundleId) And madeAt > 0 And expiresAt > 0 And keysFolder <> "" And receiptsFolder <> "" Then ReadBundle = ""
  If ReadBundle <> "" Then ClearBundle
End Function

' Nothing of a torn file is used: a path may be cut as well.
Sub ClearBundle()
  bundleId = "-"
  keysFolder = ""
  receiptsFolder = ""
  madeAt = 0
  expiresAt = 0
End Sub

Function IsBundleId(text)
  Dim i
  IsBundleId = False
  If Len(text) < 8 Or Len(text) > 40 Then Exit Function
  For i = 1 To Len(text)
    If InStr(LCase(LETTERS_AND_DIGITS) & "-", Mid(text, i, 1)) = 0 Then Exit Function
  Next
  IsBundleId = True
End Function

' A text file of the bundle after its first line, or Nothing. It comes as UTF-16; somebody may have saved it otherwise.
Function OpenTable(name, header)
  Dim file, path, format, first
  On Error Resume Next
  Set OpenTable = Nothing
  path = InBundle(name)
  For format = -1 To 0
    first = ""
    Set file = Nothing
    Set file = files.OpenTextFile(path, 1, False, format)
    first = file.ReadLine
    If first = header Then
      Set OpenTable = file
      Exit Function
    End If
    file.Close
  Next
End Function

' False at the end of the file, and when the share goes away.
Function NextLine(file, ByRef line)
  On Error Resume Next
  NextLine = False
  line = ""
  Err.Clear
  line = file.ReadLine
  NextLine = (Err.Number = 0)
End Function

' A path as it is, or from the folder of this script on.
Function InBundle(path)
  InBundle = path
  If path = "" Or Left(path, 2) = "\\" Or Mid(path, 2, 1) = ":" Then Exit Function
  InBundle = files.BuildPath(files.GetParentFolderName(WScript.ScriptFullName), path)
End Function

' Finds the row of this host, in hosts.txt that is read to its end; answers "" or what cannot be used.
Function FindRow()
  Dim file, line, found, count, isWhole
  On Error Resume Next
  FindRow = "hosts.txt"
  Set file = OpenTable("hosts.txt", "vlkctl-hosts 1")
  If file Is Nothing Then Exit Function
  count = 0
  isWhole = False
  Do While NextLine(file, line)
    If line = "end=ok" Then
      isWhole = True
    ElseIf ComputerNameOf(Left(line, InStr(line & vbTab, vbTab) - 1)) = computerName Then
      found = Split(line, vbTab)
      count = count + 1
    End If
  Loop
  file.Close
  If Not isWhole Or count > 1 Then Exit Function
  If count = 1 Then
    If Not IsRow(found) Then Exit Function
    hostRow = found
  End If
  FindRow = ""
End Function

' Columns: computer name, version, service pack, product type, edition, languages, strategy, last five, product ID, key file.
Function IsRow(columns)
  IsRow = False
  If UBound(columns) <> 9 Then Exit Function
  If columns(6) <> "pre-sp1" And columns(6) <> "sp1" Then Exit Function
  If Len(columns(7)) <> 5 Or InStr(columns(8), " ") > 0 Or columns(8) = "" Then Exit Function
  If columns(9) = "" Or InStr(columns(9), "\") > 0 Or InStr(columns(9), "/") > 0 Or InStr(columns(9), ":") > 0 Then Exit Function
  IsRow = True
End Function

' As NetBIOS has it: no domain, 15 characters, upper case.
Function ComputerNameOf(text)
  ComputerNameOf = UCase(Left(Left(text, InStr(text & ".", ".") - 1), 15))
End Function

' ---- this host ---------------------------------------------------------------

' Opens WMI and learns name and time; answers "" or the code it met. Then the name comes from the environment.
Function FindThisHost()
  On Error Resume Next
  computerName = ComputerNameOf(shell.Environment("PROCESS")("COMPUTERNAME"))
  FindThisHost = "os 0"
  FindThisHost = Connect()
  If FindThisHost = "" Then FindThisHost = ReadOs()
  If FindThisHost <> "" Then Exit Function
  computerName = ComputerNameOf(os.CSName)
  hostTime = SecondsOf(os.LocalDateTime)
End Function

' Counts this start. A disk that was copied to another computer, or got another name, begins anew.
Sub CountStart()
  On Error Resume Next
  installation = StartValue("Installation")
  If Len(installation) <> 12 Or StartValue("ComputerName") <> Ascii(computerName) Then
    installation = RandomLetters(12)
    KeepStartValue "Installation", installation
    KeepStartValue "ComputerName", Ascii(computerName)
    KeepStartValue "Counter", "0"
  End If
  counter = 0
  counter = CLng(StartValue("Counter"))
  CountOn
End Sub

Sub CountOn()
  counter = counter + 1
  If counter < 1 Or counter > 99999999 Then counter = 1
  KeepStartValue "Counter", "" & counter
End Sub

Function RandomLetters(count)
  Dim i
  RandomLetters = ""
  For i = 1 To count
    RandomLetters = RandomLetters & Mid(LETTERS_AND_DIGITS, Int(Rnd * 26) + 1, 1)
  Next
End Function

' "" when there is none. These are texts and need no WMI, so that a host without it can say so.
Function StartValue(name)
  On Error Resume Next
  StartValue = ""
  StartValue = "" & shell.RegRead(START_VALUES & name)
End Function

Function KeepStartValue(name, text)
  On Error Resume Next
  Err.Clear
  shell.RegWrite START_VALUES & name, text, "REG_SZ"
  KeepStartValue = (Err.Number = 0)
End Function

' ---- what earlier changes left -------------------------------------------------

' Under the lock, whatever bundle and table say: a host whose OOBETimer is gone must not wait for a file on a share.
Sub SettleLeftovers()
  Dim names, count, i, callLines(15), expectLines(15), facts(15)
  On Error Resume Next
  If SlotNames(names, count) <> 0 Or count = 0 Then Exit Sub
  If count > 16 Then count = 16
  ReadEvidence
  For i = 0 To count - 1
    facts(i) = "unsettled"
    facts(i) = ExpectedEnd(names(i))
    callLines(i) = "settle " & names(i)
  Next
  answers = ""
  Change callLines, count, expectLines, 0
  settled = ""
  For i = 0 To count - 1
    If settled <> "" Then settled = settled & ", "
    settled = settled & names(i) & " " & EndOfSlot(names(i), facts(i))
  Next
End Sub

' How a slot will have ended if it is gone afterwards, in the words of the controller.
Function ExpectedEnd(name)
  ExpectedEnd = "untouched"
  If Not IsComplete(name) Then Exit Function
  If Not SlotIsOfThisHost(name) Then
    ExpectedEnd = "unsettled"
  ElseIf IsNewKey(name) Then
    ExpectedEnd = "changed"
  ElseIf TimerAgainst(name) = "gone" Then
    ExpectedEnd = "restored"
  End If
End Function

Function EndOfSlot(name, expected)
  EndOfSlot = "unsettled"
  If AnswerIn("change") = "busy" Then
    EndOfSlot = "change-in-progress"
  ElseIf Not MayHaveSlot(name) Then
    EndOfSlot = expected
  ElseIf expected = "changed" Then
    EndOfSlot = "activation-pending"
  End If
End Function

' Slots that cannot be read may be there.
Function MayHaveSlot(name)
  Dim names, count
  MayHaveSlot = True
  If SlotNames(names, count) = 0 Then MayHaveSlot = SlotExists(name)
End Function

' ---- deciding ------------------------------------------------------------------

Sub ChangeIfNeeded(bundleProblem)
  Dim reason
  On Error Resume Next
  ReadEvidence
  keyBefore = EvidenceIdentity(evidence)
  ' An error inside never leads to a change.
  reason = "blocked internal"
  reason = ReasonNotToChange(bundleProblem)
  If reason = "" Then reason = ChangeByFile()
  Conclude reason
End Sub

' What is said of a host that is left as it is, "RESULT DETAIL", or "" when its key has to be changed.
Function ReasonNotToChange(bundleProblem)
  Dim names, count, code
  code = SlotNames(names, count)
  ReasonNotToChange = ""
  If bundleProblem <> "" Then
    ReasonNotToChange = "bundle-unreadable " & bundleProblem
  ElseIf IsEmpty(hostRow) Then
    ReasonNotToChange = "not-in-table"
  ElseIf IsEmpty(hostTime) Then
    ReasonNotToChange = "blocked clock"
  ElseIf hostTime >= expiresAt Then
    ReasonNotToChange = "expired"
  ElseIf IsBusy() Then
    ReasonNotToChange = "busy"
  ElseIf code <> 0 Then
    ReasonNotToChange = "blocked registry " & Hex(code)
  ElseIf count > 0 Then
    ReasonNotToChange = LeftoverResult(names, count)
  Else
    ReasonNotToChange = Mismatch()
    If ReasonNotToChange = "" And CarriesItsKey() Then ReasonNotToChange = "in-order"
    If ReasonNotToChange = "" And ChangesSoFar() >= MOST_CHANGES Then ReasonNotToChange = "keeps-reverting"
  End If
End Function

' One change that only waits for activation is told as that; anything else needs a person.
Function LeftoverResult(names, count)
  LeftoverResult = "unsettled slot"
  If count <> 1 Then Exit Function
  If IsComplete(names(0)) And SlotIsOfThisHost(names(0)) And IsNewKey(names(0)) Then LeftoverResult = "activation-pending"
End Function

' Why this is not the host that the table means, or not one whose key can be changed; the codes of the controller.
Function Mismatch()
  Dim isPreSp1
  Mismatch = "blocked os-level-mismatch"
  If "" & os.Version <> hostRow(1) Or "" & os.ServicePackMajorVersion <> hostRow(2) Then Exit Function
  If (os.ProductType = 1) <> (hostRow(3) = "1") Then Exit Function
  isPreSp1 = (os.Version = "5.1.2600" And os.ServicePackMajorVersion = 0 And os.ProductType = 1)
  If isPreSp1 <> (hostRow(6) = "pre-sp1") Then Exit Function
  Mismatch = "blocked edition-mismatch"
  If hostRow(4) <> "-" And Not IsNull(os.SuiteMask) Then
    If EditionOf(os.SuiteMask, os.ProductType) <> hostRow(4) Then Exit Function
  End If
  Mismatch = "blocked language-mismatch"
  If hostRow(5) <> "-" And Not IsNull(os.OSLanguage) Then
    If InStr("," & hostRow(5) & ",", "," & os.OSLanguage & ",") = 0 Then Exit Function
  End If
  Mismatch = LicensingMismatch()
End Function

' The same rule as src/model/edition.ts.
Function EditionOf(suiteMask, productType)
  If (suiteMask And &H40) <> 0 Then
    EditionOf = "embedded"
  ElseIf productType = 1 Then
    EditionOf = "professional"
    If (suiteMask And &H200) <> 0 Then EditionOf = "home"
  ElseIf (suiteMask And &H80) <> 0 Then
    EditionOf = "datacenter"
  ElseIf (suiteMask And &H400) <> 0 Then
    EditionOf = "web"
  Else
    EditionOf = "standard"
    If (suiteMask And &H2) <> 0 Then EditionOf = "enterprise"
  End If
End Function

Function LicensingMismatch()
  Dim product, code, parts
  LicensingMismatch = ""
  Set product = FindProduct(code)
  parts = Split(evidence, " ")
  If product Is Nothing Then
    LicensingMismatch = "blocked class-missing " & Hex(code)
  ElseIf parts(0) = "error" Then
    LicensingMismatch = "blocked key " & parts(1)
  ElseIf parts(0) <> "present" Then
    LicensingMismatch = "blocked key-withheld"
  ElseIf Not IsVolume(parts(3), Left(parts(2), 3)) Then
    LicensingMismatch = "blocked wrong-channel"
  Else
    requiredBefore = product.ActivationRequired
  End If
End Function

' The same rule as src/keys/digital-product-id.ts: licence type, else the first group of the product ID.
Function IsVolume(licence, group)
  IsVolume = (licence = "3")
  If licence = "-" Or licence = "2" Or licence = "3" Then Exit Function
  IsVolume = (Len(group) = 3 And group >= "640" And group <= "652")
End Function

' The same rule as for a slot: last five, and the product ID without its check digit where both are known.
Function CarriesItsKey()
  Dim parts
  parts = Split(evidence, " ")
  CarriesItsKey = False
  If parts(0) <> "present" Then Exit Function
  CarriesItsKey = parts(1) = hostRow(7) _
    And (hostRow(8) = "-" Or parts(2) = "-" Or WithoutCheckDigit(parts(2)) = WithoutCheckDigit(hostRow(8)))
End Function

' Counted in the registry, and by the receipts in the folder of this computer: a write filter takes the registry back too.
Function ChangesSoFar()
  Dim reported
  ChangesSoFar = 0
  If StartValue("Bundle") = bundleId Then ChangesSoFar = CLng("0" & StartValue("Changes"))
  reported = ReportedChanges()
  If reported > ChangesSoFar Then ChangesSoFar = reported
End Function

Function ReportedChanges()
  Dim item, isChange
  On Error Resume Next
  ReportedChanges = 0
  For Each item In files.GetFolder(ReceiptFolder()).Files
    If IsObject(item) Then
      isChange = False
      isChange = TellsOfChange(item.Path)
      If isChange Then ReportedChanges = ReportedChanges + 1
    End If
  Next
End Function

' Whether a file is a receipt of a start that changed the key for this bundle, or may have.
Function TellsOfChange(path)
  Dim file, line, i, isOfBundle
  TellsOfChange = False
  isOfBundle = False
  If LCase(Right(path, 4)) <> ".txt" Then Exit Function
  Set file = files.OpenTextFile(path, 1)
  For i = 1 To 10
    If Not NextLine(file, line) Then Exit For
    If line = "receipt.bundle=" & bundleId Then isOfBundle = True
    If Left(line, 15) = "receipt.result=" Then TellsOfChange = isOfBundle And MayHaveChanged(Mid(line, 16))
  Next
  file.Close
End Function

Function KeepChanges(count)
  KeepChanges = KeepStartValue("Bundle", bundleId)
  If KeepChanges Then KeepChanges = KeepStartValue("Changes", "" & count)
End Function

' ---- changing --------------------------------------------------------------------

' Counted before it begins, so that a host which dies of it does not try for ever; taken back when nothing was changed.
Function ChangeByFile()
  Dim changes, problem
  On Error Resume Next
  ChangeByFile = "no-key key-file"
  problem = "key-file"
  problem = TakeKey()
  If problem = "" Then
    changes = ChangesSoFar()
    ChangeByFile = "blocked registry"
    If KeepChanges(changes + 1) Then ChangeByFile = ChangeToHeldKey()
    If Not MayHaveChanged(ChangeByFile) Then KeepChanges changes
  Else
    ChangeByFile = "no-key " & problem
  End If
  heldKey = ""
End Function

Function MayHaveChanged(result)
  MayHaveChanged = Left(result, 7) = "changed" Or Left(result, 9) = "unsettled" Or Left(result, 10) = "activation"
End Function

' Reads the key file into heldKey; answers "" or what is wrong with it.
Function TakeKey()
  Dim file, path, first, key, code, size
  On Error Resume Next
  path = files.BuildPath(keysFolder, hostRow(9))
  Err.Clear
  Set file = files.OpenTextFile(path, 1)
  code = Err.Number
  TakeKey = "key-file " & Hex(code)
  If code <> 0 Then Exit Function
  TakeKey = "key-file torn"
  first = ""
  key = ""
  size = LONGEST_KEY_FILE + 1
  size = files.GetFile(path).Size
  If size <= LONGEST_KEY_FILE Then
    first = file.ReadLine
    key = file.ReadLine
  End If
  file.Close
  If first <> "vlkctl-key 1" Then Exit Function
  ' Somebody may have written the file by hand.
  heldKey = UCase(Replace(Trim(key), "-", ""))
  key = ""
  If KeyProblem() <> "" Then Exit Function
  TakeKey = "key-file other-key"
  If Right(heldKey, 5) = hostRow(7) Then TakeKey = ""
End Function

' The payload's own change, under its lock, with what was read so far as its expectations.
Function ChangeToHeldKey()
  Dim callLines(15), expectLines(15), count, problem
  On Error Resume Next
  ChangeToHeldKey = "unsettled internal"
  intent = "b" & Left(os.LocalDateTime, 14) & "-" & RandomLetters(8)
  expectLines(0) = "csname " & Ascii(os.CSName)
  expectLines(1) = "version " & hostRow(1)
  expectLines(2) = "servicepack " & hostRow(2)
  expectLines(3) = "producttype " & os.ProductType
  expectLines(4) = "key " & keyBefore
  count = FillCalls(callLines)
  answers = ""
  problem = "internal"
  problem = Change(callLines, count, expectLines, 5)
  heldKey = ""
  ReadEvidence
  ChangeToHeldKey = EndOfChange(problem)
End Function

Function FillCalls(ByRef callLines)
  FillCalls = 1
  callLines(0) = "set-product-key"
  If hostRow(6) <> "pre-sp1" Then Exit Function
  callLines(0) = "save-oobe-timer " & intent & " " & hostRow(7) & " " & hostRow(8)
  callLines(1) = "delete-oobe-timer " & intent
  callLines(2) = "set-product-key"
  callLines(3) = "settle " & intent
  FillCalls = 4
End Function

' How the change ended, by what is read back; what Windows said of it is only the detail.
Function EndOfChange(problem)
  Dim answer, refusal, stays
  answer = AnswerIn("change")
  refusal = FirstRefusal()
  stays = MayHaveSlot(intent)
  If problem <> "" Then
    EndOfChange = "blocked " & problem
  ElseIf answer = "busy" Then
    EndOfChange = "busy"
  ElseIf answer <> "ran" Then
    EndOfChange = "blocked " & answer
    If CarriesItsKey() Then EndOfChange = "in-order " & answer
  ElseIf CarriesItsKey() Then
    EndOfChange = EndWithItsKey(stays)
  ElseIf stays Or EvidenceIdentity(evidence) <> keyBefore Or (setReached And Not setRefused And refusal <> "") Then
    EndOfChange = "unsettled " & refusal
  ElseIf refusal = "" Then
    EndOfChange = "undone not-taken"
  Else
    EndOfChange = "undone " & refusal
  End If
End Function

' Activation that cannot be told counts as lost.
Function EndWithItsKey(stays)
  Dim product, code, required
  On Error Resume Next
  EndWithItsKey = "activation-lost"
  If stays Then EndWithItsKey = "activation-pending"
  If stays Then Exit Function
  Set product = FindProduct(code)
  required = 1
  required = product.ActivationRequired
  If required = 0 Or requiredBefore <> 0 Then EndWithItsKey = "changed"
End Function

' The value of an answer of the payload, or "".
Function AnswerIn(name)
  Dim lines, i
  AnswerIn = ""
  lines = Split(answers, vbCrLf)
  For i = 0 To UBound(lines)
    If Left(lines(i), Len(name) + 1) = name & "=" Then AnswerIn = Mid(lines(i), Len(name) + 2)
  Next
End Function

' "com-error 80041001" of the first call that was refused, or "".
Function FirstRefusal()
  Dim i, words
  FirstRefusal = ""
  For i = 1 To 4
    words = Split(AnswerIn("call." & i) & " - - - -", " ")
    If words(1) = "refused" And FirstRefusal = "" Then FirstRefusal = words(2) & " " & words(3)
  Next
End Function

' ---- the receipt -------------------------------------------------------------------

' Keeps the receipt on this host, then in its folder under a new name; answers whether it lies there.
Function DeliverReceipt(problem, observed)
  Dim folder, path, tries
  On Error Resume Next
  DeliverReceipt = False
  If Not files.FolderExists(LockFolder()) Then files.CreateFolder LockFolder()
  SaveText LockFolder() & "\receipt.txt", ReceiptText(problem, observed)
  If receiptsFolder = "" Then Exit Function
  folder = ReceiptFolder()
  MakeFolders folder
  For tries = 1 To 5
    path = files.BuildPath(folder, "receipt-" & Right("0000000" & counter, 8) & "-" & installation)
    If Not files.FileExists(path & ".txt") Then
      DeliverReceipt = SaveByRename(path, ReceiptText(problem, observed))
      If DeliverReceipt Then RemoveOldReceipts folder
      Exit Function
    End If
    ' Another start at the same time, or a registry that was put back, took this number.
    CountOn
  Next
End Function

Function ReceiptFolder()
  ReceiptFolder = files.BuildPath(receiptsFolder, computerName)
End Function

' On a share the folder of this computer may be all it has rights to; on a stick nothing is there yet.
Sub MakeFolders(folder)
  On Error Resume Next
  If files.FolderExists(folder) Then Exit Sub
  files.CreateFolder receiptsFolder
  files.CreateFolder folder
End Sub

Function ReceiptText(problem, observed)
  answers = ""
  Answer "receipt.bundle", bundleId
  Answer "receipt.installation", installation
  Answer "receipt.counter", counter
  Answer "receipt.clock", ClockWord()
  Answer "receipt.result", outcome
  Answer "receipt.detail", Left(detail, 200)
  Answer "receipt.before", keyBefore
  Answer "receipt.intent", intent
  Answer "receipt.settled", settled
  ReceiptText = "vlkctl-receipt 1" & vbCrLf & answers & vbCrLf
  If problem = "" Then
    ReceiptText = ReceiptText & observed & vbCrLf & "end=ok" & vbCrLf
  Else
    ReceiptText = ReceiptText & "error=" & Ascii(problem) & vbCrLf
  End If
End Function

' A clock before the bundle was made is wrong, as on a board whose battery is dead. Nothing depends on it but the end.
Function ClockWord()
  ClockWord = "ok"
  If IsEmpty(hostTime) Then Exit Function
  If hostTime < madeAt Then ClockWord = "before-bundle"
End Function

Function SaveByRename(path, text)
  On Error Resume Next
  SaveByRename = False
  If Not SaveText(path & ".tmp", text) Then Exit Function
  Err.Clear
  files.MoveFile path & ".tmp", path & ".txt"
  SaveByRename = (Err.Number = 0)
  If Not SaveByRename Then files.DeleteFile path & ".tmp"
End Function

Function SaveText(path, text)
  Dim file
  On Error Resume Next
  SaveText = False
  Err.Clear
  Set file = files.OpenTextFile(path, 2, True)
  If Err.Number <> 0 Then Exit Function
  file.Write text
  file.Close
  SaveText = (Err.Number = 0)
End Function

' Those of this installation, but for the last starts. Of others, which a host behind a write filter leaves at each start, the
' oldest once they are many; never one that tells of a change for this bundle. Names are gathered before any file goes.
Sub RemoveOldReceipts(folder)
  Dim item, names, list, i, others, oldest, oldestAt
  On Error Resume Next
  list = ""
  others = 0
  oldest = ""
  For Each item In files.GetFolder(folder).Files
    If IsObject(item) Then
      If IsOwnReceipt(item.Name) Then
        list = list & OldReceipt(item.Name)
      ElseIf Left(item.Name, 8) = "receipt-" Then
        others = others + 1
        FindOldest item, oldest, oldestAt
      End If
    End If
  Next
  If others > OTHERS_KEPT And oldest <> "" Then list = list & "\" & oldest
  names = Split(list, "\")
  For i = 1 To UBound(names)
    files.DeleteFile files.BuildPath(folder, names(i))
  Next
End Sub

Function IsOwnReceipt(name)
  Dim suffix
  suffix = "-" & installation & "."
  IsOwnReceipt = (Left(name, 8) = "receipt-" And Mid(name, 17, Len(suffix)) = suffix)
End Function

' "\NAME" when it is of a start before the last ones, or "".
Function OldReceipt(name)
  On Error Resume Next
  OldReceipt = "\" & name
  If CLng(Mid(name, 9, 8)) > counter - RECEIPTS_KEPT Then OldReceipt = ""
End Function

Sub FindOldest(item, ByRef oldest, ByRef oldestAt)
  Dim changedAt, isChange
  On Error Resume Next
  isChange = True
  isChange = TellsOfChange(item.Path)
  changedAt = item.DateLastModified
  If isChange Or IsEmpty(changedAt) Then Exit Sub
  If oldest = "" Then
    oldestAt = changedAt
    oldest = item.Name
  ElseIf changedAt < oldestAt Then
    oldestAt = changedAt
    oldest = item.Name
  End If
End Sub
