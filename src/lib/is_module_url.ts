/**
 * @module
 */

/** Whether a module is named by its URL; else it is by a path, which may begin with a drive's letter. */
export function isModuleUrl(name: string): boolean {
  return /^(file|https?|npm|node|data|blob):/.test(name);
}
