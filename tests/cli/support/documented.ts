/** @module */

/** The examples of a document that are files, by name: the first line of each is a comment that says it. */
export async function documentedFiles(document: string): Promise<Map<string, string>> {
  const text = await Deno.readTextFile(new URL(`../../../docs/${document}`, import.meta.url));
  const files = new Map<string, string>();
  for (const [, code = ""] of text.matchAll(/^```\w+\n([^]*?)^```$/gm)) {
    const name = /^(?:\/\/|#) ([\w-]+\.\w+)\n/.exec(code)?.[1];
    if (name !== undefined) files.set(name, code);
  }
  return files;
}
