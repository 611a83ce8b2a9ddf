/* stdregprov.c - the class StdRegProv over the registry of the Wine prefix.
 *
 * Every method takes hDefKey and sSubKeyName first, most take sValueName next, and
 * returns a WinError code.  A registry failure is never raised in the script; only an
 * argument of an impossible type is.  A failed read leaves Null in the out parameter.
 * RegDenyKey in the control key makes calls return 5 (access denied).
 */
#include "double.h"

enum { ARG_ROOT, ARG_PATH, ARG_NAME, ARG_VALUE };

/* ---- what a call is aimed at ------------------------------------------------ */

typedef struct { HKEY root; BSTR path; } Target;

static HRESULT get_target(Call *call, Target *target)
{
    DWORD root;

    if (FAILED(call_dword(call, ARG_ROOT, &root)) || FAILED(call_string(call, ARG_PATH, &target->path)))
        return raise_error(call, WMI_TYPE_MISMATCH);
    target->root = (HKEY)(LONG_PTR)(LONG)root;      /* predefined handles are sign extended */
    return S_OK;
}

static LONG open_target(const Target *target, REGSAM access, HKEY *key)
{
    if (control_denies(target->root, target->path, access)) return ERROR_ACCESS_DENIED;
    return RegOpenKeyExW(target->root, target->path, 0, access, key);
}

/* Opens the key of a call that also names a value.  On S_OK *rc tells whether *key is
 * open, and *name is the caller's to free. */
static HRESULT open_value(Call *call, REGSAM access, HKEY *key, BSTR *name, LONG *rc)
{
    Target target;
    HRESULT hr;

    *key = NULL;
    if (FAILED(call_string(call, ARG_NAME, name))) return raise_error(call, WMI_TYPE_MISMATCH);
    hr = get_target(call, &target);
    if (FAILED(hr)) {
        SysFreeString(*name);
        return hr;
    }
    *rc = open_target(&target, access, key);
    SysFreeString(target.path);
    return S_OK;
}

static HRESULT close_value(Call *call, HKEY key, BSTR name, LONG rc)
{
    if (key) RegCloseKey(key);
    SysFreeString(name);
    return return_long(call, rc);
}

/* ---- arrays: WMI gives scripts a Variant() whatever the elements are --------- */

static BOOL make_byte_array(const BYTE *data, ULONG count, VARIANT *out)
{
    SAFEARRAY *array = SafeArrayCreateVector(VT_VARIANT, 0, count);
    VARIANT *elements;

    if (!array) return FALSE;
    if (FAILED(SafeArrayAccessData(array, (void **)&elements))) {
        SafeArrayDestroy(array);
        return FALSE;
    }
    for (ULONG i = 0; i < count; i++) {
        V_VT(&elements[i]) = VT_UI1;
        V_UI1(&elements[i]) = data[i];
    }
    SafeArrayUnaccessData(array);
    V_VT(out) = VT_ARRAY | VT_VARIANT;
    V_ARRAY(out) = array;
    return TRUE;
}

/* The one-dimensional array in an argument, or NULL.  A fixed VBScript array comes by reference. */
static SAFEARRAY *array_of(VARIANT *arg)
{
    SAFEARRAY *array;

    if (!(V_VT(arg) & VT_ARRAY)) return NULL;
    array = V_VT(arg) & VT_BYREF ? *V_ARRAYREF(arg) : V_ARRAY(arg);
    return array && SafeArrayGetDim(array) == 1 ? array : NULL;
}

/* Copies a Variant() of numbers 0..255 to new memory; what else there is, is a type mismatch. */
static HRESULT get_bytes(VARIANT *arg, BYTE **bytes, ULONG *count)
{
    SAFEARRAY *array = array_of(arg);
    VARIANT *elements, number;
    VARTYPE type;
    HRESULT hr;

    *bytes = NULL;
    if (!array || FAILED(SafeArrayGetVartype(array, &type)) || type != VT_VARIANT) return WMI_TYPE_MISMATCH;
    *count = array->rgsabound[0].cElements;
    hr = SafeArrayAccessData(array, (void **)&elements);
    if (FAILED(hr)) return hr;
    *bytes = CoTaskMemAlloc(*count + 1);
    hr = *bytes ? S_OK : E_OUTOFMEMORY;
    for (ULONG i = 0; SUCCEEDED(hr) && i < *count; i++) {
        VariantInit(&number);
        if (FAILED(VariantChangeType(&number, &elements[i], 0, VT_UI1))) hr = WMI_TYPE_MISMATCH;
        else (*bytes)[i] = V_UI1(&number);
    }
    SafeArrayUnaccessData(array);
    if (FAILED(hr)) {
        CoTaskMemFree(*bytes);
        *bytes = NULL;
    }
    return hr;
}

