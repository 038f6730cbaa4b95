/* Putting blocks into the text, moving them, taking them out, and writing on after them. */

import { pm } from "django-prose-editor/editor"

const { closeHistory } = pm.history
const { NodeSelection, Selection, TextSelection } = pm.state

/* Put a block in place of the empty paragraph that the cursor is in, else after its block. The
   cursor goes to the control `focus` (a selector) in the block's frame, else to its first line that
   is empty. */
export function insertBlock(editor, content, focus) {
  const { state, view } = editor
  const block = state.schema.nodeFromJSON(content)
  const { $from } = state.selection
  const tr = asOneStep(state.tr)
  let at = $from.depth ? $from.after(1) : state.selection.to
  if ($from.depth === 1 && isEmptyParagraph($from.parent)) {
    at = $from.before(1)
    tr.delete(at, $from.after(1))
  }
  tr.insert(at, block)
  const end = at + block.nodeSize
  if (end === tr.doc.content.size) tr.insert(end, state.schema.nodes.paragraph.create())
  tr.setSelection(Selection.near(tr.doc.resolve(block.isLeaf ? end : at + 1 + toAnEmptyLine(block))))
  view.dispatch(tr.scrollIntoView())
  view.focus()
  if (focus) view.nodeDOM(at)?.querySelector(focus)?.focus()
}

function toAnEmptyLine(block) {
  let found = null
  block.descendants((node, position) => {
    if (found === null && node.isTextblock && node.content.size === 0) found = position
    return found === null
  })
  return found ?? 0
}

/* Go on in a paragraph after the block that the cursor is in. */
export function writeAfter(editor, tr = editor.state.tr) {
  const after = tr.selection.$from.after(1)
  const next = tr.doc.nodeAt(after)
  if (!next || !isEmptyParagraph(next)) tr.insert(after, editor.schema.nodes.paragraph.create())
  tr.setSelection(TextSelection.create(tr.doc, after + 1))
  editor.view.dispatch(tr.scrollIntoView())
  return true
}

/* Write in a paragraph before the block that the cursor is in. */
export function writeBefore(editor) {
  const { state, view } = editor
  const { $from } = state.selection
  const before = $from.depth ? $from.before(1) : state.selection.from
  const tr = state.tr.insert(before, state.schema.nodes.paragraph.create())
  view.dispatch(tr.setSelection(TextSelection.create(tr.doc, before + 1)).scrollIntoView())
  return true
}

/* Leave the block from its empty last line, and take that line out. */
export function leaveFromEmptyLine(editor) {
  const { $from } = editor.state.selection
  const tr = editor.state.tr.delete($from.before(), $from.after())
  tr.setSelection(Selection.near(tr.doc.resolve($from.before()), -1))
  return writeAfter(editor, tr)
}

/* Change places with the neighbour before (-1) or after (1). Gives the new position, or null. */
export function moveNode(editor, position, step) {
  const { state, view } = editor
  const place = state.doc.resolve(position)
  const node = place.nodeAfter
  const neighbour = place.parent.maybeChild(place.index() + step)
  if (!neighbour) return null
  const at = step < 0 ? position - neighbour.nodeSize : position + neighbour.nodeSize
  const tr = asOneStep(state.tr).delete(position, position + node.nodeSize).insert(at, node)
  view.dispatch(tr.setSelection(NodeSelection.create(tr.doc, at)).scrollIntoView())
  return at
}

/* Take a node out. A body without any block keeps one empty paragraph. */
export function removeNode(editor, position) {
  const { state, view } = editor
  const node = state.doc.nodeAt(position)
  const tr = asOneStep(state.tr).delete(position, position + node.nodeSize)
  tr.setSelection(Selection.near(tr.doc.resolve(Math.min(position, tr.doc.content.size))))
  view.dispatch(tr.scrollIntoView())
  view.focus()
}

/* What happens to a block is undone by itself, without the words that were typed just before. */
function asOneStep(tr) {
  return closeHistory(tr)
}

/* Set some attributes of the node at a position; the others stay. */
export function setAttributes(editor, position, attributes) {
  const { state, view } = editor
  const tr = state.tr
  for (const [name, value] of Object.entries(attributes)) {
    tr.setNodeAttribute(position, name, value)
  }
  view.dispatch(tr)
}

export function isEmptyParagraph(node) {
  return node.type.name === "paragraph" && node.content.size === 0
}
