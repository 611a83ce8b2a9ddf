/* shell.c - WScript.Shell with RegDelete, which Wine 8 and 10 do not implement.
 * Everything else is Wine's own object.
 */
#include "double.h"
#include <wchar.h>

static const CLSID CLSID_WineShell =
    { 0x72c24dd5, 0xd70a, 0x438b, { 0x8a, 0x42, 0x98, 0x42, 0x4b, 0x88, 0xaf, 0xb8 } };

static const struct { const WCHAR *name; HKEY root; } roots[] = {
    { L"HKLM",               HKEY_LOCAL_MACHINE },
    { L"HKEY_LOCAL_MACHINE", HKEY_LOCAL_MACHINE },
    { L"HKCU",               HKEY_CURRENT_USER },
    { L"HKEY_CURRENT_USER",  HKEY_CURRENT_USER },
};

/* "ROOT\key\value" names a value, "ROOT\key\" a key. */
static LONG reg_delete(WCHAR *path)
{
    WCHAR *subkey = wcschr(path, '\\'), *name;
    HKEY root = NULL;

    if (!subkey) return ERROR_PATH_NOT_FOUND;
    *subkey++ = 0;
    for (UINT i = 0; i < ARRAYSIZE(roots); i++)
        if (!_wcsicmp(path, roots[i].name)) root = roots[i].root;
    name = wcsrchr(subkey, '\\');
    if (!root || !name) return ERROR_PATH_NOT_FOUND;
    *name++ = 0;
    return delete_counted(root, subkey, *name ? name : NULL);
}

static HRESULT shell_RegDelete(Call *call)
{
    BSTR path;
    LONG rc;
    HRESULT hr = call_string(call, 0, &path);

    if (FAILED(hr)) return hr;
    rc = reg_delete(path);
    SysFreeString(path);
    return rc ? raise_error(call, HRESULT_FROM_WIN32(rc)) : S_OK;
}

static const Member members[] = { { L"RegDelete", 1, 1, shell_RegDelete } };
static const Class shell_class = { L"WshShell.RegDelete", members, ARRAYSIZE(members) };

HRESULT shell_new(IDispatch **out)
{
    IDispatch *inner;
    HRESULT hr = CoCreateInstance(&CLSID_WineShell, NULL, CLSCTX_INPROC_SERVER, &IID_IDispatch, (void **)&inner);

    *out = NULL;
    if (FAILED(hr)) return hr;
    *out = object_new(&shell_class, inner);
    return *out ? S_OK : E_OUTOFMEMORY;
}
