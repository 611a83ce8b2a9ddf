/* os.c - Win32_OperatingSystem with ProductType taken from the registry.  Wine always
 * answers 1 (workstation), which would make Server 2003 look like Windows XP x64.
 * CSName, SuiteMask and OSLanguage are whatever the control key says, when it says anything.
 * LocalDateTime is played because Wine's lacks the third digit of the offset ("+60").
 * Everything else is Wine's own object.
 */
#include "double.h"
#include <stdlib.h>
#include <wchar.h>

static HRESULT os_ProductType(Call *call)
{
    WCHAR type[16] = L"";
    DWORD size = sizeof type;

    RegGetValueW(HKEY_LOCAL_MACHINE, L"SYSTEM\\CurrentControlSet\\Control\\ProductOptions", L"ProductType",
                 RRF_RT_REG_SZ, NULL, type, &size);
    if (!_wcsicmp(type, L"LanmanNT")) return return_long(call, VER_NT_DOMAIN_CONTROLLER);
    if (!_wcsicmp(type, L"ServerNT")) return return_long(call, VER_NT_SERVER);
    return return_long(call, VER_NT_WORKSTATION);
}

/* A number from the control key, or what Wine says. */
static HRESULT number_or_wine(Call *call, const WCHAR *name)
{
    DWORD value;

    return control_number(name, &value) ? return_long(call, (LONG)value) : call_inner(call, name);
}

static HRESULT os_SuiteMask(Call *call) { return number_or_wine(call, L"SuiteMask"); }
static HRESULT os_OSLanguage(Call *call) { return number_or_wine(call, L"OSLanguage"); }

static HRESULT os_CSName(Call *call)
{
    WCHAR name[MAX_COMPUTERNAME_LENGTH + 1];

    return control_text(L"ComputerName", name, sizeof name) ? return_string(call, name) : call_inner(call, L"CSName");
}

/* yyyymmddHHMMSS.ffffff+UUU, where UUU is minutes from UTC, daylight saving included. */
static HRESULT os_LocalDateTime(Call *call)
{
    TIME_ZONE_INFORMATION zone;
    DWORD season = GetTimeZoneInformation(&zone);
    LONG offset = -zone.Bias;
    SYSTEMTIME now;
    WCHAR text[32];

    if (season == TIME_ZONE_ID_DAYLIGHT) offset -= zone.DaylightBias;
    else if (season == TIME_ZONE_ID_STANDARD) offset -= zone.StandardBias;
    GetLocalTime(&now);
    wsprintfW(text, L"%04u%02u%02u%02u%02u%02u.%03u000%s%03u", now.wYear, now.wMonth, now.wDay, now.wHour,
              now.wMinute, now.wSecond, now.wMilliseconds, offset < 0 ? L"-" : L"+", abs(offset));
    return return_string(call, text);
}

static const Member os_members[] = {
    { L"ProductType",   0, 0, os_ProductType },
    { L"SuiteMask",     0, 0, os_SuiteMask },
    { L"OSLanguage",    0, 0, os_OSLanguage },
    { L"CSName",        0, 0, os_CSName },
    { L"LocalDateTime", 0, 0, os_LocalDateTime },
};
static const Class os_class = { L"SWbemObjectEx", os_members, ARRAYSIZE(os_members) };

static HRESULT set_NewEnum(Call *call)
{
    DISPPARAMS none = { NULL, NULL, 0, 0 };
    IEnumVARIANT *inner;
    VARIANT result;
    HRESULT hr;

    VariantInit(&result);
    hr = IDispatch_Invoke(call->self->inner, DISPID_NEWENUM, &IID_NULL, LOCALE_USER_DEFAULT, call->flags, &none,
                          &result, call->exception, NULL);
    if (FAILED(hr)) return hr;
    hr = V_VT(&result) == VT_UNKNOWN ? IUnknown_QueryInterface(V_UNKNOWN(&result), &IID_IEnumVARIANT, (void **)&inner)
                                     : E_NOINTERFACE;
    VariantClear(&result);
    return FAILED(hr) ? hr : return_enumerator(call, &os_class, inner, 0);
}

static HRESULT wrap_result(Call *call, const WCHAR *member, const Class *class)
{
    HRESULT hr = call_inner(call, member);

    if (FAILED(hr) || !call->result || V_VT(call->result) != VT_DISPATCH) return hr;
    return return_object(call, object_new(class, V_DISPATCH(call->result)));
}

static HRESULT set_ItemIndex(Call *call)
{
    return wrap_result(call, L"ItemIndex", &os_class);
}

static const Member set_members[] = {
    { L"_NewEnum",  0, 0, set_NewEnum },
    { L"ItemIndex", 1, 1, set_ItemIndex },
};
static const Class set_class = { L"SWbemObjectSet", set_members, ARRAYSIZE(set_members) };

/* member: the member of the services object that was asked for the set. */
HRESULT os_instances(Call *call, const WCHAR *member)
{
    return wrap_result(call, member, &set_class);
}
