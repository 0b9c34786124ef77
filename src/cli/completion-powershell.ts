// Completion for PowerShell: the table as a literal, and one block that walks the words before the cursor.
import {
  type CompletedCommand,
  type CompletedOption,
  type CompletionTable,
  spellings,
} from './completion-entries.ts'

export function powershellScript({ commands, before }: CompletionTable): string {
  return [
    '# Completion of claude-telemetry for PowerShell, made by: claude-telemetry completion powershell',
    "Register-ArgumentCompleter -Native -CommandName 'claude-telemetry' -ScriptBlock {",
    '  param($typed, $line, $cursor)',
    '  $table = New-Object System.Collections.Specialized.OrderedDictionary([StringComparer]::Ordinal)',
    ...[before, ...commands].map(entry),
    block,
    '}',
    '',
  ].join('\n')
}

/** PowerShell takes typographic quotes for quotes too, so they are doubled like the plain one. */
export function powershellQuoted(text: string): string {
  return `'${text.replaceAll(/['\u2018\u2019\u201A\u201B]/g, '$&$&')}'`
}

function list(items: readonly string[]): string {
  return `@(${items.join(', ')})`
}

function entry(command: CompletedCommand): string {
  const options = spellings(command).map(([name, option]) => optionText(name, option))
  // The comma keeps a list of one list from being flattened.
  const places = command.arguments.map((words) => `,${list(words.map(powershellQuoted))}`)
  const lines = options.map((option) => `      ${option}`).join('\n')
  return [
    `  $table[${powershellQuoted(command.name)}] = @{`,
    `    Summary = ${powershellQuoted(command.summary)}`,
    options.length === 0 ? '    Options = @()' : `    Options = @(\n${lines}\n    )`,
    `    Places = ${places.length === 0 ? '@()' : `@(${places.map((place) => `(${place})`).join(' + ')})`}`,
    '  }',
  ].join('\n')
}

function optionText(name: string, { value, summary }: CompletedOption): string {
  const words = value === null || value === 'files' ? '@()' : list(value.map(powershellQuoted))
  const fields = [
    `Name = ${powershellQuoted(name)}`,
    `TakesValue = ${value === null ? '$false' : '$true'}`,
    `Words = ${words}`,
    `Summary = ${powershellQuoted(summary)}`,
  ]
  return `@{ ${fields.join('; ')} }`
}

// An answer of nothing lets PowerShell offer paths, which is right for values without a list.
const block = `  $command = ''
  $option = $null
  $at = 0
  $rest = $false
  foreach ($element in @($line.CommandElements | Select-Object -Skip 1)) {
    if ($element.Extent.EndOffset -ge $cursor) { break }
    $word = if ($element.PSObject.Properties['Value']) { [string]$element.Value } else { $element.Extent.Text }
    if ($option) { $option = $null }
    elseif (-not $rest -and $word -ceq '--') { $rest = $true }
    elseif (-not $rest -and $word.StartsWith('-')) {
      $option = if ($table.Contains($command)) {
        $table[$command].Options | Where-Object { $_.Name -ceq $word -and $_.TakesValue } | Select-Object -First 1
      }
    }
    elseif ($command -ceq '') { $command = $word }
    else { $at += 1 }
  }
  if (-not $table.Contains($command)) { return }
  $found = if ($option) { $option.Words | ForEach-Object { @{ Name = $_; Summary = $_ } } }
  elseif (-not $rest -and $typed.StartsWith('-')) { $table[$command].Options }
  elseif ($command -ceq '') {
    $table.Keys | Where-Object { $_ -cne '' } | ForEach-Object { @{ Name = $_; Summary = $table[$_].Summary } }
  }
  elseif ($at -lt $table[$command].Places.Count) {
    $table[$command].Places[$at] | ForEach-Object { @{ Name = $_; Summary = $_ } }
  }
  foreach ($item in @($found)) {
    if ($null -eq $item -or -not $item.Name.StartsWith($typed, [StringComparison]::Ordinal)) { continue }
    $shown = if ($item.Summary) { $item.Summary } else { $item.Name }
    $text = if ($item.Name -match '[^\\w./:=-]') { "'" + ($item.Name -replace "(['\u2018\u2019\u201A\u201B])", '$1$1') + "'" } else { $item.Name }
    [System.Management.Automation.CompletionResult]::new($text, $item.Name, 'ParameterValue', $shown)
  }`
