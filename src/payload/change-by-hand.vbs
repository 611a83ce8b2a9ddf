' Changes the volume licence key of the Windows it runs on, and puts back what it did where the key does not take.
'
'   cscript //Nologo SCRIPT KEY
'
' KEY is the new key, with or without hyphens. The command line is that of the scripts in Microsoft's KB 328874; the code is
' not. Exit codes:
'   0  this Windows carries the key: it was set and read back, or was there already
'   1  nothing was changed: another Windows than this script is for, or the key was refused and everything put back
'   2  look at this Windows: the key is set but it has to be activated, or it is not certain how the change ended
'   64 no key, or none that can be
'
' The key is in the command line, where others can see it. For more than a few machines vlkctl keeps it out of there.
Dim said, carries, required, newBytes(14)

said = ""
WScript.Quit ByHand()

Function ByHand()
  Dim code
  On Error Resume Next
  code = 2
  code = ChangeByHand()
  heldKey = ""
  WScript.Echo said
  ByHand = code
End Function

Sub Say(text)
  If said <> "" Then said = said & vbCrLf
  said = said & text
End Sub

Function ChangeByHand()
  Dim problem
  On Error Resume Next
  ChangeByHand = 64
  If Not TakeKey() Then Exit Function
  Say "Warning: the key was in the command line. Others can see it there, and logs keep it."
  ChangeByHand = 1
  problem = "script"
  problem = OpenWindows()
  If problem <> "" Then
    Say "Nothing was changed: this Windows cannot be read (" & problem & ")."
  ElseIf Not IsMeantFor() Then
    Say "Nothing was changed: " & SCRIPT_NAME & " is for " & MEANT_FOR & ". This is version " & Ascii("" & os.Version) _
      & ", service pack " & os.ServicePackMajorVersion & "."
  Else
    ChangeByHand = 2
    ChangeByHand = SettleThenChange()
  End If
End Function

' The key into heldKey and newBytes; False, with the reason said, when there is none.
Function TakeKey()
  TakeKey = False
  If WScript.Arguments.Count <> 1 Then
    Say SCRIPT_NAME & " needs the new product key as its one argument."
    Say "Usage: cscript //Nologo " & SCRIPT_NAME & " ABCDE-FGHIJ-KLMNO-PRSTU-WYQZX"
    Exit Function
  End If
  heldKey = UCase(Replace(WScript.Arguments.Item(0), "-", ""))
  If Not HoldsKey() Then
    Say "That is no product key: it has 25 characters, none of them A, E, I, L, O, S, U, Z, 0, 1 or 5."
  ElseIf InStr(heldKey, "N") > 0 Then
    Say "That is a key for Windows 8 or later: it holds an N."
  Else
    EncodeKey
    TakeKey = True
  End If
End Function

' Without one the payload would look into the environment.
Function HoldsKey()
  HoldsKey = False
  If Len(heldKey) = 25 Then HoldsKey = (KeyProblem() = "")
End Function

' The key as DigitalProductId holds it: base 24, least significant byte first.
Sub EncodeKey()
  Dim i, j, carry
  For j = 0 To 14
    newBytes(j) = 0
  Next
  For i = 1 To 25
    carry = InStr(KEY_CHARACTERS, Mid(heldKey, i, 1)) - 1
    For j = 0 To 14
      carry = carry + newBytes(j) * 24
      newBytes(j) = carry Mod 256
      carry = carry \ 256
    Next
  Next
End Sub

' Answers "" or what keeps this Windows from being read.
Function OpenWindows()
  OpenWindows = Prepare()
  If OpenWindows = "" Then OpenWindows = Connect()
  If OpenWindows = "" Then OpenWindows = ReadOs()
End Function

Function IsMeantFor()
  Dim isXpRtm, isKnown
  isXpRtm = (os.Version = "5.1.2600" And os.ServicePackMajorVersion = 0)
  isKnown = (os.Version = "5.1.2600" Or os.Version = "5.2.3790")
  If STRATEGY = "pre-sp1" Then
    IsMeantFor = isXpRtm And os.ProductType = 1
  Else
    IsMeantFor = isKnown And Not isXpRtm
  End If
End Function

' What an earlier change left open comes first, as always.
Function SettleThenChange()
  Dim names, count
  On Error Resume Next
  SettleThenChange = 1
  count = -1
  If SlotNames(names, count) <> 0 Then count = -1
  If count > 0 Then
    SettleAll names, count
    If SlotNames(names, count) <> 0 Then count = -1
  End If
  If InStr(answers, "change=busy") > 0 Then
    Say "Nothing was changed: another change is under way. Try again in some minutes."
  ElseIf count <> 0 Then
    Say "Nothing was changed: an earlier change is not settled, see " & UNDO_ROOT & " in the registry."
  Else
    SettleThenChange = 2
    SettleThenChange = ChangeIfOther()
  End If
