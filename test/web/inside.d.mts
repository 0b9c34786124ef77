// What the functions of inside.mjs answer.

export function isSettled(): boolean
export function tooWide(): number
export function controls(): number
export function focused(): number
export function focusMark(): { name: string; isBody: boolean; isSeen: boolean }
export function moving(): string[]
export function rowsOf(panel: string): string[][]
