import assert from "node:assert/strict";
import { renderHtml } from "../../../src/console/transcript/markdown_html.ts";
import { hostileTexts } from "../support/hostile_texts.ts";

function html(text: string): string {
  return renderHtml(text, {}).trim();
}

Deno.test("renderHtml() keeps formatting tags without their attributes, and shows others as text", () => {
  assert.equal(html('H<sub id="x">2</sub>O<br/>'), "<p>H<sub>2</sub>O<br></p>");
  assert.equal(html("a <u onclick=x()>b</u>"), "<p>a <u>b</u></p>");
  assert.match(html("<div>x</div>"), /^&lt;div&gt;x&lt;\/div&gt;/);
});

Deno.test("renderHtml() follows only http, https and mailto", () => {
  assert.equal(
    html("[x](https://a.test/?b=1&c=2)"),
    '<p><a href="https://a.test/?b=1&amp;c=2">x</a></p>',
  );
  assert.equal(html("<me@a.test>"), '<p><a href="mailto:me@a.test">me@a.test</a></p>');
  assert.equal(html("[x](src/a.ts)"), '<p><span title="src/a.ts">x</span></p>');
  assert.ok(!html("[x](javascript:y)").includes("href"));
});

Deno.test("renderHtml() shows pictures that are written out, and links to others", () => {
  assert.match(
    html("![x](data:image/png;base64,AAAA)"),
    /<img src="data:image\/png;base64,AAAA" alt="x">/,
  );
  assert.match(html("![x](https://a.test/x.png)"), /<a href="https:\/\/a\.test\/x\.png">x<\/a>/);
});

Deno.test("renderHtml() makes only tags it knows, of whatever it is given", () => {
  const known =
    /^\/?(?:p|br|hr|h[3-6]|blockquote|ul|ol|li|dl|dt|dd|pre|code|span|a|img|input|table|thead|tbody|tr|th|td|b|i|em|strong|u|s|del|ins|mark|small|sub|sup|kbd|q|details|summary)$/;
  for (const text of hostileTexts) {
    for (
      const [, tag = "", attributes = ""] of renderHtml(text, {}).matchAll(
        /<([^\s<>]+)((?:\s[^<>]*)?)>/g,
      )
    ) {
      assert.match(tag, known, text);
      for (const [, name = ""] of attributes.matchAll(/\s([\w-]+)="[^"]*"/g)) {
        assert.match(
          name,
          /^(?:href|title|src|alt|class|start|align|type|checked|disabled|aria-label)$/,
          text,
        );
      }
    }
  }
});

Deno.test("renderHtml() shows literally what would take too long to read", () => {
  for (const text of [">".repeat(5_000), "_a__".repeat(10_000), "a".repeat(20_000) + "@"]) {
    assert.match(html(text), /^<pre><code>/);
  }
  assert.match(html("- ".repeat(30) + "x"), /^<ul>/);
  assert.match(html("```\n" + "x".repeat(20_000) + "\n```"), /^<pre><code>x/);
});
