/**
 * Metrics, read strictly: what the format of Prometheus does not allow, or its conventions advise against,
 * is an error here, as it is to `promtool check metrics`.
 */
import assert from "node:assert/strict";

type Labels = Record<string, string>;

interface Sample {
  name: string;
  labels: Labels;
  value: number;
}

interface Family {
  name: string;
  type: "counter" | "gauge" | "histogram";
  samples: Sample[];
}

const HELP = /^# HELP ([a-z][a-z0-9_]*) (\S.*)$/;
const TYPE = /^# TYPE ([a-z][a-z0-9_]*) (counter|gauge|histogram)$/;
const SAMPLE = /^([a-z][a-z0-9_]*)(?:\{(.*)\})? (-?[\d.]+(?:e[-+]\d+)?)$/;
const LABEL = /^([a-z][a-z0-9_]*)="((?:[^"\\]|\\["\\n])*)"$/;

/** A whole exposition. */
export class Scraped {
  readonly families = new Map<string, Family>();

  constructor(text: string) {
    assert.ok(text.endsWith("\n"));
    for (const block of text.trim().split(/\n\n/)) this.#read(block.split("\n"));
  }

  /** A value, or the count of a histogram; 0 where there is none with these labels. */
  value(name: string, labels: Labels = {}): number {
    const { type, samples } = this.family(name);
    const wanted = `${type === "histogram" ? `${name}_count` : name} ${seriesOf(labels)}`;
    return samples.find((each) => `${each.name} ${seriesOf(each.labels)}` === wanted)?.value ?? 0;
  }

  /** The values of a label, each once, sorted. */
  values(name: string, label: string): string[] {
    const values = this.family(name).samples.flatMap(({ labels }) => labels[label] ?? []);
    return [...new Set(values)].sort();
  }

  family(name: string): Family {
    return this.families.get(name) ?? assert.fail(`there is no ${name}`);
  }

  #read([help = "", typed = "", ...lines]: string[]): void {
    const name = HELP.exec(help)?.[1] ?? assert.fail(help);
    const [, again, type] = TYPE.exec(typed) ?? assert.fail(typed);
    assert.equal(again, name);
    assert.ok(!this.families.has(name), `${name} is there twice`);
    const family = { name, type: type as Family["type"], samples: lines.map(readSample) };
    checkFamily(family);
    this.families.set(name, family);
  }
}

function readSample(line: string): Sample {
  const [, name = "", labels = "", value = ""] = SAMPLE.exec(line) ?? assert.fail(line);
  const pairs = labels === "" ? [] : labels.split(/,(?=[a-z][a-z0-9_]*=")/);
  const read = pairs.map((pair) => LABEL.exec(pair) ?? assert.fail(`${line}: ${pair}`));
  const entries = read.map(([, label, text]) => [label, text]);
  return { name, labels: Object.fromEntries(entries), value: Number(value) };
}

function checkFamily({ name, type, samples }: Family): void {
  assert.equal(type === "counter", name.endsWith("_total"), name);
  const series = samples.map((each) => `${each.name} ${seriesOf(each.labels)}`);
  assert.equal(new Set(series).size, series.length, `${name} has a series twice`);
  if (type !== "histogram") return assert.ok(samples.every((each) => each.name === name), name);
  assert.match(name, /_seconds$/);
  for (const { name: counted, labels, value } of samples) {
    if (counted !== `${name}_count`) continue;
    const buckets = samples.filter((each) =>
      each.name === `${name}_bucket` && seriesOf(withoutBound(each.labels)) === seriesOf(labels)
    );
    assert.equal(buckets.at(-1)?.labels.le, "+Inf", name);
    assert.equal(buckets.at(-1)?.value, value, name);
    const counts = buckets.map((each) => each.value);
    assert.deepEqual(counts, counts.toSorted((a, b) => a - b), name);
  }
}

function withoutBound({ le: _, ...labels }: Labels): Labels {
  return labels;
}

function seriesOf(labels: Labels): string {
  return JSON.stringify(Object.entries(labels).sort());
}
