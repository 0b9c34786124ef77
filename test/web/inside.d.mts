// What the functions of inside.mjs answer.

export function isSettled(): boolean
export function tooWide(): number
export function controls(): number
export function focused(): number
/** For each way in, how it ended. */
export function attempts(address: string): Promise<Record<string, string | number>>