/* ---- reading --------------------------------------------------------------- */

/* Reads the data of a value of the wanted type; *out stays as it is on failure. */
static LONG read_value(HKEY key, const WCHAR *name, DWORD wanted, VARIANT *out)
{
    DWORD type, size = 0;
    BYTE *data;
    LONG rc = RegQueryValueExW(key, name, NULL, &type, NULL, &size);

    if (rc == ERROR_FILE_NOT_FOUND) return (LONG)control_dword(L"MissingValueCode", ERROR_FILE_NOT_FOUND);
    if (rc) return rc;
    if (type != wanted) return WMI_TYPE_MISMATCH;
    data = CoTaskMemAlloc(size + sizeof(WCHAR));
    if (!data) return ERROR_OUTOFMEMORY;
    rc = RegQueryValueExW(key, name, NULL, NULL, data, &size);
    if (!rc && type == REG_DWORD) {
        V_VT(out) = VT_I4;                          /* automation has no unsigned Long */
        V_I4(out) = *(LONG *)data;
    } else if (!rc && type == REG_SZ) {
        *(WCHAR *)(data + (size & ~1u)) = 0;        /* the terminator need not be stored */
        V_VT(out) = VT_BSTR;
        V_BSTR(out) = SysAllocString((WCHAR *)data);
    } else if (!rc && !make_byte_array(data, size, out)) rc = ERROR_OUTOFMEMORY;
    CoTaskMemFree(data);
    return rc;
}

static HRESULT get_value(Call *call, DWORD type)
{
    VARIANT out;
    HKEY key;
    BSTR name;
    LONG rc;
    HRESULT hr = open_value(call, KEY_QUERY_VALUE, &key, &name, &rc);

    if (FAILED(hr)) return hr;
    V_VT(&out) = VT_NULL;
    if (!rc) rc = read_value(key, name, type, &out);
    call_out(call, ARG_VALUE, &out);
    return close_value(call, key, name, rc);
}

static HRESULT reg_GetStringValue(Call *call) { return get_value(call, REG_SZ); }
static HRESULT reg_GetDWORDValue(Call *call) { return get_value(call, REG_DWORD); }
static HRESULT reg_GetBinaryValue(Call *call) { return get_value(call, REG_BINARY); }

/* Fills two open arrays with the names and types of a key's values. */
static LONG fill_values(HKEY key, DWORD count, VARIANT *names, VARIANT *types)
{
    WCHAR name[16384];                              /* one more than the longest there can be */

    for (DWORD i = 0; i < count; i++) {
        DWORD length = ARRAYSIZE(name), type;
        LONG rc = RegEnumValueW(key, i, name, &length, NULL, &type, NULL, NULL);

        if (rc) return rc;
        V_VT(&names[i]) = VT_BSTR;
        V_BSTR(&names[i]) = SysAllocString(name);
        V_VT(&types[i]) = VT_I4;
        V_I4(&types[i]) = (LONG)type;
    }
    return ERROR_SUCCESS;
}

/* A Variant() of the names of a key's subkeys, or Null when there is none. */
static LONG enum_keys(HKEY key, VARIANT *names)
{
    WCHAR name[256];                                /* one more than the longest there can be */
    SAFEARRAY *array;
    VARIANT *items;
    DWORD count;
    LONG rc = RegQueryInfoKeyW(key, NULL, NULL, NULL, &count, NULL, NULL, NULL, NULL, NULL, NULL, NULL);

    if (rc || !count) return rc;
    array = SafeArrayCreateVector(VT_VARIANT, 0, count);
    if (!array) return ERROR_OUTOFMEMORY;
    SafeArrayAccessData(array, (void **)&items);
    for (DWORD i = 0; !rc && i < count; i++) {
        DWORD length = ARRAYSIZE(name);

        rc = RegEnumKeyExW(key, i, name, &length, NULL, NULL, NULL, NULL);
        if (rc) break;
        V_VT(&items[i]) = VT_BSTR;
        V_BSTR(&items[i]) = SysAllocString(name);
    }
    SafeArrayUnaccessData(array);
    if (rc) {
        SafeArrayDestroy(array);
        return rc;
    }
    V_VT(names) = VT_ARRAY | VT_VARIANT;
    V_ARRAY(names) = array;
    return ERROR_SUCCESS;
}

