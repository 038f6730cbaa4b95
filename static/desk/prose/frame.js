/* The frame around a block in the editor: its name, its controls, and buttons to move and remove
   it. What stands in the frame is no text, so the editor must not read it back. */

import { crel } from "django-prose-editor/editor"
import { iconButton } from "./dialog.js"
import { moveNode, removeNode, setAttributes } from "./inserting.js"

/* A node view. `label` names the block, or says its name by the node. `furnish(block)` gives what
   stands in the frame: { controls, below, update } where `update(node)` is called whenever the node
   has changed. `block` is { editor, node, dom, position(), set(attributes) }. */
export function framed({ label, content = "div", furnish = () => ({}) }) {
  const named = typeof label === "string" ? () => label : label
  return ({ editor, node, getPos }) => {
    const dom = crel("div", { className: `block block-${node.type.name}` })
    const block = {
      editor,
      node,
      dom,
      position: getPos,
      set: (attributes) => setAttributes(editor, getPos(), attributes),
    }
    const { controls = [], below = [], update: furnished = () => {} } = furnish(block)
    const name = crel("span", { className: "block-name" })
    const buttons = crel("span", { className: "block-places" }, places(block))
    const head = crel("div", { className: "block-head" }, [name, ...controls, buttons])
    const frame = crel("div", { className: "block-frame", role: "group" }, [head, ...below])
    frame.contentEditable = "false"
    const contentDOM = crel(content, { className: "block-body" })
    dom.append(frame, contentDOM)
    const update = (changed) => {
      block.node = changed
      name.textContent = named(changed)
      frame.setAttribute("aria-label", named(changed))
      furnished(changed)
    }
    update(node)
    return {
      dom,
      contentDOM,
      update(changed) {
        if (changed.type !== block.node.type) return false
        update(changed)
        return true
      },
      stopEvent: (event) => frame.contains(event.target),
      ignoreMutation: ({ type, target }) =>
        type === "selection" ? frame.contains(target) : !contentDOM.contains(target),
    }
  }
}

function places(block) {
  const up = iconButton("arrow_upward", "Move up")
  const down = iconButton("arrow_downward", "Move down")
  const away = iconButton("delete", "Remove")
  up.addEventListener("click", () => move(block, -1, up))
  down.addEventListener("click", () => move(block, 1, down))
  away.addEventListener("click", () => removeNode(block.editor, block.position()))
  return [up, down, away]
}

/* The moved block is drawn anew: the same button there has the focus. */
function move(block, step, { title }) {
  const at = moveNode(block.editor, block.position(), step)
  if (at === null) return
  const buttons = block.editor.view.nodeDOM(at).querySelectorAll(".block-places button")
  for (const button of buttons) if (button.title === title) return button.focus()
}

/* A labelled box in a frame that writes an attribute of the block. Enter goes to the text, and
   never saves the article. */
export function attributeBox(block, label, name, given = {}) {
  const { tag = "input", ...properties } = given
  const box = crel(tag, { ...properties, value: block.node.attrs[name] ?? "" })
  box.addEventListener("input", () => block.set({ [name]: box.value }))
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return
    event.preventDefault()
    block.editor.commands.setTextSelection(block.position() + 2)
    block.editor.view.focus()
  })
  const line = labelled(label, box)
  const update = (node) => {
    const value = node.attrs[name] ?? ""
    if (box.value !== value) box.value = value
  }
  return { line, box, update }
}

/* A labelled choice in a frame; `options` are pairs of value and name. */
export function attributeChoice(block, label, name, options) {
  const choices = options.map(([value, text]) => crel("option", { value, textContent: text }))
  const box = crel("select", {}, choices)
  box.addEventListener("change", () => block.set({ [name]: box.value }))
  const line = labelled(label, box)
  const update = (node) => {
    box.value = node.attrs[name]
  }
  return { line, box, update }
}

function labelled(label, box) {
  return crel("label", { className: "block-field" }, [crel("span", { textContent: label }), box])
}
