/* What stands elsewhere: works of other sites, and documents. */

import { Node } from "django-prose-editor/editor"
import { button, statusLine } from "./dialog.js"
import { attributeBox, framed } from "./frame.js"
import { addresses, send } from "./newsroom.js"
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
  const look = button("Look it up")
  const status = statusLine()
  look.addEventListener("click", async () => {
    status.textContent = "Looking it up …"
    status.textContent = await lookedUp(url.box.value)
  })
  return { controls: [url.line, look], below: [status], update: url.update }
}

async function lookedUp(url) {
  if (!url) return "Give the address of the work first."
  try {
    const { title, provider, author } = await send(addresses.embed, { url })
    const known = [title, author, provider].filter(Boolean)
    return known.join(" · ") || "It was found, and has no title."
  } catch ({ message }) {
    return message
  }
}
