/* What stands elsewhere: works of other sites, and documents. */

import { Node, crel } from "django-prose-editor/editor"
import { button, statusLine } from "./dialog.js"
import { attributeBox, framed } from "./frame.js"
import { addresses, isWork, send } from "./newsroom.js"
import { stored } from "./pictures.js"
import { BLOCK, rendered } from "./texts.js"

const ADDRESS = { type: "url", placeholder: "https://", inputMode: "url", autocomplete: "off" }

const LACK =
  "Give an address that begins with https://. A save without one keeps the words, not the block."

function work(name, block, view) {
  return Node.create({
    ...BLOCK,
    name,
    content: "caption",
    addAttributes: () => ({
      url: {
        ...stored("url"),
        renderHTML: ({ url }) => (url ? { "data-url": secured(url) } : {}),
      },
    }),
    parseHTML: () => [{ tag: `figure[data-block=${block}]` }],
    renderHTML: rendered("figure", block),
    addNodeView: () => framed(view),
  })
}

export const Embed = work("embed", "embed", { label: "Embed", furnish: furnishEmbed })

/* Tiptap calls the whole text “Document”. */
export const DocumentLink = work("documentLink", "document", {
  label: "Document",
  furnish(block) {
    const url = addressBox(block)
    return { controls: [url.line], below: [url.lack], update: url.update }
  },
})

/* A box for the address, and a line that says what is wrong with it: { line, box, lack, update }. */
function addressBox(block) {
  const { line, box, update } = attributeBox(block, "Address", "url", ADDRESS)
  const lack = crel("small", { className: "block-lack", textContent: LACK })
  box.addEventListener("change", () => block.set({ url: secured(box.value) }))
  const reflect = (node) => {
    update(node)
    lack.hidden = /^https:\/\/[^\s/]/i.test(secured(node.attrs.url))
  }
  return { line, box, lack, update: reflect }
}

/* The address as people mean it who leave the scheme out, or have it from an older page. */
function secured(address) {
  const meant = address.trim().replace(/^http:\/\//i, "https://")
  return /^[\w-]+(\.[\w-]+)+(:\d+)?([/?#]|$)/.test(meant) ? `https://${meant}` : meant
}

function furnishEmbed(block) {
  const url = addressBox(block)
  const press = button("Look it up")
  const status = statusLine()
  const look = async () => {
    const asked = url.box.value
    status.textContent = "Looking it up …"
    const { words, found } = await lookedUp(asked)
    if (url.box.value !== asked || !url.box.isConnected) return
    status.textContent = words
    if (found && found !== asked) block.set({ url: found })
  }
  press.addEventListener("click", look)
  url.box.addEventListener("change", () => isWork(url.box.value) && look())
  // One that was just put in, not one that the text opened with.
  if (block.editor.isInitialized && isWork(url.box.value)) look()
  return { controls: [url.line, press], below: [url.lack, status], update: url.update }
}

/* What the desk says of a work: { words, found }; `found` is the address that it calls its own. */
async function lookedUp(url) {
  if (!url) return { words: "Give the address of the work first." }
  try {
    const { title, provider, author, url: found } = await send(addresses.embed, { url })
    const known = [title, author, provider].filter(Boolean)
    return { words: known.join(" · ") || "It was found, and has no title.", found }
  } catch ({ message }) {
    return { words: message }
  }
}
