/**
 * What a library exports by name, however it was loaded: in a bundle a CommonJS module has nothing but a
 * default.
 *
 * @param known something it exports
 */
export function libraryExports<M extends object>(loaded: M, known: keyof M): M {
  return known in loaded ? loaded : (loaded as unknown as { default: M }).default;
}
