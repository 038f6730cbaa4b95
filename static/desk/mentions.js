/* Somebody is asked in a comment: after an @, a list of the people of the desk to choose from.
   The focus stays in the box; arrows move in the list, Enter takes a name, Escape puts it away. */

const SHOWN = 8
const ASKED = /(^|\s)@([^\s@]*(?: [^\s@]*)?)$/u

let lists = 0

const names = () =>
  [...document.querySelectorAll("#comment-people li")].map((item) => item.textContent)

export function offerNames(box) {
  const list = document.createElement("ul")
  list.id = `comment-names-${++lists}`
  list.className = "comment-names"
  list.role = "listbox"
  list.ariaLabel = "People"
  list.hidden = true
  const told = document.createElement("p")
  told.className = "visually-hidden"
  told.role = "status"
  box.after(list, told)
  box.setAttribute("aria-autocomplete", "list")
  box.setAttribute("aria-haspopup", "listbox")
  box.setAttribute("aria-controls", list.id)

  const options = () => [...list.children]
  const chosen = () => list.querySelector("[aria-selected=true]")

  const putAway = () => {
    list.hidden = true
    list.replaceChildren()
    told.textContent = ""
    box.removeAttribute("aria-activedescendant")
  }

  const choose = (option) => {
    for (const each of options()) each.ariaSelected = String(each === option)
    box.setAttribute("aria-activedescendant", option.id)
    option.scrollIntoView({ block: "nearest" })
  }

  const take = (option) => {
    const before = box.value.slice(0, box.selectionStart).replace(ASKED, `$1@${option.textContent} `)
    const after = box.value.slice(box.selectionStart).replace(/^ /, "")
    box.value = before + after
    box.setSelectionRange(before.length, before.length)
    putAway()
    box.focus()
  }

  const offer = () => {
    const asked = ASKED.exec(box.value.slice(0, box.selectionStart))
    if (!asked) return putAway()
    const wanted = asked[2].toLowerCase()
    const fits = (name) => ` ${name.toLowerCase()}`.includes(` ${wanted}`)
    const found = names().filter((name) => fits(name) && name.toLowerCase() !== wanted.trimEnd())
    if (!found.length) return putAway()
    list.replaceChildren(
      ...found.slice(0, SHOWN).map((name, index) => {
        const option = document.createElement("li")
        option.id = `${list.id}-${index}`
        option.role = "option"
        option.textContent = name
        option.addEventListener("pointerdown", (event) => {
          event.preventDefault() // the focus stays in the box
          take(option)
        })
        return option
      }),
    )
    list.hidden = false
    choose(list.firstElementChild)
    told.textContent = `${found.length} ${found.length === 1 ? "name" : "names"}: arrows choose, Enter takes one`
  }

  box.addEventListener("input", offer)
  box.addEventListener("blur", putAway)
  box.addEventListener("keydown", (event) => {
    if (list.hidden) return
    const all = options()
    const now = all.indexOf(chosen())
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step) choose(all[(now + step + all.length) % all.length])
    else if (event.key === "Enter" || event.key === "Tab") take(chosen())
    else if (event.key === "Escape") putAway()
    else return
    event.preventDefault()
    event.stopPropagation()
  })
}
