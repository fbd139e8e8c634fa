/** The address of the page, in a real Chromium. */
import { consoleTest } from "../e2e/support/stand.ts";

consoleTest(
  "going back leads past a conversation that was looked for by its title",
  async (stand) => {
    const window = await stand.window();
    await window.ask("hello there", "hello there");
    await window.say("/title Spring tide");
    await window.row(/^Spring tide/).waitFor();
    await window.newConversation();
    await window.say("/resume Spring tide");
    await window.said("hello there").waitFor();
    await window.page.goBack();
    await window.page.getByRole("heading", { name: "What shall we do?" }).waitFor();
  },
);
