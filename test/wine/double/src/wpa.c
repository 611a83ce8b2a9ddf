/* wpa.c - the class Win32_WindowsProductActivation, as far as changing a volume
 * licence key needs it: its properties and SetProductKey.
 *
 * The state is what Windows keeps too: ProductId and DigitalProductId.  The key is
 * stored nowhere else.  No key is judged beyond its form: no signature, channel or
 * block list is known here.
 */
#include "double.h"
#include <stddef.h>
#include <wchar.h>

enum { KEY_LENGTH = 25, KEY_BYTES = 15 };
enum licence { LICENCE_OEM = 2, LICENCE_VOLUME = 3 };
enum withhold { WITHHOLD_KEY = 1, WITHHOLD_ALL = 2 };
enum exit_moment { EXIT_BEFORE_STORE = 1, EXIT_AFTER_STORE = 2 };

/* DigitalProductId as Windows XP and Server 2003 write it (version 3).  What has no
 * name here stays zero: nothing that changes a key reads it. */
#pragma pack(push, 1)
typedef struct {
    DWORD size;
    WORD major, minor;
    char product_id[24];
    BYTE unused1[20];
    BYTE key[KEY_BYTES];        /* base 24 number, little endian */
    BYTE unused2[13];
    DWORD licence_type;
    BYTE unused3[80];
} DigitalProductId;
#pragma pack(pop)
_Static_assert(sizeof(DigitalProductId) == 164, "DigitalProductId is 164 bytes");
_Static_assert(offsetof(DigitalProductId, key) == 52, "the key is at 52");
_Static_assert(offsetof(DigitalProductId, licence_type) == 80, "the licence type is at 80");

/* ---- the product key ------------------------------------------------------- */

/* 25 base 24 digits, most significant first, without hyphens, to a little endian number. */
static BOOL encode_key(const WCHAR *key, BYTE bytes[KEY_BYTES])
{
    static const WCHAR alphabet[] = L"BCDFGHJKMPQRTVWXY2346789";

    ZeroMemory(bytes, KEY_BYTES);
    if (wcslen(key) != KEY_LENGTH) return FALSE;
    for (; *key; key++) {
        const WCHAR *digit = wcschr(alphabet, *key);
        unsigned carry;

        if (!digit) return FALSE;
        carry = (unsigned)(digit - alphabet);
        for (int i = 0; i < KEY_BYTES; i++) {
            carry += bytes[i] * 24u;
            bytes[i] = (BYTE)carry;
            carry >>= 8;
        }
    }
    return TRUE;
}

/* The product id Windows XP derives from a key: MMMMM-CCC-NNNNNNN-DDRRR.
 * MMMMM belongs to the media and stays as it was, CCC and N come from the low 31 bits
 * of the key, the last N makes the digit sum divisible by 7, and RRR differs each time
 * (on Windows it is random). */
static void make_product_id(const BYTE key[KEY_BYTES], DWORD licence, WCHAR id[24])
{
    DWORD raw = (key[0] | key[1] << 8 | key[2] << 16 | (DWORD)key[3] << 24) >> 1;
    DWORD number = raw % 1000000, sum = 0, size;
    WCHAR old[64] = L"", channel[8] = L"OEM";

    size = sizeof old;
    if (RegGetValueW(HKEY_LOCAL_MACHINE, CURRENT_VERSION, L"ProductId", RRF_RT_REG_SZ, NULL, old, &size) ||
        wcscspn(old, L"-") != 5)
        wcscpy(old, L"55274");
    old[5] = 0;
    for (DWORD rest = number; rest; rest /= 10) sum += rest % 10;
    if (licence != LICENCE_OEM) wsprintfW(channel, L"%03u", raw / 1000000 % 1000);
    wsprintfW(id, L"%s-%s-%06u%u-23%03u", old, channel, number, (7 - sum % 7) % 7,
              control_dword(L"Calls", 0) * 271 % 1000);
}

/* Stores the key the way the control key wants it stored. */
static LONG store_key(const BYTE key[KEY_BYTES])
{
    DWORD withhold = control_dword(L"WithholdKey", 0);
    DigitalProductId digital = { .size = sizeof digital, .major = 3 };
    WCHAR id[24];
    LONG rc;

    digital.licence_type = control_dword(L"LicenceType", LICENCE_VOLUME);
    make_product_id(key, digital.licence_type, id);
    for (int i = 0; id[i]; i++) digital.product_id[i] = (char)id[i];
    if (withhold != WITHHOLD_KEY) CopyMemory(digital.key, key, KEY_BYTES);
    if (withhold == WITHHOLD_ALL) ZeroMemory(&digital, sizeof digital);
    rc = write_value(CURRENT_VERSION, L"DigitalProductId", REG_BINARY, &digital, sizeof digital);
    return rc ? rc : write_string(CURRENT_VERSION, L"ProductId", id);
}

/* The whole script ends here and now, as in a crash: no handler of it runs. */
static void exit_if(enum exit_moment moment)
{
    if (control_dword(L"ExitInSetKey", 0) == moment) TerminateProcess(GetCurrentProcess(), 9);
}

