/* Word writes lists as paragraphs with a drawn marker before the text; here they become lists. */

const LEVEL = /mso-list:[^;]*level(\d+)/i
const IGNORED = "span[data-style*='mso-list:Ignore' i]"
const NUMBER = /^\s*[(]?(\d+|[a-z]|[ivx]+)[.)]/i

export function wordLists(body) {
  let open = [] // the lists that the last paragraph was in, outermost first
  for (const paragraph of [...body.querySelectorAll("p")]) {
    const level = Number(LEVEL.exec(paragraph.dataset.style ?? "")?.[1] ?? 0)
    if (!level) {
      open = []
      continue
    }
    if (open.length && !follows(paragraph, open[0])) open = []
    const marker = paragraph.querySelector(IGNORED)
    const tag = NUMBER.test(marker?.textContent ?? "") ? "ol" : "ul"
    marker?.remove()
    open = open.slice(0, level)
    while (open.length < level) open.push(opened(tag, open, paragraph))
    const item = document.createElement("li")
    open.at(-1).append(item)
    item.append(paragraph)
  }
}

/* A new list: in the last item of the list around it, or in the place of the paragraph. */
function opened(tag, open, paragraph) {
  const list = document.createElement(tag)
  const around = open.at(-1)
  if (!around) paragraph.before(list)
  else (around.lastElementChild ?? around.appendChild(document.createElement("li"))).append(list)
  return list
}

function follows(paragraph, list) {
  return paragraph.previousElementSibling === list
}
