' One careful key change and everything a test may want to know of it, one name=value a line.
' The key comes from the environment (WL_KEY); arguments: [delete] to delete OOBETimer first,
' [probe] to change nothing.
Option Explicit
On Error Resume Next
Const HKLM = &H80000002
Const CV = "SOFTWARE\Microsoft\Windows NT\CurrentVersion"
Dim reg, svc, o, n, rv, e, s, key, bytes, rc, text, i, part, mode, probe
mode = ""
If WScript.Arguments.Count > 0 Then mode = WScript.Arguments.Item(0)
key = CreateObject("WScript.Shell").Environment("PROCESS")("WL_KEY")
Set reg = GetObject("winmgmts:{impersonationLevel=impersonate}!\\.\root\default:StdRegProv")
Set svc = GetObject("winmgmts:{impersonationLevel=impersonate}!\\.\root\cimv2")
WScript.Echo "bind=0x" & Hex(Err.Number)
Err.Clear
If mode = "delete" Then
  rc = reg.DeleteValue(HKLM, CV & "\WPAEvents", "OOBETimer")
  WScript.Echo "delete=" & rc
End If
n = 0
rv = "none"
e = 0
For Each o In svc.InstancesOf("Win32_WindowsProductActivation")
  If Err.Number <> 0 Then
    WScript.Echo "class=0x" & Hex(Err.Number)
    Err.Clear
  End If
  If IsObject(o) Then
    n = n + 1
    WScript.Echo "activation=" & o.ActivationRequired & " grace=" & o.RemainingGracePeriod
    If mode <> "probe" Then
      Err.Clear
      rv = o.SetProductKey(key)
      e = Err.Number
      s = Err.Source
      Err.Clear
    End If
  End If
Next
Err.Clear
WScript.Echo "instances=" & n
WScript.Echo "return=" & rv
WScript.Echo "error=0x" & Hex(e)
If e <> 0 Then WScript.Echo "source=" & s
rc = reg.GetBinaryValue(HKLM, CV, "DigitalProductId", bytes)
If rc = 0 Then
  WScript.Echo "dpid.length=" & (UBound(bytes) + 1)
  WScript.Echo "dpid.size=" & (bytes(0) + 256 * bytes(1)) & " dpid.version=" & bytes(4)
  text = ""
  For i = 52 To 66
    text = text & LCase(Right("0" & Hex(bytes(i)), 2))
  Next
  WScript.Echo "dpid.key=" & text
  WScript.Echo "dpid.licence=" & bytes(80)
  text = ""
  For i = 8 To 31
    If bytes(i) <> 0 Then text = text & Chr(bytes(i))
  Next
  WScript.Echo "dpid.id=" & text
End If
rc = reg.GetStringValue(HKLM, CV, "ProductId", text)
WScript.Echo "id=" & text
rc = reg.GetBinaryValue(HKLM, CV & "\WPAEvents", "OOBETimer", bytes)
WScript.Echo "oobetimer=" & rc
rc = reg.GetDWORDValue(HKLM, "SOFTWARE\WineLab", "Calls", n)
WScript.Echo "calls=" & n
rc = reg.GetDWORDValue(HKLM, "SOFTWARE\WineLab", "OobeTimerDeletes", n)
WScript.Echo "deletes=" & n
WScript.Echo "last=0x" & Hex(Err.Number)
WScript.Echo "end=ok"
