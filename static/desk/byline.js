/* The lines of the byline are moved, taken out and added by buttons. Without this, a name is added in
   the empty line, and taken out by choosing no author. */

import { enhance } from "./choosing.js"
import { make } from "./combobox.js"

export const arrange = (byline) => {
  const list = byline.querySelector("ul")
  const blank = list.lastElementChild.cloneNode(true)
  const status = make("span", { class: "visually-hidden", role: "status" })
  let count = list.children.length

  const lines = () => [...list.children]
  const authorOf = (line) => line.querySelector("select")
  const nameOf = (line) => {
    const { value, selectedOptions } = authorOf(line)
    return value ? selectedOptions[0].label : `Line ${lines().indexOf(line) + 1}`
  }
  const changed = (told) => {
    reflect()
    status.textContent = told
    list.dispatchEvent(new Event("input", { bubbles: true }))
  }

  const reflect = () => {
    for (const line of lines()) {
      const [up, down, out] = line.querySelectorAll("button")
      up.disabled = line === list.firstElementChild
      down.disabled = line === list.lastElementChild
      name(up, `Move up: ${nameOf(line)}`)
      name(down, `Move down: ${nameOf(line)}`)
      name(out, `Take out: ${nameOf(line)}`)
    }
  }

  const move = (line, by) => {
    const who = nameOf(line)
    const place = lines().indexOf(line) + by
    list.insertBefore(line, lines().filter((other) => other !== line)[place] ?? null)
    changed(`${who} is now number ${place + 1} of ${list.children.length}.`)
    const [up, down] = line.querySelectorAll("button")
    const [pressed, other] = by < 0 ? [up, down] : [down, up]
    if (pressed.disabled) other.focus()
    else pressed.focus()
  }

  const takeOut = (line) => {
    const who = nameOf(line)
    const place = lines().indexOf(line)
    line.remove()
    // A byline without any line would say nothing of itself.
    if (!list.children.length) append()
    changed(`${who} is taken out.`)
    boxOf(list.children[place] ?? list.lastElementChild).focus()
  }

  const append = () => {
    const line = blank.cloneNode(true)
    authorOf(line).id = `${byline.id}_${count++}`
    list.append(line)
    equip(line)
    enhance(authorOf(line))
    reflect()
    return line
  }

  const equip = (line) => {
    const [up, down, out] = ["↑", "↓", "×"].map(pressable)
    up.addEventListener("click", () => move(line, -1))
    down.addEventListener("click", () => move(line, 1))
    out.addEventListener("click", () => takeOut(line))
    line.append(up, down, out)
    authorOf(line).addEventListener("change", reflect)
  }

  const add = pressable("Add a name")
  add.addEventListener("click", () => boxOf(append()).focus())
  byline.append(add, status)
  if (list.children.length > 1) list.lastElementChild.remove()
  lines().forEach(equip)
  reflect()
}

const boxOf = (line) => line.querySelector("input")

const pressable = (words) => make("button", { type: "button" }, words)

const name = (button, words) => {
  button.setAttribute("aria-label", words)
  button.title = words
}
