/**
 * A chip taken with the mouse to another place. Fingers scroll, and have buttons for it, as has the keyboard.
 */
(() => {
    "use strict";

    /** Further than a hand trembles in a press, in CSS pixels. */
    const FAR = 6;

    class Drag {
        /**
         * @param {HTMLElement} list
         * @param {(from: number, to: number) => void} dropped
         */
        constructor(list, dropped) {
            this.list = list;
            this.dropped = dropped;
            /** @type {{chip: HTMLElement, x: number, y: number, moves: boolean} | null} */
            this.held = null;
            list.addEventListener("pointerdown", (event) => this.down(event));
            list.addEventListener("pointermove", (event) => this.move(event));
            list.addEventListener("pointerup", (event) => this.up(event));
            list.addEventListener("pointercancel", () => this.leave());
        }

        /** @param {PointerEvent} event */
        down(event) {
            const chip = this.chipOf(event.target);
            if (chip && event.button === 0 && event.pointerType !== "touch") this.held = {chip, x: event.clientX, y: event.clientY, moves: false};
        }

        /** @param {PointerEvent} event */
        move(event) {
            const {held} = this;
            if (!held) return;
            if (!held.moves && Math.hypot(event.clientX - held.x, event.clientY - held.y) < FAR) return;
            if (!held.moves) this.list.setPointerCapture(event.pointerId);
            held.moves = true;
            held.chip.classList.add("animagine-tag-held");
            this.mark(this.under(event));
        }

        /** @param {PointerEvent} event */
        up(event) {
            const {held} = this;
            const over = held?.moves ? this.under(event) : null;
            this.leave();
            if (!held || !over || over === held.chip) return;
            const all = [...this.list.querySelectorAll(Animagine.chipsView.CHIP)];
            this.dropped(all.indexOf(held.chip), all.indexOf(over));
        }

        leave() {
            this.held?.chip.classList.remove("animagine-tag-held");
            this.mark(null);
            this.held = null;
        }

        /** @param {HTMLElement | null} chip whose place it would take */
        mark(chip) {
            for (const each of this.list.querySelectorAll(".animagine-tag-over")) if (each !== chip) each.classList.remove("animagine-tag-over");
            chip?.classList.add("animagine-tag-over");
        }

        /** @param {PointerEvent} event */
        under({clientX, clientY}) {
            return this.chipOf(document.elementFromPoint(clientX, clientY));
        }

        /** @param {EventTarget | null} target @returns {HTMLElement | null} */
        chipOf(target) {
            const chip = target instanceof Element ? target.closest(Animagine.chipsView.CHIP) : null;
            return chip instanceof HTMLElement && this.list.contains(chip) ? chip : null;
        }
    }

    Animagine.chipsDrag = {Drag};
})();
