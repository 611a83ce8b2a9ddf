/** Shells that can complete the command line. */
export const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const;

export type Shell = (typeof SHELLS)[number];

/** The first line of every answer says what follows: `words`, `nospace` words, or that the shell looks for paths. */
const BASH = String.raw`# Completion of vlkctl for bash 3.2 and later. In ~/.bashrc: eval "$(vlkctl completion bash)"
_vlkctl() {
  local program=$1 current=$2 how='' word
  [[ $program == '~/'* ]] && program=$HOME/${'$'}{program#'~/'}
  COMPREPLY=()
  while IFS= read -r word; do
    if [[ -z $how ]]; then how=$word; else COMPREPLY+=("$word"); fi
  done < <("$program" __complete bash -- "${'$'}{COMP_LINE:0:COMP_POINT}" "$current" 2>/dev/null)
  case $how in
    nospace) compopt -o nospace 2>/dev/null ;;
    files | folders)
      compopt -o filenames 2>/dev/null
      [[ $how == files ]] && how=-f || how=-d
      while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen "$how" -- "$current")
      ;;
  esac
}
complete -F _vlkctl vlkctl
`;

const ZSH = String.raw`#compdef vlkctl
# Completion of vlkctl for zsh. In ~/.zshrc, after compinit: eval "$(vlkctl completion zsh)"
_vlkctl() {
  local how='' line word
  local -a given=("${'$'}{(@Q)words[2,CURRENT-1]}") found=()
  for line in "${'$'}{(@f)$("${'$'}{(Q)words[1]}" __complete zsh -- "${'$'}{given[@]}" "${'$'}{(Q)PREFIX}" 2>/dev/null)}"; do
    if [[ -z $how ]]; then
      how=$line
    else
      word=${'$'}{line%%$'\t'*}
      found+=("${'$'}{word//:/\\:}:${'$'}{line#*$'\t'}")
    fi
  done
  case $how in
    words) _describe vlkctl found ;;
    nospace) _describe vlkctl found -S '' ;;
    files) compset -P '-*='; _files ;;
    folders) compset -P '-*='; _files -/ ;;
  esac
}
if [[ $funcstack[1] == _vlkctl ]]; then _vlkctl "$@"; else compdef _vlkctl vlkctl; fi
`;

const FISH = String.raw`# Completion of vlkctl for fish: vlkctl completion fish > ~/.config/fish/completions/vlkctl.fish
function __vlkctl_complete
    set -l given (commandline -opc)
    set -l current (commandline -ct)
    set -l program $given[1]
    set -e given[1]
    set -l found ($program __complete fish -- $given "$current" 2>/dev/null)
    set -l before (string match -r -- '^-[^=]*=' "$current")
    set -l path (string replace -r -- '^-[^=]*=' '' "$current")
    switch "$found[1]"
        case files
            for each in (__fish_complete_path "$path")
                echo "$before$each"
            end
        case folders
            for each in (__fish_complete_directories "$path")
                echo "$before$each"
            end
        case '*'
            set -e found[1]
            test (count $found) -gt 0; and printf '%s\n' $found
    end
end
complete -c vlkctl -f -a '(__vlkctl_complete)'
`;

/** The line is handed over in one piece: Windows PowerShell drops empty arguments and eats \`--\`. */
const POWERSHELL = String.raw`# Completion of vlkctl for PowerShell. In $PROFILE: vlkctl completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName vlkctl -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $start = $commandAst.Extent.StartOffset
    $line = $commandAst.Extent.Text
    if ($cursorPosition -gt $commandAst.Extent.EndOffset) { $line += ' ' }
    else { $line = $line.Substring(0, $cursorPosition - $start) }
    $line = $line.Replace('"', "'")
    $found = @(& $commandAst.CommandElements[0].Value __complete powershell $line 2>$null)
    foreach ($each in ($found | Select-Object -Skip 1)) {
        $word, $description = $each -split [char]9, 2
        if (-not $description) { $description = $word }
        $text = if ($word -match '[@,!]') { "'$word'" } else { $word }
        [System.Management.Automation.CompletionResult]::new($text, $word, 'ParameterValue', $description)
    }
}
`;

/** The script that a shell reads to complete the command line; it asks vlkctl itself for the words. */
export const SCRIPTS: Readonly<Record<Shell, string>> = { bash: BASH, zsh: ZSH, fish: FISH, powershell: POWERSHELL };
