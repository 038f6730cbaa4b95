/* The timeline: rows of a date in words and what happened. Enter goes on, from date to event and
   from event to the next date; in an empty last row it leaves. */

import { Node, pm } from "django-prose-editor/editor"
import { framed } from "./frame.js"
import { writeAfter } from "./inserting.js"
import { around, BLOCK, rendered } from "./texts.js"

const { TextSelection } = pm.state

const part = (name, tag) =>
  Node.create({
    name,
    content: "inline*",
    isolating: true,
    defining: true,
    parseHTML: () => [{ tag }],
    renderHTML: () => [tag, 0],
  })

export const Timeline = Node.create({
  ...BLOCK,
  name: "timeline",
  content: "(timelineDate timelineEvent)+",
  addExtensions: () => [part("timelineDate", "dt"), part("timelineEvent", "dd")],
  parseHTML: () => [{ tag: "dl[data-block=timeline]" }, { tag: "dl" }],
  renderHTML: rendered("dl", "timeline"),
  addNodeView: () => framed({ label: "Timeline", content: "dl" }),
  addKeyboardShortcuts() {
    return {
      Enter: ({ editor }) => around(editor, "timeline") !== null && goOn(editor),
      Backspace: ({ editor }) => around(editor, "timeline") !== null && goBack(editor),
    }
  },
})

function goOn(editor) {
  const row = rowAt(editor)
  if (row.isDate && row.isEmpty && row.isLast && row.index > 0) {
    const tr = editor.state.tr.delete(row.from, row.to)
    tr.setSelection(TextSelection.create(tr.doc, row.from - 1))
    return writeAfter(editor, tr)
  }
  if (row.isDate) return editor.commands.setTextSelection(row.event + 1)
  const { timelineDate, timelineEvent } = editor.schema.nodes
  const tr = editor.state.tr.insert(row.to, [timelineDate.create(), timelineEvent.create()])
  editor.view.dispatch(tr.setSelection(TextSelection.create(tr.doc, row.to + 1)).scrollIntoView())
  return true
}

function goBack(editor) {
  const row = rowAt(editor)
  if (editor.state.selection.$from.parentOffset > 0) return false
  if (!row.isDate) return editor.commands.setTextSelection(row.event - 1)
  if (row.index === 0) return false
  const tr = editor.state.tr
  if (row.isEmpty) tr.delete(row.from, row.to)
  editor.view.dispatch(tr.setSelection(TextSelection.create(tr.doc, row.from - 1)).scrollIntoView())
  return true
}

/* The row of the cursor: where it begins, where its event begins, where it ends. */
function rowAt({ state }) {
  const { $from } = state.selection
  const isDate = $from.parent.type.name === "timelineDate"
  const timeline = $from.node(-1)
  const index = $from.index(-1) - (isDate ? 0 : 1)
  const date = timeline.child(index)
  const happened = timeline.child(index + 1)
  const from = isDate ? $from.before() : $from.before() - date.nodeSize
  const event = from + date.nodeSize
  return {
    isDate,
    index,
    from,
    event,
    to: event + happened.nodeSize,
    isEmpty: date.content.size + happened.content.size === 0,
    isLast: index + 2 === timeline.childCount,
  }
}
