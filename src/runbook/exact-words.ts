/** What is typed or looked for as it stands, in every language. Sources: KB 328874 (the English edition has the right path). */
export const OOBE_KEY = 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\WPAEvents';

/** What the Danish edition of the article prints in its place. */
export const OOBE_MISPRINT = 'WindowsNT\\Current Version';

export const WIZARD = '%systemroot%\\system32\\oobe\\msoobe.exe /a';

export const RESTORE = '%systemroot%\\system32\\restore\\rstrui.exe';

/** Made by `vlkctl bundle --scripts`. */
export const SCRIPT = 'ChangeVLKeySP1.vbs';
