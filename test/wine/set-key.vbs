' Changes the product key as somebody would by hand: no control of the double has a say in it,
' and none of its counters moves.  The key comes from the environment (VLK_DOUBLE_KEY).
Option Explicit
On Error Resume Next
Const HKLM = &H80000002
Const CONTROL = "SOFTWARE\WineLab"
Dim reg, key, names, types, kept, last, i, rc, result, failure, product
key = Replace(CreateObject("WScript.Shell").Environment("PROCESS")("VLK_DOUBLE_KEY"), "-", "")
Set reg = GetObject("winmgmts:{impersonationLevel=impersonate}!\\.\root\default:StdRegProv")
last = -1
rc = reg.EnumValues(HKLM, CONTROL, names, types)
If IsArray(names) Then
    last = UBound(names)
    kept = names
End If
For i = 0 To last
    If types(i) = 4 Then
      rc = reg.GetDWORDValue(HKLM, CONTROL, names(i), result)
    Else
      rc = reg.GetStringValue(HKLM, CONTROL, names(i), result)
    End If
    kept(i) = result
    If names(i) <> "LicenceType" Then rc = reg.DeleteValue(HKLM, CONTROL, names(i))
Next
result = "none"
For Each product In GetObject("winmgmts:").InstancesOf("Win32_WindowsProductActivation")
    Err.Clear
    result = product.SetProductKey(key)
    failure = Err.Number
Next
rc = reg.DeleteValue(HKLM, CONTROL, "Calls")
For i = 0 To last
    If types(i) = 4 Then
      rc = reg.SetDWORDValue(HKLM, CONTROL, names(i), kept(i))
    Else
      rc = reg.SetStringValue(HKLM, CONTROL, names(i), kept(i))
    End If
Next
WScript.Echo "set=" & result & " error=0x" & Hex(failure)
