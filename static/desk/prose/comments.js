/* Comments in the text: the words that one is about are marked, and stay so while it is written.
   The marks are decorations: the stored text knows nothing of them. The comments themselves are
   the section's in the panel (../comments.js); the two tell each other by events. */

import { Extension, Plugin, pm } from "django-prose-editor/editor"
import { around, nearest, threads } from "../anchors.js"

const { Decoration, DecorationSet } = pm.view
const comments = new pm.state.PluginKey("comments")

export const Comments = Extension.create({
  name: "comments",

  addKeyboardShortcuts() {
    return { "Mod-Alt-m": ({ editor }) => canComment(editor) && commentOn(editor) }
  },

  addProseMirrorPlugins() {
    return [
      new Plugin({
        key: comments,
        state: {
          init: (_, { doc }) => marked(doc, DecorationSet.empty),
          apply: (tr, marks) => {
            const moved = marks.map(tr.mapping, tr.doc)
            return tr.getMeta(comments) ? marked(tr.doc, moved) : moved
          },
        },
        props: { decorations: (state) => comments.getState(state) },
        view: (view) => {
          const renew = () => view.dispatch(view.state.tr.setMeta(comments, true))
          const show = (event) => showIn(view, event)
          document.addEventListener("nextfin:comments", renew)
          document.addEventListener("nextfin:show-comment", show)
          return {
            destroy() {
              document.removeEventListener("nextfin:comments", renew)
              document.removeEventListener("nextfin:show-comment", show)
            },
          }
        },
      }),
    ]
  },
})

/* Whether there are words to comment on, and somewhere to write it. */
export function canComment({ state }) {
  return !state.selection.empty && Boolean(document.getElementById("comment-text"))
}

/* Ask the section for a comment on the selected words; of several blocks, on those in the first. */
export function commentOn({ state }) {
  const { from, to } = state.selection
  const position = state.doc.resolve(from).before(1)
  const node = state.doc.nodeAt(position)
  const { text, places } = letters(node, position)
  const start = places.findIndex((place) => place >= from)
  const past = places.findIndex((place) => place >= to)
  if (start < 0) return false
  const detail = { block: node.attrs.id ?? "", ...around(text, start, past < 0 ? text.length : past) }
  document.dispatchEvent(new CustomEvent("nextfin:comment", { detail }))
  return true
}

/* The marks of all open comments: those that stand are kept where the text has taken them. */
function marked(doc, standing) {
  const kept = new Map(standing.find().map((mark) => [mark.spec.comment, mark]))
  const marks = threads().map((thread) => kept.get(thread.id) ?? mark(doc, thread))
  return DecorationSet.create(doc, marks.filter(Boolean))
}

function mark(doc, { id, block, start, words }) {
  let found
  doc.forEach((node, position) => {
    if (found || (block && node.attrs.id !== block)) return
    const { text, places } = letters(node, position)
    const at = nearest(text, words, start)
    if (at >= 0) found = [places[at], places[at + words.length - 1] + 1]
  })
  if (!found) return null
  return Decoration.inline(...found, { class: "comment-mark" }, { comment: id })
}

/* The letters of a block, and where each of them stands in the document. */
function letters(block, position) {
  let text = ""
  const places = []
  block.descendants((node, offset) => {
    if (!node.isText) return
    for (let index = 0; index < node.text.length; index++) {
      text += node.text[index]
      places.push(position + 1 + offset + index)
    }
  })
  return { text: text.replace(/\s/g, " "), places }
}

/* Put the cursor to the words of a comment, in sight. */
function showIn(view, event) {
  const marks = comments.getState(view.state).find()
  const found = marks.find(({ spec }) => spec.comment === event.detail.id)
  if (!found) return
  event.preventDefault()
  const { TextSelection } = pm.state
  const selection = TextSelection.create(view.state.doc, found.from, found.to)
  view.dispatch(view.state.tr.setSelection(selection))
  view.focus()
  const { node } = view.domAtPos(found.from)
  const element = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement
  element.scrollIntoView({ block: "center" })
}

