/* Every block of the body keeps the name that the server gave it; a copy gets a name of its own. */

import { Extension, Plugin } from "django-prose-editor/editor"

const BLOCKS = [
  "paragraph",
  "heading",
  "bulletList",
  "orderedList",
  "horizontalRule",
  "quotation",
  "pullQuote",
  "factBox",
  "keyPoints",
  "timeline",
  "dataTable",
  "picture",
  "gallery",
  "embed",
  "documentLink",
]

export const BlockIds = Extension.create({
  name: "blockIds",

  addGlobalAttributes() {
    const id = {
      default: null,
      keepOnSplit: false,
      parseHTML: (element) => element.getAttribute("data-id"),
      renderHTML: ({ id }) => (id ? { "data-id": id } : {}),
    }
    return [{ types: BLOCKS, attributes: { id } }]
  },

  addProseMirrorPlugins() {
    return [new Plugin({ appendTransaction: withoutCopies })]
  },
})

/* The change that drops the names of copies and of what is no block of the body any more. */
function withoutCopies(transactions, before, now) {
  if (!transactions.some((transaction) => transaction.docChanged)) return null
  const homes = homesOfIds(transactions, before.doc)
  const owners = new Map()
  now.doc.forEach((node, position) => {
    const { id } = node.attrs
    if (id && (!owners.has(id) || homes.get(id) === position)) owners.set(id, position)
  })
  const tr = now.tr
  now.doc.descendants((node, position) => {
    const { id } = node.attrs
    if (id && owners.get(id) !== position) tr.setNodeAttribute(position, "id", null)
  })
  return tr.docChanged ? tr : null
}

/* Where each named block of before is now. */
function homesOfIds(transactions, doc) {
  const homes = new Map()
  doc.forEach((node, position) => {
    if (!node.attrs.id) return
    const home = transactions.reduce((at, { mapping }) => mapping.map(at), position)
    homes.set(node.attrs.id, home)
  })
  return homes
}