End Function

Sub SettleAll(names, count)
  Dim calls(15), expectations(0), i, problem
  On Error Resume Next
  answers = ""
  For i = 0 To count - 1
    If i <= 15 Then calls(i) = "settle " & names(i)
  Next
  If count > 16 Then count = 16
  problem = Change(calls, count, expectations, 0)
End Sub

Function ChangeIfOther()
  Dim old
  On Error Resume Next
  ChangeIfOther = 1
  old = "error"
  LookAtKey
  old = evidence
  If carries Then
    Say "This Windows already has the key that ends in " & Right(heldKey, 5) & "."
    ChangeIfOther = 0
    WarnOfActivation ChangeIfOther, 0
  ElseIf Left(old, 8) <> "present " Then
    Say "Nothing was changed: the key this Windows has cannot be read (" & old & "), so a change could not be verified."
  Else
    ChangeIfOther = 2
    ChangeIfOther = ChangeKey(old)
  End If
End Function

' Fills evidence, carries and required. The whole key is compared: two may end alike.
Sub LookAtKey()
  Dim bytes, i, code, product, isSame
  On Error Resume Next
  carries = False
  required = -1
  code = 13
  ReadEvidence
  code = ReadBinary(CURRENT_VERSION, "DigitalProductId", bytes)
  If code = 0 Then
    Err.Clear
    isSame = (UBound(bytes) + 1 >= DIGITAL_PRODUCT_ID_SIZE)
    If isSame Then
      For i = 0 To 14
        If bytes(KEY_OFFSET + i) <> newBytes(i) Then isSame = False
      Next
    End If
    If Err.Number = 0 Then carries = isSame
  End If
  bytes = Null
  Set product = FindProduct(code)
  If Not product Is Nothing Then required = product.ActivationRequired
End Sub

Function ChangeKey(old)
  Dim calls(3), expectations(4), count, name, wasRequired, problem
  On Error Resume Next
  wasRequired = required
  expectations(0) = "csname " & Ascii(os.CSName)
  expectations(1) = "version " & os.Version
  expectations(2) = "servicepack " & os.ServicePackMajorVersion
  expectations(3) = "producttype " & os.ProductType
  expectations(4) = "key " & EvidenceIdentity(old)
  If STRATEGY = "pre-sp1" Then
    name = "h" & Left(os.LocalDateTime, 14)
    calls(0) = "save-oobe-timer " & name & " " & Right(heldKey, 5) & " -"
    calls(1) = "delete-oobe-timer " & name
    calls(2) = "set-product-key"
    calls(3) = "settle " & name
    count = 4
  Else
    calls(0) = "set-product-key"
    count = 1
  End If
  answers = ""
  ChangeKey = 2
  problem = "change"
  problem = Change(calls, count, expectations, 5)
  ChangeKey = Judge(old, wasRequired, problem)
End Function

' What is read back decides, whatever was answered.
Function Judge(old, wasRequired, problem)
  Dim names, count, isLeft, isAsBefore
  On Error Resume Next
  Judge = 2
  LookAtKey
  count = -1
  If SlotNames(names, count) <> 0 Then count = -1
  isLeft = (count <> 0)
  isAsBefore = (evidence = old And Not isLeft)
  If InStr(answers, "change=busy") > 0 Then
    Say "Nothing was changed: another change is under way. Try again in some minutes."
    Judge = 1
  ElseIf carries Then
    Say "The key that ends in " & Right(heldKey, 5) & " is set."
    Judge = 0
    WarnOfActivation Judge, wasRequired
  ElseIf isAsBefore And (setRefused Or Not setReached) Then
    Say "The key was not taken (" & Reason(problem) & "). Everything is as before."
    Judge = 1
  ElseIf isLeft Then
    Say "It is not certain whether the key was taken (" & Reason(problem) & "). Run this again: that settles it first."
  Else
    Say "The key was not taken, or not yet (" & Reason(problem) & "). Look at this Windows again before you try once more."
  End If
End Function

Sub WarnOfActivation(ByRef code, wasRequired)
  If required = 0 Or required = wasRequired Then Exit Sub
  Say "Windows has to be activated. Restart, run this again; if it still has to: %SystemRoot%\System32\oobe\msoobe.exe /a"
  code = 2
End Sub

' The first call that was not done, as the payload answers it: `refused com-error 80041001 definite`.
Function Reason(problem)
  Dim lines, i, place
  Reason = "read back another key"
  If problem <> "" Then Reason = problem
  lines = Split(answers, vbCrLf)
  For i = UBound(lines) To 0 Step -1
    place = InStr(lines(i), " refused ")
    If place > 0 Then Reason = Mid(lines(i), place + 1)
    If InStr(lines(i), "not-as-expected") > 0 Then Reason = Mid(lines(i), InStr(lines(i), "=") + 1)
  Next
End Function
