/**
 * Cuts TypeScript into the tokens that the layer rules look at. It knows just enough of the
 * language to never mistake the inside of a comment, string, template or regular expression for
 * code.
 *
 * @module
 */

/** A piece of source. Marks are single characters, except `++` and `--`. */
export interface Token {
  /** A template without `${}` is a string, one with it a `template` for each piece of its text. */
  readonly kind: "word" | "number" | "string" | "template" | "regex" | "mark" | "comment";
  /** For strings and comments what is between their delimiters, as written. */
  readonly text: string;
  /** Where it begins; the first line is 1. */
  readonly line: number;
}

const WORD = /#?[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*/uy;
const NUMBER = /\d[\w.]*/y;
const LINE_COMMENT = /\/\/(.*)/y;
const BLOCK_COMMENT = /\/\*([^]*?)\*\//y;
// Runs of plain characters are taken whole: an alternative a character exhausts the stack on long
// text, such as a page kept in one template.
const STRING = /"([^"\\\n]*(?:\\[^][^"\\\n]*)*)"|'([^'\\\n]*(?:\\[^][^'\\\n]*)*)'/y;
const TEMPLATE_TEXT = /([^`\\$]*(?:(?:\\[^]|\$(?!\{))[^`\\$]*)*)(`|\$\{)/y;
const REGEX = /\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/\p{ID_Continue}*/uy;

/** After these a `/` begins a regular expression, though they look like operands. */
const OPERATOR_WORDS = new Set(
  ("await case delete do else extends in instanceof new of return throw typeof void yield")
    .split(" "),
);
/** A `/` after the closing parenthesis of these begins a regular expression. */
const HEAD_WORDS = new Set(["if", "while", "for", "with"]);

class Tokenizer {
  readonly #source: string;
  readonly #tokens: Token[] = [];
  #at = 0;
  #line = 1;
  /** Whether the last token ends an operand, so that a `/` divides. */
  #operand = false;
  /** One entry an open parenthesis: whether it is the head of an `if`, `while` … */
  readonly #heads: boolean[] = [];
  /** One entry an open `${`: how many braces are open inside it. */
  readonly #holes: number[] = [];

  constructor(source: string) {
    this.#source = source;
  }

  run(): Token[] {
    if (this.#source.startsWith("#!")) this.#match(/.*/y);
    while (this.#at < this.#source.length) this.#next();
    return this.#tokens;
  }

  #next(): void {
    const char = this.#source[this.#at] as string;
    if (/\s/.test(char)) return this.#move(char);
    if (char === "/") return this.#slash();
    if (char === '"' || char === "'") return this.#string();
    if (char === "`") return this.#template({ first: true });
    if (/\d/.test(char)) return this.#literal("number", this.#need(NUMBER, "number")[0]);
    const word = this.#peek(WORD);
    if (word) return this.#word(word[0]);
    this.#mark(char);
  }

  #slash(): void {
    const comment = this.#peek(LINE_COMMENT) ?? this.#peek(BLOCK_COMMENT);
    if (comment) return this.#add("comment", comment[0], comment[1] ?? "");
    if (this.#source.startsWith("/*", this.#at)) this.#fail("comment");
    const regex = this.#operand ? null : this.#peek(REGEX);
    if (regex) return this.#literal("regex", regex[0]);
    this.#mark("/");
  }

  #string(): void {
    const match = this.#need(STRING, "string");
    this.#literal("string", match[0], match[1] ?? match[2] ?? "");
  }

  #template({ first }: { first: boolean }): void {
    if (first) this.#move("`");
    const [whole, text = "", end] = this.#need(TEMPLATE_TEXT, "template");
    const hole = end === "${";
    this.#literal(first && !hole ? "string" : "template", whole, text);
    if (!hole) return;
    this.#holes.push(0);
    this.#operand = false;
  }

  #word(text: string): void {
    const property = this.#tokens.at(-1)?.text === ".";
    this.#add("word", text, text);
    this.#operand = property || !OPERATOR_WORDS.has(text);
  }

  #mark(char: string): void {
    const last = this.#tokens.at(-1);
    if (char === "(") this.#heads.push(last?.kind === "word" && HEAD_WORDS.has(last.text));
    if (char === "{" && this.#holes.length > 0) this.#holes.push((this.#holes.pop() ?? 0) + 1);
    if (char === "}" && this.#holes.at(-1) === 0) {
      this.#holes.pop();
      this.#move(char);
      return this.#template({ first: false });
    }
    if (char === "}" && this.#holes.length > 0) this.#holes.push((this.#holes.pop() ?? 0) - 1);
    const twice = (char === "+" || char === "-") && this.#source[this.#at + 1] === char;
    this.#add("mark", twice ? char + char : char, twice ? char + char : char);
    // A postfix `++`, `--` or `!` leaves an operand an operand.
    if (twice || char === "!") return;
    this.#operand = char === "]" || (char === ")" && !this.#heads.pop());
  }

  #literal(kind: Token["kind"], whole: string, text = whole): void {
    this.#add(kind, whole, text);
    this.#operand = true;
  }

  #add(kind: Token["kind"], whole: string, text: string): void {
    this.#tokens.push({ kind, text, line: this.#line });
    this.#move(whole);
  }

  #move(whole: string): void {
    this.#at += whole.length;
    for (const char of whole) if (char === "\n") this.#line++;
  }

  #match(pattern: RegExp): void {
    this.#move(this.#peek(pattern)?.[0] ?? "");
  }

  #peek(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    return pattern.exec(this.#source);
  }

  #need(pattern: RegExp, what: string): RegExpExecArray {
    return this.#peek(pattern) ?? this.#fail(what);
  }

  #fail(what: string): never {
    throw new SyntaxError(`Reading a ${what} from line ${this.#line}: it does not end`);
  }
}

/**
 * Cuts `source` into tokens, comments among them.
 *
 * @throws {SyntaxError} a string, template or comment does not end.
 */
export function tokenize(source: string): Token[] {
  return new Tokenizer(source).run();
}
