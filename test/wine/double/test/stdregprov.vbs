' StdRegProv over the prefix's registry: round trips, not found codes, Null on failure, Err stays 0.
Option Explicit
On Error Resume Next
Const HKLM = &H80000002
Const T = "SOFTWARE\WineLabTest"
Dim r, rc, v, a, names, types, i, h, fixed(2), big, d
Sub Out(name, value)
  If IsNull(value) Then value = "Null"
  WScript.Echo name & "=" & value & " err=0x" & Hex(Err.Number)
  Err.Clear
End Sub
Function HexOf(b)
  Dim k, text
  text = ""
  For k = 0 To UBound(b)
    text = text & LCase(Right("0" & Hex(b(k)), 2))
  Next
  HexOf = text
End Function
Function ReadThrough(o, name, ByRef value)
  ReadThrough = o.GetStringValue(HKLM, T, name, value)
End Function
Set r = GetObject("winmgmts:{impersonationLevel=impersonate}!\\.\root\default:StdRegProv")
Out "bind", IsObject(r)
rc = r.GetStringValue(HKLM, T, "s", v)
Out "nokey.string", rc & " " & IsNull(v)
rc = r.GetDWORDValue(HKLM, T, "d", v)
Out "nokey.dword", rc & " " & IsNull(v)
rc = r.GetBinaryValue(HKLM, T, "b", v)
Out "nokey.binary", rc & " " & IsNull(v)
rc = r.SetStringValue(HKLM, T, "s", "x")
Out "nokey.set", rc
rc = r.DeleteValue(HKLM, T, "s")
Out "nokey.delete", rc
rc = r.EnumValues(HKLM, T, names, types)
Out "nokey.enum", rc & " " & IsNull(names) & " " & IsNull(types)
rc = r.CheckAccess(HKLM, T, 1, v)
Out "nokey.access", rc & " " & v
rc = r.CreateKey(HKLM, T)
Out "create", rc
rc = r.CreateKey(HKLM, T)
Out "create.again", rc
rc = r.EnumValues(HKLM, T, names, types)
Out "empty.enum", rc & " " & IsNull(names) & " " & IsNull(types)
rc = r.GetStringValue(HKLM, T, "s", v)
Out "novalue.string", rc & " " & IsNull(v)
rc = r.DeleteValue(HKLM, T, "s")
Out "novalue.delete", rc
rc = r.SetStringValue(HKLM, T, "s", "Service Pack 2")
Out "set.string", rc
rc = r.GetStringValue(HKLM, T, "s", v)
Out "get.string", rc & " " & v & " " & VarType(v)
rc = ReadThrough(r, "s", v)
Out "byref.string", rc & " " & v
rc = r.SetStringValue(HKLM, T, "", "default")
rc = r.GetStringValue(HKLM, T, Null, v)
Out "get.default", rc & " " & v
rc = r.SetDWORDValue(HKLM, T, "d", &HFFFFFFFE)
Out "set.dword", rc
rc = r.GetDWORDValue(HKLM, T, "d", v)
Out "get.dword", rc & " " & v & " " & VarType(v)
rc = r.SetBinaryValue(HKLM, T, "b", Array(&HFF, &HD5, &H71, &HD6, &H8B, &H6A, &H8D, &H6F, &HD5, &H33, &H93, &HFD))
Out "set.binary", rc
rc = r.GetBinaryValue(HKLM, T, "b", a)
Out "get.binary", rc & " " & VarType(a) & " " & VarType(a(0)) & " " & UBound(a) & " " & HexOf(a)
rc = r.SetBinaryValue(HKLM, T, "b2", a)
rc = r.GetBinaryValue(HKLM, T, "b2", v)
Out "copy.binary", rc & " " & HexOf(v)
fixed(0) = 0
fixed(1) = 128
fixed(2) = 255
rc = r.SetBinaryValue(HKLM, T, "b2", fixed)
rc = r.GetBinaryValue(HKLM, T, "b2", v)
Out "fixed.binary", rc & " " & HexOf(v)
Dim grown
ReDim grown(1)
grown(0) = 7
grown(1) = "9"
rc = r.SetBinaryValue(HKLM, T, "b2", grown)
rc = r.GetBinaryValue(HKLM, T, "b2", v)
Out "redim.binary", rc & " " & HexOf(v)
rc = r.GetStringValue(HKLM, T, "d", v)
Out "type.string", Hex(rc) & " " & IsNull(v)
rc = r.GetDWORDValue(HKLM, T, "b", v)
Out "type.dword", Hex(rc) & " " & IsNull(v)
rc = r.GetBinaryValue(HKLM, T, "s", v)
Out "type.binary", Hex(rc) & " " & IsNull(v)
r.SetBinaryValue HKLM, T, "b", Array(1, 256)
Out "bad.element", 0
r.SetBinaryValue HKLM, T, "b", "text"
Out "bad.array", 0
rc = r.GetBinaryValue(HKLM, T, "b", a)
Out "unchanged", rc & " " & HexOf(a)
big = 2147483650
rc = r.GetStringValue(big, T, "s", v)
Out "root.double", rc & " " & v
rc = r.GetStringValue(5, T, "s", v)
Out "root.bad", rc & " " & IsNull(v)
rc = r.EnumValues(HKLM, T, names, types)
h = ""
For i = 0 To UBound(names)
  h = h & " " & names(i) & ":" & types(i)
Next
Out "enum", rc & " " & VarType(names) & " " & VarType(types) & h
rc = r.CheckAccess(HKLM, T, 3, v)
Out "access", rc & " " & v & " " & VarType(v)
For Each d In names
  rc = r.DeleteValue(HKLM, T, d)
Next
Out "delete", rc
rc = r.EnumValues(HKLM, T, names, types)
Out "gone", rc & " " & IsNull(names)
rc = r.EnumKey(HKLM, T, names)
Out "nokeys", rc & " " & IsNull(names)
rc = r.EnumKey(HKLM, T & "\missing", names)
Out "nokey.keys", rc & " " & IsNull(names)
rc = r.CreateKey(HKLM, T & "\b\deep")
rc = r.CreateKey(HKLM, T & "\a")
rc = r.EnumKey(HKLM, T, names)
h = ""
For i = 0 To UBound(names)
  h = h & " " & names(i)
Next
Out "keys", rc & " " & VarType(names) & " " & VarType(names(0)) & h
rc = r.SetStringValue(HKLM, T & "\a", "s", "x")
rc = r.DeleteKey(HKLM, T & "\missing")
Out "deletekey.missing", rc
rc = r.DeleteKey(HKLM, T)
Out "deletekey.full", rc
rc = r.DeleteKey(HKLM, "")
Out "deletekey.root", rc
rc = r.DeleteKey(HKLM, T & "\a")
Out "deletekey.values", rc
rc = r.DeleteKey(HKLM, T & "\b\deep")
rc = r.DeleteKey(HKLM, T & "\b")
rc = r.DeleteKey(HKLM, T)
Out "deletekey.all", rc
rc = r.CheckAccess(HKLM, T, 1, v)
Out "deletekey.gone", rc
r.GetStringValue HKLM, T
Out "arguments", 0
r.NoSuchMethod HKLM
Out "member", 0
WScript.Echo "end=ok"
