/* Stands in for icacls.exe and cacls.exe: adds its command line to C:\rights.txt, with the answer it is given where cacls
   would ask for one, and fails where the text of C:\refused.txt stands in that line. */
#include <stdio.h>
#include <string.h>
#include <windows.h>
int main(void)
{
    char line[4096], refused[256] = "", answer[64] = "";
    FILE *file;
    int length;

    length = WideCharToMultiByte(CP_UTF8, 0, GetCommandLineW(), -1, line, sizeof line, NULL, NULL);
    if (length <= 0) return 9;
    if (strstr(line, "\\cacls.exe") && !strstr(line, " /E ") && fgets(answer, sizeof answer, stdin))
        answer[strcspn(answer, "\r\n")] = 0;
    if (!(file = fopen("C:\\rights.txt", "ab"))) return 9;
    fprintf(file, "%s%s%s\n", line, *answer ? " < " : "", answer);
    fclose(file);
    if ((file = fopen("C:\\refused.txt", "rb"))) {
        if (!fgets(refused, sizeof refused, file)) *refused = 0;
        fclose(file);
    }
    return *refused && strstr(line, refused) ? 5 : 0;
}
