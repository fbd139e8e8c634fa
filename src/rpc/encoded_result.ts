/**
 * @module
 */

/** A result that is JSON already: an object, whose text goes out as it is. */
export class EncodedResult {
  readonly text: string;

  /** @param text the JSON of an object; it is not looked at */
  constructor(text: string) {
    this.text = text;
  }
}
