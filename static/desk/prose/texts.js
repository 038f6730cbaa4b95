/* Blocks of words: quotation, pull quote, fact box, key points, and the caption of a block. */

import {
  ListItem as PlainListItem,
  Node,
  OrderedList as PlainOrderedList,
  pm,
} from "django-prose-editor/editor"
import { framed } from "./frame.js"
import { isEmptyParagraph, leaveFromEmptyLine, writeAfter } from "./inserting.js"

const { Selection } = pm.state

/* What all blocks have in common: text neither flows in nor out at their borders. */
export const BLOCK = { group: "block", isolating: true, defining: true, priority: 200 }

/* How a block is stored: an element with the block's name, and its attributes. */
export function rendered(tag, block) {
  return ({ HTMLAttributes }) => [tag, { "data-block": block, ...HTMLAttributes }, 0]
}

/* The node of this type that the cursor is in, as { node, depth }, or null. */
export function around({ state }, name) {
  const { $from, empty } = state.selection
  if (!empty) return null
  for (let depth = $from.depth; depth > 0; depth -= 1) {
    if ($from.node(depth).type.name === name) return { node: $from.node(depth), depth }
  }
  return null
}

export const Caption = Node.create({
  name: "caption",
  content: "inline*",
  isolating: true,
  priority: 200,
  parseHTML: () => [{ tag: "figcaption" }],
  renderHTML: () => ["figcaption", 0],
  addKeyboardShortcuts() {
    return { Enter: ({ editor }) => around(editor, "caption") !== null && writeAfter(editor) }
  },
})

/* In an item of a list there are paragraphs and lists, and nothing else. */
export const ListItem = PlainListItem.extend({ content: "paragraph (paragraph | list)*" })

/* A numbered list begins at any number and has no other looks. Key points are never numbered. */
export const OrderedList = PlainOrderedList.extend({
  addAttributes() {
    return { start: this.parent().start }
  },
  addCommands() {
    const commands = this.parent()
    const toggle = commands.toggleOrderedList()
    return {
      ...commands,
      toggleOrderedList: () => (given) => !given.editor.isActive("keyPoints") && toggle(given),
    }
  },
})

const QuotationText = Node.create({
  name: "quotationText",
  content: "paragraph+",
  parseHTML: () => [{ tag: "blockquote", context: "quotation/" }],
  renderHTML: () => ["blockquote", 0],
})

export const Quotation = Node.create({
  ...BLOCK,
  name: "quotation",
  content: "quotationText caption",
  addExtensions: () => [QuotationText],
  parseHTML: () => [{ tag: "figure[data-block=quotation]" }],
  renderHTML: rendered("figure", "quotation"),
  addNodeView: () => framed({ label: "Quotation" }),
  addKeyboardShortcuts() {
    return { Enter: ({ editor }) => toTheSource(editor) }
  },
})

/* An empty last line of a quotation is the end of it: next is who said it. */
function toTheSource(editor) {
  const text = around(editor, "quotationText")
  const { $from } = editor.state.selection
  if (!text || !isEmptyParagraph($from.parent) || text.node.childCount < 2) return false
  if ($from.indexAfter(text.depth) < text.node.childCount) return false
  const source = $from.after(text.depth) - $from.parent.nodeSize + 1
  return editor.chain().deleteRange({ from: $from.before(), to: $from.after() }).focus(source).run()
}

export const PullQuote = Node.create({
  ...BLOCK,
  name: "pullQuote",
  content: "paragraph",
  parseHTML: () => [{ tag: "aside[data-block=pull-quote]" }],
  renderHTML: rendered("aside", "pull-quote"),
  addNodeView: () => framed({ label: "Pull quote" }),
  addKeyboardShortcuts() {
    return { Enter: ({ editor }) => around(editor, "pullQuote") !== null && writeAfter(editor) }
  },
})

const BoxTitle = Node.create({
  name: "boxTitle",
  content: "inline*",
  isolating: true,
  priority: 1100, // before the headings of the text
  parseHTML: () => [{ tag: "h3", context: "factBox/" }],
  renderHTML: () => ["h3", 0],
  addKeyboardShortcuts() {
    return { Enter: ({ editor }) => around(editor, "boxTitle") !== null && toTheText(editor) }
  },
})

function toTheText(editor) {
  return editor.commands.setTextSelection(editor.state.selection.$from.after() + 1)
}

export const FactBox = Node.create({
  ...BLOCK,
  name: "factBox",
  content: "boxTitle (paragraph | list)+",
  addExtensions: () => [BoxTitle],
  parseHTML: () => [{ tag: "aside[data-block=fact-box]", contentElement: withTitle }],
  renderHTML: rendered("aside", "fact-box"),
  addNodeView: () => framed({ label: "Fact box" }),
  addKeyboardShortcuts() {
    return {
      Enter: ({ editor }) => {
        const box = around(editor, "factBox")
        return box !== null && isLastEmptyLine(editor, box, 3) && leaveFromEmptyLine(editor)
      },
    }
  },
})

/* A box is stored without a title that is empty; without one its text would fall out of the box. */
function withTitle(box) {
  if (box.firstElementChild?.tagName !== "H3") box.prepend(document.createElement("h3"))
  return box
}

/* Whether the cursor is in an empty paragraph at the end of the block, after at least one other. */
function isLastEmptyLine({ state }, { node, depth }, lines) {
  const { $from } = state.selection
  const isLast = $from.depth === depth + 1 && $from.indexAfter(depth) === node.childCount
  return isLast && isEmptyParagraph($from.parent) && node.childCount >= lines
}

export const KeyPoints = Node.create({
  ...BLOCK,
  name: "keyPoints",
  content: "bulletList",
  parseHTML: () => [{ tag: "div[data-block=key-points]" }],
  renderHTML: rendered("div", "key-points"),
  addNodeView: () => framed({ label: "Key points" }),
  addKeyboardShortcuts() {
    return { Enter: ({ editor }) => leavePoints(editor) }
  },
})

/* Enter in an empty last point leaves the list. */
function leavePoints(editor) {
  const points = around(editor, "keyPoints")
  const { $from } = editor.state.selection
  if (!points || $from.depth !== points.depth + 3 || !isEmptyParagraph($from.parent)) return false
  const list = $from.node(points.depth + 1)
  const item = $from.node(points.depth + 2)
  const isLast = $from.indexAfter(points.depth + 1) === list.childCount
  if (!isLast || list.childCount < 2 || item.childCount > 1) return false
  const from = $from.before(points.depth + 2)
  const tr = editor.state.tr.delete(from, from + item.nodeSize)
  return writeAfter(editor, tr.setSelection(Selection.near(tr.doc.resolve(from), -1)))
}
