// Types of the bed's places, for the tests.
export declare function bedFolder(env?: NodeJS.ProcessEnv): string
export declare function manifestFile(env?: NodeJS.ProcessEnv): string
