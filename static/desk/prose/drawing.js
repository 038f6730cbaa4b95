/* A chart or a map above its table, drawn by the desk as it will print. */

import { crel, pm } from "django-prose-editor/editor"
import { statusLine } from "./dialog.js"
import { addresses, send, whenCalm } from "./newsroom.js"

const { DOMSerializer } = pm.model

/* What stands above the table of `block`: { dom, update(node) }. */
export function preview(block) {
  const easel = crel("div", { className: "drawing" })
  const canvas = easel.attachShadow({ mode: "open" })
  const line = statusLine()
  const dom = crel("div", { className: "block-drawing", hidden: true }, [easel, line])
  let asked = ""

  const draw = whenCalm(async (question) => {
    const { svg, problem } = await drawn(question)
    if (asked !== JSON.stringify(question)) return
    canvas.replaceChildren(...(svg ? [sheet(), parsed(svg)] : []))
    line.textContent = problem
  }, 500)

  function update(node) {
    const { kind, unit } = node.attrs
    dom.hidden = kind === "table"
    if (dom.hidden) return
    const title = node.firstChild.textContent
    const question = { kind, unit, title, table: htmlOf(node.child(1)) }
    if (asked === JSON.stringify(question)) return
    asked = JSON.stringify(question)
    draw(question)
  }

  return { dom, update }
}

/* { svg, problem }: one of them is empty. */
async function drawn(question) {
  try {
    return { svg: "", problem: "", ...(await send(addresses.draw, question)) }
  } catch ({ message }) {
    return { svg: "", problem: message }
  }
}

const sheet = () => crel("link", { rel: "stylesheet", href: addresses.figures })

function parsed(svg) {
  const { documentElement } = new DOMParser().parseFromString(svg, "image/svg+xml")
  return document.importNode(documentElement, true)
}

function htmlOf(table) {
  return DOMSerializer.fromSchema(table.type.schema).serializeNode(table).outerHTML
}
