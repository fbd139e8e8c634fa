/**
 * What a build knows of itself. `scripts/compile.ts` writes its own version of this file.
 *
 * @module
 */

/** The commit a binary was made from, as `abc1234`, `-dirty` behind it where files differed. */
export const commit: string | undefined = undefined;
