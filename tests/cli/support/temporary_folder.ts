/** A folder with files in it, for as long as a test lasts. */
export class TemporaryFolder implements AsyncDisposable {
  readonly path: string;
  readonly #outer: string = Deno.makeTempDirSync({ prefix: "tidegate-test-" });

  /** @param name what it is called, in a folder of its own */
  constructor(name?: string) {
    this.path = name === undefined ? this.#outer : `${this.#outer}/${name}`;
    Deno.mkdirSync(this.path, { recursive: true });
  }

  /** Writes a file; answers its path. */
  write(name: string, text: string): string {
    Deno.writeTextFileSync(`${this.path}/${name}`, text);
    return `${this.path}/${name}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.#outer, { recursive: true });
  }
}
