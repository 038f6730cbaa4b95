/* A box to type in, and under it a list of what fits: an editable combobox with a list popup, as the
   ARIA authoring practices describe it. It keeps no choice of its own; whoever made it is told. */

const PAUSE = 150 // after the last key

let made = 0

/* ``find`` promises what fits some words: ``{ options: [{ value, label }], more }``. ``take`` is told
   what is chosen. ``leave`` is told of words that stand in the box, unchosen, when it is left, and of
   the option that is called so; it says whether they shall stay. ``restore`` has the box show again
   what is chosen; ``isChosen`` knows it among the options. */
export const combobox = ({ attributes, find, take, leave, restore, isChosen = () => false }) => {
  const key = `combobox-${++made}`
  const input = make("input", {
    type: "text",
    role: "combobox",
    autocomplete: "off",
    spellcheck: "false",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": key,
    ...attributes,
  })
  const list = make("ul", { role: "listbox", id: key, "aria-label": "Choices" })
  const note = make("p", { class: "combobox-note", "aria-hidden": "true" })
  const popup = make("div", { class: "combobox-popup", hidden: "" }, list, note)
  const status = make("span", { class: "visually-hidden", role: "status" })
  const root = make("div", { class: "combobox" }, input, popup, status)

  let options = []
  let active = -1
  let isTyped = false // something that is not chosen yet
  let isWalking = false // in the list, by arrows
  let asked = 0 // how often: only the last answer counts
  let whenFound // what shall be done with the answer that is waited for
  let timer

  const words = () => input.value.trim()
  const say = (told) => {
    status.textContent = told
  }

  /* --- The list --------------------------------------------------------------------------------- */

  const look = async (pause = 0) => {
    const own = ++asked
    whenFound = () => {}
    clearTimeout(timer)
    await new Promise((done) => {
      timer = setTimeout(done, pause)
    })
    const found = await find(isTyped ? words() : "").catch(() => null)
    if (own !== asked) return
    const then = whenFound
    whenFound = undefined
    show(found)
    then()
  }

  const show = (found) => {
    options = found?.options ?? []
    list.replaceChildren(...options.map(drawn))
    const told = tell(found)
    note.textContent = told
    say(told)
    const wasOpen = !popup.hidden
    list.hidden = !options.length
    popup.hidden = false
    input.setAttribute("aria-expanded", String(options.length > 0))
    mark(isTyped && options.length ? 0 : -1)
    if (active < 0) list.querySelector("[data-chosen]")?.scrollIntoView({ block: "nearest" })
    if (!wasOpen) popup.scrollIntoView({ block: "nearest" })
  }

  const drawn = (option, place) => {
    const item = make("li", { role: "option", id: `${key}-${place}`, "aria-selected": "false" })
    item.textContent = option.label
    if (isChosen(option)) item.dataset.chosen = ""
    item.addEventListener("click", () => choose(option))
    return item
  }

  const tell = (found) => {
    if (!found) return "The desk cannot be reached."
    if (found.more) return `The first ${options.length}. Type on to find others.`
    if (options.length) return options.length === 1 ? "1 result" : `${options.length} results`
    return isTyped && words() ? `Nothing is called “${words()}”.` : "There is nothing to choose."
  }

  const mark = (place) => {
    list.children[active]?.setAttribute("aria-selected", "false")
    active = place
    const item = list.children[place]
    if (!item) return input.removeAttribute("aria-activedescendant")
    item.setAttribute("aria-selected", "true")
    item.scrollIntoView({ block: "nearest" })
    input.setAttribute("aria-activedescendant", item.id)
  }

  const walkTo = (place) => {
    isWalking = true
    if (options.length) mark((place + options.length) % options.length)
  }

  const close = () => {
    asked += 1
    whenFound = undefined
    clearTimeout(timer)
    popup.hidden = true
    input.setAttribute("aria-expanded", "false")
    isWalking = false
    mark(-1)
  }

  const choose = (option) => {
    isTyped = false
    close()
    take(option)
  }

  /* --- Keys, in words of what they do; true if that was all ------------------------------------- */

  const isOpen = () => !popup.hidden || Boolean(whenFound)

  const down = (event) => {
    if (!popup.hidden) walkTo(active + 1)
    else {
      look()
      if (!event.altKey) whenFound = () => walkTo(Math.max(0, options.findIndex(isChosen)))
    }
    return true
  }

  const up = (event) => {
    if (event.altKey) close()
    else if (!popup.hidden) walkTo(active < 0 ? options.length - 1 : active - 1)
    else {
      look()
      whenFound = () => walkTo(options.length - 1)
    }
    return true
  }

  const enter = () => {
    const isBusy = isOpen() || (isTyped && words() !== "")
    if (whenFound) whenFound = takeActive
    else if (!popup.hidden) takeActive()
    else if (isBusy) look()
    return isBusy
  }

  const takeActive = () => {
    if (active >= 0) choose(options[active])
    else if (!isTyped) close()
  }

  const escape = () => {
    if (isOpen()) close()
    else if (isTyped) {
      isTyped = false
      restore()
    } else return false
    return true
  }

  const to = (place) => () => {
    if (popup.hidden || !isWalking) return false
    walkTo(place)
    return true
  }

  const keys = {
    ArrowDown: down,
    ArrowUp: up,
    Enter: enter,
    Escape: escape,
    Home: to(0),
    End: to(-1),
  }

  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey) return
    if (!keys[event.key]?.(event)) return
    event.preventDefault()
    event.stopPropagation()
  })
  // What is typed here is no part of the form until it is chosen.
  for (const kind of ["input", "change"]) {
    root.addEventListener(kind, (event) => event.stopPropagation())
  }
  input.addEventListener("input", () => {
    isTyped = true
    isWalking = false
    look(PAUSE)
  })
  input.addEventListener("click", () => {
    if (popup.hidden) look()
  })
  // A press in the list leaves the focus in the box.
  popup.addEventListener("mousedown", (event) => event.preventDefault())
  input.addEventListener("blur", () => {
    close()
    if (!isTyped) return
    const option = options.find(({ label }) => plain(label) === plain(words()))
    isTyped = leave(words(), option)
  })

  return { root, input, say }
}

/* Small letters without accents and needless blanks, as the desk compares names. */
export const plain = (text) =>
  text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "").trim().replace(/\s+/g, " ")

export const make = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
  element.append(...children)
  return element
}
