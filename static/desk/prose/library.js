/* The picture library in a dialog: to search, to choose from, and to add to. */

import { crel } from "django-prose-editor/editor"
import { button, consult, statusLine } from "./dialog.js"
import { addresses, ask, send, thumbnail, whenCalm } from "./newsroom.js"

/* Put a file into the library. Gives the picture; its Error is a sentence to show. */
export function upload(file) {
  return send(addresses.upload, { file })
}

export function pictureFiles(transfer) {
  return [...(transfer?.files ?? [])].filter(({ type }) => type.startsWith("image/"))
}

/* Have one picture chosen (or, with `many`, any number): resolves with a list, empty if none. */
export async function choosePictures({ many = false } = {}) {
  const title = many ? "Choose pictures" : "Choose a picture"
  const build = (dialog) => new Library(dialog, many).build()
  return (await consult({ title, className: "chooser", build })) ?? []
}

class Library {
  chosen = new Map()
  next = null
  question = 0

  constructor({ finish, buttons, dialog }, many) {
    Object.assign(this, { finish, buttons, dialog, many })
    this.search = crel("input", { type: "search", "aria-label": "Search the library" })
    this.search.placeholder = "Search by words in caption, credit or place"
    this.status = statusLine()
    this.grid = crel("ul", { className: "chooser-grid" })
    this.more = button("Show more", { hidden: true })
    this.done = crel("button", { type: "button", className: "button-main", hidden: !many })
  }

  build() {
    this.search.addEventListener("input", whenCalm(() => this.show()))
    this.more.addEventListener("click", () => this.show(this.next))
    this.done.addEventListener("click", () => this.finish([...this.chosen.values()]))
    const add = (files) => this.add(files)
    takeFiles(this.dialog, add)
    this.buttons.append(this.done)
    this.count()
    this.show()
    const top = crel("div", { className: "chooser-top" }, [this.search, fileButton(add)])
    return [top, this.status, this.grid, this.more]
  }

  /* The newest pictures that are found, or those that follow the key `before`. */
  async show(before = "") {
    const mine = ++this.question
    try {
      const found = await ask(addresses.pictures, { q: this.search.value, before })
      if (mine !== this.question) return
      if (!before) this.grid.replaceChildren()
      this.grid.append(...found.pictures.map((picture) => this.tile(picture)))
      this.next = found.next
      this.more.hidden = !found.next
      this.status.textContent = this.grid.childElementCount ? "" : "No picture is found."
    } catch ({ message }) {
      this.status.textContent = message
    }
  }

  /* One picture to press. */
  tile(picture) {
    const words = picture.caption || picture.alt || `Picture ${picture.id}`
    const press = crel("button", { type: "button", className: "chooser-tile" }, [
      crel("img", { src: thumbnail(picture.id), alt: "", loading: "lazy" }),
      crel("span", { textContent: words }),
      crel("small", { textContent: picture.credit || "No credit yet" }),
    ])
    if (this.many) press.setAttribute("aria-pressed", String(this.chosen.has(picture.id)))
    press.addEventListener("click", () => this.choose(picture, press))
    return crel("li", { "data-picture": picture.id }, [press])
  }

  choose(picture, press) {
    if (!this.many) return this.finish([picture])
    if (!this.chosen.delete(picture.id)) this.chosen.set(picture.id, picture)
    press.setAttribute("aria-pressed", String(this.chosen.has(picture.id)))
    this.count()
  }

  count() {
    const { size } = this.chosen
    const pictures = size === 1 ? "1 picture" : `${size} pictures`
    this.done.textContent = size ? `Insert ${pictures}` : "Insert"
    this.done.disabled = size === 0
  }

  /* Upload files one after another. A single one that was asked for is chosen at once. */
  async add(files) {
    const said = []
    for (const [index, file] of files.entries()) {
      this.status.textContent = `Uploading ${file.name} (${index + 1} of ${files.length}) …`
      try {
        const picture = await upload(file)
        if (!this.many && files.length === 1) return this.finish([picture])
        this.put(picture)
        if (picture.duplicate) said.push(`${file.name} was there already.`)
      } catch ({ message }) {
        said.push(`${file.name}: ${message}`)
      }
    }
    this.status.textContent = said.join(" ")
  }

  /* Show an uploaded picture first; where many are chosen, it is one of them. */
  put(picture) {
    if (this.many) this.chosen.set(picture.id, picture)
    this.grid.querySelector(`[data-picture="${picture.id}"]`)?.remove()
    this.grid.prepend(this.tile(picture))
    this.count()
  }
}

function fileButton(add) {
  const input = crel("input", { type: "file", accept: "image/*,.heic,.heif", multiple: true })
  input.addEventListener("change", () => add([...input.files]))
  return crel("label", { className: "chooser-file" }, [
    crel("span", { textContent: "Add from your device, or drop or paste a picture here" }),
    input,
  ])
}

function takeFiles(dialog, add) {
  const taken = (event, transfer) => {
    const files = pictureFiles(transfer)
    if (!files.length) return
    event.preventDefault()
    add(files)
  }
  dialog.addEventListener("paste", (event) => taken(event, event.clipboardData))
  dialog.addEventListener("dragover", (event) => event.preventDefault())
  dialog.addEventListener("drop", (event) => {
    event.preventDefault()
    taken(event, event.dataTransfer)
  })
}
