/**
 * The sizes that the model was trained at, as buttons: the one that is set, or that will be taken.
 */
(() => {
    "use strict";

    const {say} = Animagine.words;
    const {ID, number} = Animagine.panelControls;
    /** @type {Record<string, number>} */
    const STEPS = {ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1};

    class Sizes {
        /** @param {HTMLElement} row of the buttons */
        constructor(row) {
            this.row = row;
            this.note = row.parentElement?.querySelector(".animagine-size-note");
            this.all = /** @type {HTMLElement[]} */ ([...row.querySelectorAll("[role=radio]")]);
            for (const one of this.all) one.addEventListener("click", () => this.pick(one));
            row.addEventListener("keydown", (event) => this.key(event));
            for (const side of ["width", "height"]) number(side)?.addEventListener("input", () => this.mark());
            this.mark();
        }

        /** @param {HTMLElement} one */
        pick(one) {
            for (const side of ["width", "height"]) {
                const box = number(side);
                if (box) Animagine.writing.set(box, one.dataset[side] || "");
            }
            this.mark();
            one.focus();
        }

        /** @param {KeyboardEvent} event */
        key(event) {
            const step = STEPS[event.key];
            const here = this.all.indexOf(/** @type {HTMLElement} */ (event.target));
            if (!step || here < 0) return;
            event.preventDefault();
            this.pick(this.all[(here + step + this.all.length) % this.all.length]);
        }

        look() {
            if (this.row.offsetParent !== null) this.mark();
        }

        mark() {
            const [width, height] = [Number(number("width")?.value), Number(number("height")?.value)];
            const exact = this.of(width, height);
            const nearest = exact || this.snapped(width, height);
            for (const one of this.all) {
                one.setAttribute("aria-checked", String(one === exact));
                one.classList.toggle("animagine-nearest", one === nearest && one !== exact);
                one.tabIndex = one === (nearest || this.all[0]) ? 0 : -1;
            }
            const text = nearest && !exact ? say("{asked} is drawn as {size}", {
                asked: `${width}×${height}`, size: `${nearest.dataset.width}×${nearest.dataset.height}`,
            }) : "";
            if (this.note && this.note.textContent !== text) this.note.textContent = text;
        }

        /**
         * @param {number} width
         * @param {number} height
         */
        of(width, height) {
            return this.all.find(({dataset}) => Number(dataset.width) === width && Number(dataset.height) === height);
        }

        /**
         * The one that the compiler takes; the preview knows, so nothing is worked out twice.
         *
         * @param {number} width
         * @param {number} height
         */
        snapped(width, height) {
            const preview = Animagine.preview.all().find((each) => each.tab === ID);
            const {shown, answer} = preview || {};
            if (!shown || !answer || shown.width !== width || shown.height !== height) return undefined;
            return this.of(answer.width || 0, answer.height || 0);
        }
    }

    Animagine.sizes = {Sizes};
})();
