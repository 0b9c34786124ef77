// Types of the search for programs, for the tests.
export declare function isProgram(path: string): boolean
export declare function onPath(name: string, env?: NodeJS.ProcessEnv): string | null