/* EnumKey(hDefKey, sSubKeyName, sNames) */
static HRESULT reg_EnumKey(Call *call)
{
    VARIANT names;
    Target target;
    HKEY key;
    LONG rc;
    HRESULT hr = get_target(call, &target);

    if (FAILED(hr)) return hr;
    V_VT(&names) = VT_NULL;
    rc = open_target(&target, KEY_QUERY_VALUE | KEY_ENUMERATE_SUB_KEYS, &key);
    SysFreeString(target.path);
    if (!rc) {
        rc = enum_keys(key, &names);
        RegCloseKey(key);
    }
    call_out(call, 2, &names);
    return return_long(call, rc);
}

/* Two arrays, or Null for both when there is no value. */
static LONG enum_values(HKEY key, VARIANT *names, VARIANT *types)
{
    VARIANT *name_items, *type_items;
    SAFEARRAY *name_array, *type_array;
    DWORD count;
    LONG rc = RegQueryInfoKeyW(key, NULL, NULL, NULL, NULL, NULL, NULL, &count, NULL, NULL, NULL, NULL);

    if (rc || !count) return rc;
    name_array = SafeArrayCreateVector(VT_VARIANT, 0, count);
    type_array = SafeArrayCreateVector(VT_VARIANT, 0, count);
    if (!name_array || !type_array) rc = ERROR_OUTOFMEMORY;
    else {
        SafeArrayAccessData(name_array, (void **)&name_items);
        SafeArrayAccessData(type_array, (void **)&type_items);
        rc = fill_values(key, count, name_items, type_items);
        SafeArrayUnaccessData(name_array);
        SafeArrayUnaccessData(type_array);
    }
    if (rc) {
        SafeArrayDestroy(name_array);
        SafeArrayDestroy(type_array);
        return rc;
    }
    V_VT(names) = V_VT(types) = VT_ARRAY | VT_VARIANT;
    V_ARRAY(names) = name_array;
    V_ARRAY(types) = type_array;
    return ERROR_SUCCESS;
}

/* EnumValues(hDefKey, sSubKeyName, sNames, iTypes) */
static HRESULT reg_EnumValues(Call *call)
{
    VARIANT names, types;
    Target target;
    HKEY key;
    LONG rc;
    HRESULT hr = get_target(call, &target);

    if (FAILED(hr)) return hr;
    V_VT(&names) = V_VT(&types) = VT_NULL;
    rc = open_target(&target, KEY_QUERY_VALUE, &key);
    SysFreeString(target.path);
    if (!rc) {
        rc = enum_values(key, &names, &types);
        RegCloseKey(key);
    }
    call_out(call, 2, &names);
    call_out(call, 3, &types);
    return return_long(call, rc);
}

/* CheckAccess(hDefKey, sSubKeyName, uRequired, bGranted) */
static HRESULT reg_CheckAccess(Call *call)
{
    VARIANT granted;
    Target target;
    DWORD access;
    HKEY key;
    LONG rc;
    HRESULT hr;

    if (FAILED(call_dword(call, 2, &access))) return raise_error(call, WMI_TYPE_MISMATCH);
    hr = get_target(call, &target);
    if (FAILED(hr)) return hr;
    rc = open_target(&target, access, &key);
    SysFreeString(target.path);
    if (!rc) RegCloseKey(key);
    V_VT(&granted) = VT_BOOL;
    V_BOOL(&granted) = rc ? VARIANT_FALSE : VARIANT_TRUE;
    call_out(call, 3, &granted);
    return return_long(call, rc);
}

/* ---- writing: the key must exist -------------------------------------------- */

