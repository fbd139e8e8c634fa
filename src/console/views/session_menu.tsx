/**
 * What can be done with a conversation as a whole.
 *
 * @module
 */
import { GitBranch, Pencil, Power, Trash2, Undo2 } from "lucide-preact";
import { useState } from "preact/hooks";
import type { SessionRow } from "../model/session_list.ts";
import { useDesk } from "./desk_context.ts";
import { ConfirmDialog, LineDialog } from "./dialogs.tsx";
import { Menu, type MenuItem } from "./menu.tsx";
import { undo } from "../model/undo.ts";

const SIZE = { size: 15, "aria-hidden": "true" } as const;

/** See the module. */
export function SessionMenu(
  { row, label }: { row: Pick<SessionRow, "stored" | "name" | "live" | "titled">; label: string },
) {
  const desk = useDesk();
  const [asks, setAsks] = useState<"" | "rename" | "delete">("");
  const { stored, name, live } = row;
  const close = () => setAsks("");
  const items = (): MenuItem[] => {
    const conversation = desk.open.value.get(stored);
    return [
      { label: "Rename", icon: <Pencil {...SIZE} />, onChoose: () => setAsks("rename") },
      {
        label: "Branch",
        icon: <GitBranch {...SIZE} />,
        onChoose: () => void desk.branch(stored),
      },
      ...conversation === undefined ? [] : [{
        label: "Undo last exchange",
        icon: <Undo2 {...SIZE} />,
        disabled: conversation.transcript.running.value,
        onChoose: () => void undo(desk, conversation),
      }],
      {
        label: "Close session",
        icon: <Power {...SIZE} />,
        disabled: live === undefined,
        onChoose: () => void desk.end(stored),
      },
      {
        label: "Delete",
        icon: <Trash2 {...SIZE} />,
        grave: true,
        onChoose: () => setAsks("delete"),
      },
    ];
  };
  return (
    <>
      <Menu label={label} items={items} />
      {asks === "rename" && (
        <LineDialog
          title="Rename conversation"
          label="Title"
          value={row.titled ? name : ""}
          action="Rename"
          onSubmit={(title) => void desk.rename(stored, title)}
          onClose={close}
        />
      )}
      {asks === "delete" && (
        <ConfirmDialog
          title="Delete conversation?"
          text={`“${name}” and everything said in it will be gone for good.`}
          action="Delete"
          onConfirm={() => void desk.delete(stored)}
          onClose={close}
        />
      )}
    </>
  );
}
