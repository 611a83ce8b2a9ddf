/* control.c - the control key, by which a test steers the double, and registry helpers.
 *
 * README.md lists the values.  They are read at each call, so a test may change
 * them between two calls of one script.
 */
#include "double.h"
#include <wchar.h>

#define CONTROL_KEY L"SOFTWARE\\WineLab"

/* Is the number there?  *value stays as it is when it is not. */
BOOL control_number(const WCHAR *name, DWORD *value)
{
    DWORD size = sizeof *value;

    return !RegGetValueW(HKEY_LOCAL_MACHINE, CONTROL_KEY, name, RRF_RT_REG_DWORD, NULL, value, &size);
}

DWORD control_dword(const WCHAR *name, DWORD otherwise)
{
    control_number(name, &otherwise);
    return otherwise;
}

/* Is the text there, and short enough for the buffer? */
BOOL control_text(const WCHAR *name, WCHAR *text, DWORD bytes)
{
    return !RegGetValueW(HKEY_LOCAL_MACHINE, CONTROL_KEY, name, RRF_RT_REG_SZ, NULL, text, &bytes);
}

void control_set(const WCHAR *name, DWORD value)
{
    write_value(CONTROL_KEY, name, REG_DWORD, &value, sizeof value);
}

/* Adds one to a counter. */
void control_count(const WCHAR *name)
{
    control_set(name, control_dword(name, 0) + 1);
}

/* Is this access to root\path to fail with "access denied"?  RegDenyKey covers its subkeys too. */
BOOL control_denies(HKEY root, const WCHAR *path, REGSAM access)
{
    WCHAR denied[256];
    size_t length;

    if (root != HKEY_LOCAL_MACHINE) return FALSE;
    if (!control_text(L"RegDenyKey", denied, sizeof denied)) return FALSE;
    length = wcslen(denied);
    if (_wcsnicmp(path, denied, length) || (path[length] && path[length] != '\\')) return FALSE;
    return (access & control_dword(L"RegDenyAccess", ~0u)) != 0;
}

BOOL oobe_timer_present(void)
{
    return !RegGetValueW(HKEY_LOCAL_MACHINE, WPA_EVENTS, OOBE_TIMER, RRF_RT_ANY, NULL, NULL, NULL);
}

static LONG delete_open(HKEY root, const WCHAR *path, const WCHAR *name)
{
    HKEY key;
    LONG rc = RegOpenKeyExW(root, path, 0, KEY_SET_VALUE, &key);

    if (rc) return rc;
    rc = RegDeleteValueW(key, name);
    RegCloseKey(key);
    return rc;
}

/* Deletes a value, or the key itself when name is NULL.  Every deletion a script can ask for
 * comes here, so that the one of OOBETimer is counted however it is done. */
LONG delete_counted(HKEY root, const WCHAR *path, const WCHAR *name)
{
    const BOOL had_timer = oobe_timer_present();
    LONG rc;

    if (control_denies(root, path, name ? KEY_SET_VALUE : DELETE)) return ERROR_ACCESS_DENIED;
    if (name) rc = delete_open(root, path, name);
    else rc = *path ? RegDeleteKeyW(root, path) : ERROR_INVALID_PARAMETER;     /* never the whole root */
    if (had_timer && !oobe_timer_present()) control_count(L"OobeTimerDeletes");
    return rc;
}

LONG write_value(const WCHAR *path, const WCHAR *name, DWORD type, const void *data, DWORD size)
{
    HKEY key;
    LONG rc = RegCreateKeyExW(HKEY_LOCAL_MACHINE, path, 0, NULL, 0, KEY_SET_VALUE, NULL, &key, NULL);

    if (rc) return rc;
    rc = RegSetValueExW(key, name, 0, type, data, size);
    RegCloseKey(key);
    return rc;
}

LONG write_string(const WCHAR *path, const WCHAR *name, const WCHAR *value)
{
    return write_value(path, name, REG_SZ, value, (DWORD)((wcslen(value) + 1) * sizeof *value));
}