static HRESULT set_value(Call *call, DWORD type, const void *data, DWORD size)
{
    HKEY key;
    BSTR name;
    LONG rc;
    HRESULT hr = open_value(call, KEY_SET_VALUE, &key, &name, &rc);

    if (FAILED(hr)) return hr;
    if (!rc) rc = RegSetValueExW(key, name, 0, type, data, size);
    return close_value(call, key, name, rc);
}

static HRESULT reg_SetStringValue(Call *call)
{
    BSTR text;
    HRESULT hr;

    if (FAILED(call_string(call, ARG_VALUE, &text))) return raise_error(call, WMI_TYPE_MISMATCH);
    hr = set_value(call, REG_SZ, text, SysStringByteLen(text) + sizeof(WCHAR));
    SysFreeString(text);
    return hr;
}

static HRESULT reg_SetDWORDValue(Call *call)
{
    DWORD number;

    if (FAILED(call_dword(call, ARG_VALUE, &number))) return raise_error(call, WMI_TYPE_MISMATCH);
    return set_value(call, REG_DWORD, &number, sizeof number);
}

static HRESULT reg_SetBinaryValue(Call *call)
{
    BYTE *bytes;
    ULONG count;
    HRESULT hr = get_bytes(call_arg(call, ARG_VALUE), &bytes, &count);

    if (FAILED(hr)) return raise_error(call, hr);
    hr = set_value(call, REG_BINARY, bytes, count);
    CoTaskMemFree(bytes);
    return hr;
}

static HRESULT reg_DeleteValue(Call *call)
{
    Target target;
    BSTR name;
    LONG rc;
    HRESULT hr;

    if (FAILED(call_string(call, ARG_NAME, &name))) return raise_error(call, WMI_TYPE_MISMATCH);
    hr = get_target(call, &target);
    if (SUCCEEDED(hr)) {
        rc = delete_counted(target.root, target.path, name ? name : L"");
        SysFreeString(target.path);
        hr = return_long(call, rc);
    }
    SysFreeString(name);
    return hr;
}

/* DeleteKey(hDefKey, sSubKeyName): a key with subkeys is not deleted. */
static HRESULT reg_DeleteKey(Call *call)
{
    Target target;
    LONG rc;
    HRESULT hr = get_target(call, &target);

    if (FAILED(hr)) return hr;
    rc = delete_counted(target.root, target.path, NULL);
    SysFreeString(target.path);
    return return_long(call, rc);
}

static HRESULT reg_CreateKey(Call *call)
{
    Target target;
    HKEY key;
    LONG rc;
    HRESULT hr = get_target(call, &target);

    if (FAILED(hr)) return hr;
    if (control_denies(target.root, target.path, KEY_CREATE_SUB_KEY)) rc = ERROR_ACCESS_DENIED;
    else rc = RegCreateKeyExW(target.root, target.path, 0, NULL, 0, KEY_QUERY_VALUE, NULL, &key, NULL);
    if (!rc) RegCloseKey(key);
    SysFreeString(target.path);
    return return_long(call, rc);
}

static const Member members[] = {
    { L"GetStringValue", 4, 4, reg_GetStringValue },
    { L"GetDWORDValue",  4, 4, reg_GetDWORDValue },
    { L"GetBinaryValue", 4, 4, reg_GetBinaryValue },
    { L"SetStringValue", 4, 4, reg_SetStringValue },
    { L"SetDWORDValue",  4, 4, reg_SetDWORDValue },
    { L"SetBinaryValue", 4, 4, reg_SetBinaryValue },
    { L"DeleteValue",    3, 3, reg_DeleteValue },
    { L"CreateKey",      2, 2, reg_CreateKey },
    { L"DeleteKey",      2, 2, reg_DeleteKey },
    { L"EnumKey",        3, 3, reg_EnumKey },
    { L"EnumValues",     4, 4, reg_EnumValues },
    { L"CheckAccess",    4, 4, reg_CheckAccess },
};
static const Class stdregprov_class = { L"SWbemObjectEx", members, ARRAYSIZE(members) };

/* inner: Wine's own object of the class, which answers what is not listed above; may be NULL. */
IDispatch *stdregprov_new(IDispatch *inner)
{
    return object_new(&stdregprov_class, inner);
}
