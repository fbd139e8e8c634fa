/**
 * Which addresses in a text may be followed or shown.
 *
 * @module
 */

const FOLLOWED = new Set(["http:", "https:", "mailto:"]);
/** Pictures made of dots: they hold no script and load nothing. */
const IMAGE_DATA = /^data:image\/(?:png|jpe?g|gif|webp|avif);base64,[A-Za-z0-9+/]+={0,2}$/;

/** The address in its whole form, where it may be followed: http, https or mailto. */
export function safeAddress(href: string): string | undefined {
  // Markdown leaves this one reference in an address.
  const address = href.replaceAll("&amp;", "&");
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  return FOLLOWED.has(url.protocol) ? url.href : undefined;
}

/** Whether the address is a picture that is written out in it. */
export function isImageData(href: string): boolean {
  return IMAGE_DATA.test(href);
}
