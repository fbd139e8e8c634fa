/** Looks for what keeps people out who do not use a page as its makers do. */
import axe from "axe-core";
import type { Page } from "playwright-core";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"];

/** What is wrong with a page by WCAG 2.1, A and AA, a line each. */
export async function findBarriers(page: Page): Promise<string[]> {
  // By the debugger, which no policy of the page stops.
  await page.evaluate(axe.source);
  return await page.evaluate(async (values) => {
    const { axe } = globalThis as unknown as { axe: typeof import("axe-core") };
    const { violations } = await axe.run({ runOnly: { type: "tag", values } });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary = "" }) =>
        `${id}: ${html.slice(0, 200)}\n${failureSummary}`
      )
    );
  }, RULES);
}
