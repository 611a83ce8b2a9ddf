/* save.c - writes all of HKLM\SOFTWARE to a file in one go, for tests that compare it:
 * rundll32 wlwpa.dll,SaveSoftware FILE.  The same by regedit takes Wine some seconds.
 */
#include "double.h"

static void enable_privilege(const WCHAR *name)
{
    TOKEN_PRIVILEGES wanted = { .PrivilegeCount = 1, .Privileges[0].Attributes = SE_PRIVILEGE_ENABLED };
    HANDLE token;

    if (!OpenProcessToken(GetCurrentProcess(), TOKEN_ADJUST_PRIVILEGES, &token)) return;
    if (LookupPrivilegeValueW(NULL, name, &wanted.Privileges[0].Luid))
        AdjustTokenPrivileges(token, FALSE, &wanted, 0, NULL, NULL);
    CloseHandle(token);
}

/* What rundll32 calls; whether it worked shows in the file. */
void CALLBACK SaveSoftwareW(HWND window, HINSTANCE instance, WCHAR *file, int show)
{
    HKEY key;

    (void)window; (void)instance; (void)show;
    enable_privilege(L"SeBackupPrivilege");
    if (RegOpenKeyExW(HKEY_LOCAL_MACHINE, L"SOFTWARE", 0, KEY_READ, &key)) return;
    RegSaveKeyW(key, file, NULL);
    RegCloseKey(key);
}
