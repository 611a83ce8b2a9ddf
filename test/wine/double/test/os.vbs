' What Win32_OperatingSystem tells of the host, by class, by query and by index.
Option Explicit
Dim svc, found, o
Set svc = GetObject("winmgmts:{impersonationLevel=impersonate}!\\.\root\cimv2")
For Each o In svc.InstancesOf("Win32_OperatingSystem")
  WScript.Echo o.Version & " " & o.ServicePackMajorVersion & " " & o.ProductType
Next
For Each o In svc.ExecQuery("SELECT * FROM Win32_OperatingSystem")
  WScript.Echo "query " & o.ProductType & " " & o.SerialNumber
Next
Set found = svc.InstancesOf("Win32_OperatingSystem")
Set o = found.ItemIndex(0)
WScript.Echo "index " & found.Count & " " & o.ProductType
WScript.Echo "suite " & o.SuiteMask & " language " & o.OSLanguage
WScript.Echo "name " & o.CSName
WScript.Echo "now " & o.LocalDateTime
