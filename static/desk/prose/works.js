/* What stands elsewhere: works of other sites, and documents. */

import { Node } from "django-prose-editor/editor"
import { button, statusLine } from "./dialog.js"
import { attributeBox, framed } from "./frame.js"
import { addresses, isWork, send } from "./newsroom.js"
import { stored } from "./pictures.js"
import { BLOCK, rendered } from "./texts.js"

const ADDRESS = { type: "url", placeholder: "https://", inputMode: "url", autocomplete: "off" }

function work(name, block, view) {
  return Node.create({
    ...BLOCK,
    name,
    content: "caption",
    addAttributes: () => ({ url: stored("url") }),
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
    const url = attributeBox(block, "Address", "url", ADDRESS)
    return { controls: [url.line], update: url.update }
  },
})

function furnishEmbed(block) {
  const url = attributeBox(block, "Address", "url", ADDRESS)
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
  return { controls: [url.line, press], below: [status], update: url.update }
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
