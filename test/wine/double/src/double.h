/* double.h - what the parts of the WMI double share.  README.md says what it is. */
#ifndef DOUBLE_H
#define DOUBLE_H

#define COBJMACROS
#include <windows.h>
#include <oleauto.h>

#define CURRENT_VERSION  L"SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion"
#define WPA_EVENTS       CURRENT_VERSION L"\\WPAEvents"
#define OOBE_TIMER       L"OOBETimer"

/* The one WMI error raised by name; the others come from the control key. */
#define WMI_TYPE_MISMATCH ((HRESULT)0x80041005)

/* ---- object.c: late-bound objects ----------------------------------------- */

/* One call of one member.  An argument index counts from the left, from 0. */
typedef struct Object Object;
typedef struct {
    Object *self;
    WORD flags;             /* DISPATCH_METHOD, DISPATCH_PROPERTYGET ... */
    DISPPARAMS *params;
    VARIANT *result;        /* NULL when the script drops the result */
    EXCEPINFO *exception;   /* may be NULL */
    UINT *bad_argument;     /* may be NULL */
} Call;

typedef struct {
    const WCHAR *name;      /* "_NewEnum" is also found by DISPID_NEWENUM */
    UINT min_args, max_args;
    HRESULT (*invoke)(Call *call);
} Member;

typedef struct {
    const WCHAR *source;    /* Err.Source of what it raises */
    const Member *members;
    UINT count;
} Class;

/* An object of a class.  What the class does not name goes to inner, if there is one. */
struct Object {
    IDispatch dispatch;
    LONG references;
    const Class *class;
    IDispatch *inner;       /* owned; may be NULL */
};

IDispatch *object_new(const Class *class, IDispatch *inner);

HRESULT call_inner(Call *call, const WCHAR *name);
VARIANT *call_arg(Call *call, UINT index);
HRESULT call_string(Call *call, UINT index, BSTR *out);
HRESULT call_dword(Call *call, UINT index, DWORD *out);
void call_out(Call *call, UINT index, VARIANT *value);

HRESULT return_long(Call *call, LONG value);
HRESULT return_string(Call *call, const WCHAR *value);
HRESULT return_object(Call *call, IDispatch *object);
HRESULT raise_error(Call *call, HRESULT error);

HRESULT return_enumerator(Call *call, const Class *class, IEnumVARIANT *inner, ULONG count);   /* enumerator.c */

/* ---- control.c: the control key and registry helpers ----------------------- */

BOOL control_number(const WCHAR *name, DWORD *value);
BOOL control_text(const WCHAR *name, WCHAR *text, DWORD bytes);
void control_set(const WCHAR *name, DWORD value);
DWORD control_dword(const WCHAR *name, DWORD otherwise);
void control_count(const WCHAR *name);
BOOL control_denies(HKEY root, const WCHAR *path, REGSAM access);
BOOL oobe_timer_present(void);
LONG delete_counted(HKEY root, const WCHAR *path, const WCHAR *name);
LONG write_value(const WCHAR *path, const WCHAR *name, DWORD type, const void *data, DWORD size);
LONG write_string(const WCHAR *path, const WCHAR *name, const WCHAR *value);

/* ---- the parts ------------------------------------------------------------- */

HRESULT wpa_instances(Call *call);                              /* wpa.c */
HRESULT wpa_definition(Call *call);
HRESULT os_instances(Call *call, const WCHAR *member);          /* os.c */
IDispatch *stdregprov_new(IDispatch *inner);                    /* stdregprov.c */
HRESULT wmi_parse(IBindCtx *context, WCHAR *name, ULONG *eaten, IMoniker **out);    /* wmi.c */
HRESULT shell_new(IDispatch **out);                             /* shell.c */

#endif