/* The write itself, and what a test wants to follow from it. */
static LONG store_and_follow(const BYTE key[KEY_BYTES])
{
    DWORD activation;
    LONG rc;

    exit_if(EXIT_BEFORE_STORE);
    rc = store_key(key);
    if (rc) return rc;
    if (control_number(L"ActivationAfterSet", &activation)) control_set(L"ActivationRequired", activation);
    exit_if(EXIT_AFTER_STORE);
    return ERROR_SUCCESS;
}

/* SetProductKey(key): every way it can go wrong is asked for in the control key. */
static HRESULT set_product_key(const WCHAR *key, LONG *return_value)
{
    BYTE bytes[KEY_BYTES];
    DWORD error;

    control_count(L"Calls");
    Sleep(control_dword(L"DelayMs", 0));
    *return_value = (LONG)control_dword(L"SetKeyReturn", 0);
    if ((error = control_dword(L"SetKeyError", 0))) return (HRESULT)error;
    if ((error = control_dword(L"OobeTimerError", 0)) && oobe_timer_present()) return (HRESULT)error;
    if (!encode_key(key, bytes)) return (HRESULT)control_dword(L"InvalidKeyError", (DWORD)E_INVALIDARG);
    if (!*return_value && !control_dword(L"SkipWrite", 0)) *return_value = store_and_follow(bytes);
    SecureZeroMemory(bytes, sizeof bytes);
    return (HRESULT)control_dword(L"SetKeyErrorAfterWrite", 0);
}

/* ---- the instance ---------------------------------------------------------- */

static HRESULT instance_SetProductKey(Call *call)
{
    LONG return_value;
    BSTR key;
    HRESULT hr;

    if (FAILED(call_string(call, 0, &key))) return raise_error(call, WMI_TYPE_MISMATCH);
    hr = set_product_key(key, &return_value);
    SysFreeString(key);
    return hr ? raise_error(call, hr) : return_long(call, return_value);
}

static HRESULT instance_ActivationRequired(Call *call)
{
    return return_long(call, (LONG)control_dword(L"ActivationRequired", 0));
}

/* Days; when nothing is pending Windows answers the largest signed value. */
static HRESULT instance_RemainingGracePeriod(Call *call)
{
    if (!control_dword(L"ActivationRequired", 0)) return return_long(call, MAXLONG);
    return return_long(call, (LONG)control_dword(L"RemainingGracePeriod", 30));
}

static HRESULT instance_RemainingEvaluationPeriod(Call *call)
{
    return return_long(call, MAXLONG);
}

static HRESULT instance_IsNotificationOn(Call *call)
{
    return return_long(call, 1);
}

static HRESULT instance_ProductID(Call *call)
{
    WCHAR id[64];
    DWORD size = sizeof id;

    if (RegGetValueW(HKEY_LOCAL_MACHINE, CURRENT_VERSION, L"ProductId", RRF_RT_REG_SZ, NULL, id, &size)) id[0] = 0;
    return return_string(call, id);
}

static HRESULT instance_ServerName(Call *call)
{
    WCHAR name[MAX_COMPUTERNAME_LENGTH + 1];
    DWORD size = ARRAYSIZE(name);

    if (control_text(L"ComputerName", name, sizeof name)) return return_string(call, name);
    if (!GetComputerNameW(name, &size)) name[0] = 0;
    return return_string(call, name);
}

static const Member instance_members[] = {
    { L"SetProductKey",             1, 1, instance_SetProductKey },
    { L"ActivationRequired",        0, 0, instance_ActivationRequired },
    { L"RemainingGracePeriod",      0, 0, instance_RemainingGracePeriod },
    { L"RemainingEvaluationPeriod", 0, 0, instance_RemainingEvaluationPeriod },
    { L"IsNotificationOn",          0, 0, instance_IsNotificationOn },
    { L"ProductID",                 0, 0, instance_ProductID },
    { L"ServerName",                0, 0, instance_ServerName },
};
static const Class instance_class = { L"SWbemObjectEx", instance_members, ARRAYSIZE(instance_members) };

/* ---- the set of instances -------------------------------------------------- */

static DWORD instance_count(void)
{
    return control_dword(L"Instances", 1);
}

/* A missing class shows when the set is first looked into, as WMI answers queries late. */
static HRESULT set_NewEnum(Call *call)
{
    HRESULT missing = (HRESULT)control_dword(L"ClassError", 0);

    if (missing) return raise_error(call, missing);
    return return_enumerator(call, &instance_class, NULL, instance_count());
}

static HRESULT set_Count(Call *call)
{
    HRESULT missing = (HRESULT)control_dword(L"ClassError", 0);

    return missing ? raise_error(call, missing) : return_long(call, (LONG)instance_count());
}

static const Member set_members[] = {
    { L"_NewEnum", 0, 0, set_NewEnum },
    { L"Count",    0, 0, set_Count },
};
static const Class set_class = { L"SWbemObjectSet", set_members, ARRAYSIZE(set_members) };

/* What Get() gives: the class, not an instance, so no property or method works on it. */
static const Class definition_class = { L"SWbemObjectEx", NULL, 0 };

HRESULT wpa_instances(Call *call)
{
    return return_object(call, object_new(&set_class, NULL));
}

HRESULT wpa_definition(Call *call)
{
    HRESULT missing = (HRESULT)control_dword(L"ClassError", 0);

    return missing ? raise_error(call, missing) : return_object(call, object_new(&definition_class, NULL));
}
