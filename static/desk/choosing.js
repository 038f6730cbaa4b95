/* Native controls in which one chooses from a long list get a combobox. They stay in the form, out of
   sight, and hold what is chosen; without this they do as well. */

import { combobox, make, plain } from "./combobox.js"
import { inALine, namesIn } from "./topics.js"

export const enhance = (native) => (native.localName === "select" ? chooseOne(native) : chooseSome(native))

/* --- One, in a select -------------------------------------------------------------------------- */

const chooseOne = (select) => {
  const none = [...select.options].find(({ value }) => !value)
  const every = () => [...select.options].filter(({ value }) => value)
  const search = select.dataset.find ? askedOf(select.dataset.find) : among(every)

  const find = async (words) => {
    const found = await search(words)
    return none && !words ? { ...found, options: [none, ...found.options] } : found
  }
  const take = ({ value, label }) => {
    if (![...select.options].some((option) => option.value === value)) select.add(new Option(label, value))
    const isNew = select.value !== value
    select.value = value
    if (isNew) tellOf(select)
    restore()
  }
  const leave = (words, option) => {
    const meant = words ? option : none
    if (meant) take(meant)
    else restore()
    return false
  }
  const restore = () => {
    box.input.value = select.value ? select.selectedOptions[0].label : ""
  }
  const isChosen = ({ value }) => value === select.value
  const attributes = { ...about(select), placeholder: none?.label ?? "" }
  const box = combobox({ attributes, find, take, leave, restore, isChosen })

  takeOver(select, box)
  select.addEventListener("change", restore)
  addEventListener("pageshow", restore)
  restore()

  // What the admin's window adds is chosen by it, and the form is not told.
  let known = select.value
  select.addEventListener("change", () => {
    known = select.value
  })
  new MutationObserver(() => {
    if (select.value !== known) tellOf(select)
  }).observe(select, { childList: true })
}

/* --- Some, by name, in a box of text with commas between --------------------------------------- */

const chooseSome = (native) => {
  const field = native.closest(".field")
  const listed = [...field.querySelectorAll("[data-options] li")].map(({ textContent }) => textContent)
  const every = () => listed.map((label) => ({ value: label, label }))
  const search = native.dataset.find ? askedOf(native.dataset.find) : among(every)
  const mayAdd = native.dataset.add !== undefined

  const names = () => namesIn(native.value)
  const has = (name) => names().some((other) => plain(other) === plain(name))
  const put = (chosen) => {
    native.value = inALine(chosen)
    tellOf(native)
    reflect()
  }

  const find = async (words) => {
    const { options, more } = await search(words)
    const isKnown = !words || has(words) || options.some(({ label }) => plain(label) === plain(words))
    const fresh = mayAdd && !isKnown ? [{ value: "", label: `Add “${words}”`, name: words }] : []
    return { options: [...options.filter(({ label }) => !has(label)), ...fresh], more }
  }
  const take = ({ label, name = label }) => {
    restore()
    put([...names(), name])
    box.say(`${name} is chosen.`)
  }
  const leave = (words, option) => {
    if (option) take(option)
    return Boolean(words && !option)
  }
  const restore = () => {
    box.input.value = ""
  }
  const attributes = { ...about(native), placeholder: native.dataset.placeholder }
  const box = combobox({ attributes, find, take, leave, restore })

  const chips = make("ul", { class: "chips", "aria-label": "Chosen" })
  const buttons = () => [...chips.querySelectorAll("button")]
  const reflect = () => {
    chips.replaceChildren(...names().map(chip))
    chips.hidden = !names().length
  }
  const chip = (name) => {
    const button = make("button", { type: "button", "aria-label": `Remove ${name}` }, "×")
    button.addEventListener("click", () => remove(name))
    return make("li", {}, name, button)
  }
  const remove = (name) => {
    const place = names().indexOf(name)
    put(names().filter((other) => other !== name))
    box.say(`${name} is removed.`)
    const next = buttons()[Math.min(place, names().length - 1)] ?? box.input
    next.focus()
  }

  chips.addEventListener("keydown", (event) => {
    const place = buttons().indexOf(event.target)
    const others = { ArrowLeft: buttons()[place - 1], ArrowRight: buttons()[place + 1] ?? box.input }
    if (["Delete", "Backspace"].includes(event.key)) event.target.click()
    else if (others[event.key]) others[event.key].focus()
    else return
    event.preventDefault()
  })
  box.input.addEventListener("keydown", (event) => {
    const isBack = ["Backspace", "ArrowLeft"].includes(event.key)
    if (isBack && !box.input.value) buttons().at(-1)?.focus()
  })

  takeOver(native, box)
  box.root.before(chips)
  native.addEventListener("change", reflect)
  addEventListener("pageshow", reflect)
  reflect()
}

/* --- Where options come from ------------------------------------------------------------------- */

/* Those in the page: first what begins so, then what has a later word that does, then the others. */
const among = (every) => async (words) => {
  const typed = plain(words)
  const place = (label) => (label.startsWith(typed) ? 0 : label.includes(` ${typed}`) ? 1 : 2)
  const fit = every().filter(({ label }) => typed.split(" ").every((word) => plain(label).includes(word)))
  const options = fit.toSorted((one, two) => place(plain(one.label)) - place(plain(two.label)))
  return { options, more: false }
}

const askedOf = (address) => async (words) => {
  const answer = await fetch(`${address}?${new URLSearchParams({ q: words })}`)
  return answer.json()
}

/* --- The control behind the box ---------------------------------------------------------------- */

/* What a control says of itself, for the box that takes its place. A hint that is out of sight was
   meant for the control alone. */
const about = (native) => {
  const given = ["aria-label", "aria-invalid"].filter((name) => native.hasAttribute(name))
  const attributes = Object.fromEntries(given.map((name) => [name, native.getAttribute(name)]))
  const hints = (native.getAttribute("aria-describedby") ?? "").split(" ")
  const shown = hints.filter((id) => document.getElementById(id)?.checkVisibility())
  if (shown.length) attributes["aria-describedby"] = shown.join(" ")
  return { ...attributes, id: `${native.id}_box` }
}

const takeOver = (native, box) => {
  for (const label of native.labels) label.htmlFor = box.input.id
  native.before(box.root)
  native.classList.add("combobox-native")
  native.setAttribute("aria-hidden", "true")
  native.tabIndex = -1
  // Who follows a link to it arrives in the box.
  native.addEventListener("focus", () => box.input.focus())
}

const tellOf = (native) => {
  for (const kind of ["input", "change"]) native.dispatchEvent(new Event(kind, { bubbles: true }))
}
