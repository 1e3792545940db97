/**
 * An emptied negative prompt: what will be sent in its place, and the press that changes it.
 */
(() => {
    "use strict";

    const {say} = Animagine.words;
    const {element, button} = Animagine.dom;
    const {ID, area} = Animagine.panelControls;

    /** The option that says where the recommended negative prompt goes; its values in the WebUI. */
    const OPTION = `${ID}_negative`;
    const [OFF, ON] = ["off", "after"];

    class Negative {
        /** @param {HTMLElement} place */
        constructor(place) {
            this.text = element("span", "");
            this.button = button("animagine-fix", "", () => this.press());
            const line = element("p", "animagine-note");
            line.setAttribute("role", "status");
            line.append(this.text, " ", this.button);
            this.place = place;
            place.append(line);
            area("neg_prompt")?.addEventListener("input", () => this.look());
            this.look();
        }

        isOff() {
            return /** @type {HTMLInputElement | null} */ (document.querySelector(`#${OPTION} input`))?.value === OFF;
        }

        press() {
            Animagine.controls.choose(OPTION, this.isOff() ? ON : OFF);
        }

        look() {
            const empty = area("neg_prompt")?.value.trim() === "";
            const off = this.isOff();
            this.place.hidden = !empty;
            const [text, label] = off ? [say("None typed, and none will be sent."), say("Add the recommended one")]
                : [say("None typed; the recommended one will be added."), say("Send none")];
            if (this.text.textContent !== text) this.text.textContent = text;
            if (this.button.textContent !== label) this.button.textContent = label;
        }
    }

    Animagine.negative = {Negative};
})();
