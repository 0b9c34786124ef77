// Types of what is built, for the tests.
export declare function noCompiler(
  part: { readonly needs: string; readonly inputs: readonly string[] },
  tree: string,
): string | null
